CREATE TABLE "lock" (
	"name" text NOT NULL,
	CONSTRAINT "lock_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "poll" (
	"workspace_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"group_id" text NOT NULL,
	"status" text NOT NULL,
	"tally" jsonb NOT NULL,
	"closes_at" bigint NOT NULL,
	"settled_at" bigint,
	"settled_by" text,
	"settled_reason" text,
	"minted_at" bigint,
	"card_ref" text,
	CONSTRAINT "poll_workspace_id_proposal_id_pk" PRIMARY KEY("workspace_id","proposal_id")
);
--> statement-breakpoint
DROP INDEX "proposal_group";--> statement-breakpoint
ALTER TABLE "room" ADD COLUMN "changed_at" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "poll" ADD CONSTRAINT "poll_workspace_id_proposal_id_proposal_workspace_id_id_fk" FOREIGN KEY ("workspace_id","proposal_id") REFERENCES "public"."proposal"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "poll_group" ON "poll" USING btree ("workspace_id","group_id","status");--> statement-breakpoint
CREATE INDEX "outbox_leased" ON "outbox" USING btree ("lane") WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX "outbox_failed" ON "outbox" USING btree ("workspace_id") WHERE last_error is not null;--> statement-breakpoint
INSERT INTO "poll" ("workspace_id", "proposal_id", "group_id", "status", "tally", "closes_at", "settled_at", "settled_by", "settled_reason", "minted_at", "card_ref") SELECT "workspace_id", "id", "group_id", "status", "tally", "closes_at", "settled_at", "settled_by", "settled_reason", "minted_at", "card_ref" FROM "proposal";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "status";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "tally";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "closes_at";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "settled_at";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "settled_by";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "settled_reason";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "minted_at";--> statement-breakpoint
ALTER TABLE "proposal" DROP COLUMN "card_ref";