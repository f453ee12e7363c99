CREATE TABLE `achievement` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`picture_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `achievement_id` ON `achievement` (`id`);--> statement-breakpoint
CREATE TABLE `award` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`proposal_id` text NOT NULL,
	`achievement_id` text NOT NULL,
	`kind` text NOT NULL,
	`recipient` text NOT NULL,
	`subject_id` text NOT NULL,
	`salt` text NOT NULL,
	`issued_at` integer NOT NULL,
	`credential` text,
	`assertion` text,
	`picture_id` text,
	`named` integer DEFAULT false NOT NULL,
	`declined_at` integer,
	`revoked_at` integer,
	`revoked_reason` text,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`,`proposal_id`) REFERENCES `proposal`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "award_signed" CHECK((credential is null) = (assertion is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `award_id` ON `award` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `award_once` ON `award` (`workspace_id`,`proposal_id`,`recipient`);--> statement-breakpoint
CREATE INDEX `award_recipient` ON `award` (`workspace_id`,`recipient`);--> statement-breakpoint
CREATE TABLE `ballot` (
	`workspace_id` text NOT NULL,
	`proposal_id` text NOT NULL,
	`member_id` text NOT NULL,
	`choices` text NOT NULL,
	`words` text NOT NULL,
	`cast_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `proposal_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`proposal_id`,`member_id`) REFERENCES `roll`(`workspace_id`,`proposal_id`,`member_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `learner_group` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`channel` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `group_id` ON `learner_group` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `group_channel` ON `learner_group` (`workspace_id`,`channel`);--> statement-breakpoint
CREATE TABLE `group_member` (
	`workspace_id` text NOT NULL,
	`group_id` text NOT NULL,
	`member_id` text NOT NULL,
	`joined_at` integer NOT NULL,
	`left_at` integer,
	PRIMARY KEY(`workspace_id`, `group_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`group_id`) REFERENCES `learner_group`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `identity` (
	`workspace_id` text NOT NULL,
	`ref` text NOT NULL,
	`member_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `ref`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identity_member` ON `identity` (`workspace_id`,`member_id`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`workspace_id` text NOT NULL,
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`outcome` text,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `source`, `event_id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `inbox_age` ON `inbox` (`received_at`);--> statement-breakpoint
CREATE TABLE `issuer` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`url` text,
	`email` text NOT NULL,
	`description` text,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `issuer_id` ON `issuer` (`id`);--> statement-breakpoint
CREATE TABLE `issuer_key` (
	`workspace_id` text NOT NULL,
	`issuer_id` text NOT NULL,
	`id` text NOT NULL,
	`purpose` text NOT NULL,
	`state` text NOT NULL,
	`sealed_secret` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `issuer_id`, `id`),
	FOREIGN KEY (`workspace_id`,`issuer_id`) REFERENCES `issuer`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `lane` (
	`id` text PRIMARY KEY NOT NULL,
	`paused_until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `member` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`language` text NOT NULL,
	`role` text NOT NULL,
	`joined_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`queue` text NOT NULL,
	`lane` text NOT NULL,
	`key` text NOT NULL,
	`payload` text NOT NULL,
	`run_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`max_attempts` integer NOT NULL,
	`lease_token` text,
	`state` text NOT NULL,
	`again_at` integer,
	`last_error` text,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_key` ON `outbox` (`workspace_id`,`queue`,`key`);--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`run_at`) WHERE state in ('ready', 'leased');--> statement-breakpoint
CREATE TABLE `picture` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`png` blob NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `proposal` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`group_id` text NOT NULL,
	`proposed_by` text NOT NULL,
	`agreed` text NOT NULL,
	`agreed_hash` text NOT NULL,
	`achievement` text NOT NULL,
	`grounds` text NOT NULL,
	`status` text NOT NULL,
	`tally` text NOT NULL,
	`closes_at` integer NOT NULL,
	`settled_at` integer,
	`settled_by` text,
	`settled_reason` text,
	`minted_at` integer,
	`card_ref` text,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`,`group_id`) REFERENCES `learner_group`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`,`proposed_by`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `proposal_id` ON `proposal` (`id`);--> statement-breakpoint
CREATE INDEX `proposal_group` ON `proposal` (`workspace_id`,`group_id`,`status`);--> statement-breakpoint
CREATE TABLE `recipient` (
	`workspace_id` text NOT NULL,
	`proposal_id` text NOT NULL,
	`member_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `proposal_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`proposal_id`) REFERENCES `proposal`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `roll` (
	`workspace_id` text NOT NULL,
	`proposal_id` text NOT NULL,
	`member_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `proposal_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`proposal_id`) REFERENCES `proposal`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `room` (
	`workspace_id` text NOT NULL,
	`code` text NOT NULL,
	`group_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `code`),
	FOREIGN KEY (`workspace_id`,`group_id`) REFERENCES `learner_group`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `room_code` ON `room` (`code`);--> statement-breakpoint
CREATE TABLE `room_message` (
	`workspace_id` text NOT NULL,
	`room` text NOT NULL,
	`id` text NOT NULL,
	`to_member` text,
	`body` text NOT NULL,
	`posted_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `room`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `room_message_changed` ON `room_message` (`workspace_id`,`room`,`changed_at`);--> statement-breakpoint
CREATE TABLE `session` (
	`workspace_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`member_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `token_hash`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_token` ON `session` (`token_hash`);--> statement-breakpoint
CREATE TABLE `workspace` (
	`id` text PRIMARY KEY NOT NULL,
	`ref` text NOT NULL,
	`name` text NOT NULL,
	`language` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspace_ref` ON `workspace` (`ref`);