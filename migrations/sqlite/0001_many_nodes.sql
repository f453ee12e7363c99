CREATE TABLE `lock` (
	`name` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE `room` ADD `changed_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_leased` ON `outbox` (`lane`) WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox` (`workspace_id`) WHERE last_error is not null;