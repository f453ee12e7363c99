CREATE TABLE `draft` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`fields` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `draft_age` ON `draft` (`expires_at`);--> statement-breakpoint
CREATE TABLE `evidence_file` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`handed_by` text,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`hash` text NOT NULL,
	`size` integer NOT NULL,
	`created_at` integer NOT NULL,
	`taken_at` integer,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`,`handed_by`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `evidence_file_id` ON `evidence_file` (`id`);--> statement-breakpoint
CREATE INDEX `evidence_file_waiting` ON `evidence_file` (`workspace_id`,`created_at`) WHERE taken_at is null;--> statement-breakpoint
CREATE TABLE `evidence_use` (
	`workspace_id` text NOT NULL,
	`file_id` text NOT NULL,
	`proposal_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `file_id`, `proposal_id`),
	FOREIGN KEY (`workspace_id`,`file_id`) REFERENCES `evidence_file`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`,`proposal_id`) REFERENCES `proposal`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `evidence_use_proposal` ON `evidence_use` (`workspace_id`,`proposal_id`);--> statement-breakpoint
CREATE TABLE `group_source` (
	`workspace_id` text NOT NULL,
	`group_id` text NOT NULL,
	`source` text,
	`outsiders` integer NOT NULL,
	`gathered_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `group_id`),
	FOREIGN KEY (`workspace_id`,`group_id`) REFERENCES `learner_group`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `group_source_source` ON `group_source` (`workspace_id`,`source`);--> statement-breakpoint
CREATE TABLE `installation` (
	`workspace_id` text NOT NULL,
	`ref` text NOT NULL,
	`name` text NOT NULL,
	`sealed` text NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `ref`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `installation_ref` ON `installation` (`ref`);--> statement-breakpoint
CREATE TABLE `lease` (
	`name` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `link_code` (
	`workspace_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`member_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `code_hash`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `link_try` (
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`tries` integer NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `meeting` (
	`workspace_id` text NOT NULL,
	`ref` text NOT NULL,
	`outside` integer NOT NULL,
	`gone` integer NOT NULL,
	`met_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `ref`),
	FOREIGN KEY (`workspace_id`,`ref`) REFERENCES `identity`(`workspace_id`,`ref`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `one_time_state` (
	`hash` text PRIMARY KEY NOT NULL,
	`about` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `one_time_state_age` ON `one_time_state` (`expires_at`);--> statement-breakpoint
CREATE TABLE `person` (
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `person_members` ON `person` (`workspace_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `sending` (
	`workspace_id` text NOT NULL,
	`destination` text NOT NULL,
	`key` text NOT NULL,
	`begun_at` integer NOT NULL,
	`message` text,
	PRIMARY KEY(`workspace_id`, `destination`, `key`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `workspace_alias` (
	`workspace_id` text NOT NULL,
	`ref` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `ref`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspace`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspace_alias_ref` ON `workspace_alias` (`ref`);