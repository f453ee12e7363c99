CREATE TABLE "lock" (
	"name" text NOT NULL,
	CONSTRAINT "lock_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
ALTER TABLE "room" ADD COLUMN "changed_at" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "outbox_leased" ON "outbox" USING btree ("lane") WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX "outbox_failed" ON "outbox" USING btree ("workspace_id") WHERE last_error is not null;