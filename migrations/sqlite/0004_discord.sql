CREATE TABLE `adapter_note` (
	`name` text PRIMARY KEY NOT NULL,
	`text` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `confirmed_address` (
	`workspace_id` text NOT NULL,
	`member_id` text NOT NULL,
	`confirmed_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `member_id`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `email_code` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`member_id` text NOT NULL,
	`address` text NOT NULL,
	`address_hash` text NOT NULL,
	`nonce` text NOT NULL,
	`tries` integer NOT NULL,
	`asked_at` integer NOT NULL,
	`used_at` integer,
	PRIMARY KEY(`workspace_id`, `id`),
	FOREIGN KEY (`workspace_id`,`member_id`) REFERENCES `member`(`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `email_code_member` ON `email_code` (`workspace_id`,`member_id`,`asked_at`);--> statement-breakpoint
CREATE INDEX `email_code_address` ON `email_code` (`address_hash`);--> statement-breakpoint
CREATE INDEX `email_code_age` ON `email_code` (`asked_at`);