CREATE TABLE `endorsement` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`award_id` text NOT NULL,
	`member_id` text NOT NULL,
	`name` text NOT NULL,
	`words` text NOT NULL,
	`signed_at` integer NOT NULL,
	`credential` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`,`award_id`) REFERENCES `award`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endorsement_id` ON `endorsement` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `endorsement_once` ON `endorsement` (`workspace_id`,`award_id`,`member_id`);--> statement-breakpoint
CREATE TABLE `opt_out` (
	`workspace_id` text NOT NULL,
	`proposal_id` text NOT NULL,
	`member_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `proposal_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`proposal_id`,`member_id`) REFERENCES `recipient`(`workspace_id`,`proposal_id`,`member_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `pinned_origin` (
	`name` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`pinned_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `status_list` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`taken` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `status_list_id` ON `status_list` (`id`);--> statement-breakpoint
ALTER TABLE `award` ADD `valid_until` integer;--> statement-breakpoint
ALTER TABLE `award` ADD `status_list` text;--> statement-breakpoint
ALTER TABLE `award` ADD `status_index` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `award_status` ON `award` (`workspace_id`,`status_list`,`status_index`);--> statement-breakpoint
CREATE INDEX `award_ended` ON `award` (`workspace_id`,`status_list`) WHERE revoked_at is not null or declined_at is not null;--> statement-breakpoint
ALTER TABLE `ballot` ADD `support` text;--> statement-breakpoint
ALTER TABLE `issuer_key` ADD `public_pem` text;--> statement-breakpoint
ALTER TABLE `issuer_key` ADD `retired_at` integer;--> statement-breakpoint
ALTER TABLE `issuer_key` ADD `compromised_at` integer;