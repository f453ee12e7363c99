CREATE TABLE `lock` (
	`name` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `poll` (
	`workspace_id` text NOT NULL,
	`proposal_id` text NOT NULL,
	`group_id` text NOT NULL,
	`status` text NOT NULL,
	`tally` text NOT NULL,
	`closes_at` integer NOT NULL,
	`settled_at` integer,
	`settled_by` text,
	`settled_reason` text,
	`minted_at` integer,
	`card_ref` text,
	PRIMARY KEY(`workspace_id`, `proposal_id`),
	FOREIGN KEY (`workspace_id`,`proposal_id`) REFERENCES `proposal`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `poll_group` ON `poll` (`workspace_id`,`group_id`,`status`);--> statement-breakpoint
DROP INDEX `proposal_group`;--> statement-breakpoint
INSERT INTO `poll` (`workspace_id`, `proposal_id`, `group_id`, `status`, `tally`, `closes_at`, `settled_at`, `settled_by`, `settled_reason`, `minted_at`, `card_ref`) SELECT `workspace_id`, `id`, `group_id`, `status`, `tally`, `closes_at`, `settled_at`, `settled_by`, `settled_reason`, `minted_at`, `card_ref` FROM `proposal`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `status`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `tally`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `closes_at`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `settled_at`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `settled_by`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `settled_reason`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `minted_at`;--> statement-breakpoint
ALTER TABLE `proposal` DROP COLUMN `card_ref`;--> statement-breakpoint
ALTER TABLE `room` ADD `changed_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_leased` ON `outbox` (`lane`) WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`workspace_id`) WHERE last_error is not null;