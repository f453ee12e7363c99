CREATE TABLE "endorsement" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"award_id" text NOT NULL,
	"member_id" text NOT NULL,
	"name" text NOT NULL,
	"words" text NOT NULL,
	"signed_at" bigint NOT NULL,
	"credential" text NOT NULL,
	CONSTRAINT "endorsement_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "opt_out" (
	"workspace_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"member_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "opt_out_workspace_id_proposal_id_member_id_pk" PRIMARY KEY("workspace_id","proposal_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "pinned_origin" (
	"name" text NOT NULL,
	"url" text NOT NULL,
	"pinned_at" bigint NOT NULL,
	CONSTRAINT "pinned_origin_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "status_list" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"taken" integer NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "status_list_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "award" ADD COLUMN "valid_until" bigint;--> statement-breakpoint
ALTER TABLE "award" ADD COLUMN "status_list" text;--> statement-breakpoint
ALTER TABLE "award" ADD COLUMN "status_index" integer;--> statement-breakpoint
ALTER TABLE "ballot" ADD COLUMN "support" text;--> statement-breakpoint
ALTER TABLE "issuer_key" ADD COLUMN "public_pem" text;--> statement-breakpoint
ALTER TABLE "issuer_key" ADD COLUMN "retired_at" bigint;--> statement-breakpoint
ALTER TABLE "issuer_key" ADD COLUMN "compromised_at" bigint;--> statement-breakpoint
ALTER TABLE "endorsement" ADD CONSTRAINT "endorsement_workspace_id_award_id_award_workspace_id_id_fk" FOREIGN KEY ("workspace_id","award_id") REFERENCES "public"."award"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opt_out" ADD CONSTRAINT "opt_out_workspace_id_proposal_id_member_id_recipient_workspace_id_proposal_id_member_id_fk" FOREIGN KEY ("workspace_id","proposal_id","member_id") REFERENCES "public"."recipient"("workspace_id","proposal_id","member_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_list" ADD CONSTRAINT "status_list_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "endorsement_id" ON "endorsement" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "endorsement_once" ON "endorsement" USING btree ("workspace_id","award_id","member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "status_list_id" ON "status_list" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "award_status" ON "award" USING btree ("workspace_id","status_list","status_index");--> statement-breakpoint
CREATE INDEX "award_ended" ON "award" USING btree ("workspace_id","status_list") WHERE revoked_at is not null or declined_at is not null;