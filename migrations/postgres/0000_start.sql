CREATE TABLE "achievement" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"picture_id" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "achievement_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "award" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"achievement_id" text NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"subject_id" text NOT NULL,
	"salt" text NOT NULL,
	"issued_at" bigint NOT NULL,
	"credential" text,
	"assertion" text,
	"picture_id" text,
	"named" boolean DEFAULT false NOT NULL,
	"declined_at" bigint,
	"revoked_at" bigint,
	"revoked_reason" text,
	CONSTRAINT "award_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "award_signed" CHECK ((credential is null) = (assertion is null))
);
--> statement-breakpoint
CREATE TABLE "ballot" (
	"workspace_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"member_id" text NOT NULL,
	"choices" jsonb NOT NULL,
	"words" jsonb NOT NULL,
	"cast_at" bigint NOT NULL,
	CONSTRAINT "ballot_workspace_id_proposal_id_member_id_pk" PRIMARY KEY("workspace_id","proposal_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "learner_group" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"channel" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "learner_group_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "group_member" (
	"workspace_id" text NOT NULL,
	"group_id" text NOT NULL,
	"member_id" text NOT NULL,
	"joined_at" bigint NOT NULL,
	"left_at" bigint,
	CONSTRAINT "group_member_workspace_id_group_id_member_id_pk" PRIMARY KEY("workspace_id","group_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "identity" (
	"workspace_id" text NOT NULL,
	"ref" text NOT NULL,
	"member_id" text NOT NULL,
	CONSTRAINT "identity_workspace_id_ref_pk" PRIMARY KEY("workspace_id","ref")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"workspace_id" text NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"outcome" jsonb,
	"received_at" bigint NOT NULL,
	CONSTRAINT "inbox_workspace_id_source_event_id_pk" PRIMARY KEY("workspace_id","source","event_id")
);
--> statement-breakpoint
CREATE TABLE "issuer" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"url" text,
	"email" text NOT NULL,
	"description" text,
	CONSTRAINT "issuer_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "issuer_key" (
	"workspace_id" text NOT NULL,
	"issuer_id" text NOT NULL,
	"id" text NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"sealed_secret" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "issuer_key_workspace_id_issuer_id_id_pk" PRIMARY KEY("workspace_id","issuer_id","id")
);
--> statement-breakpoint
CREATE TABLE "lane" (
	"id" text NOT NULL,
	"paused_until" bigint NOT NULL,
	CONSTRAINT "lane_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "member" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"language" text NOT NULL,
	"role" text NOT NULL,
	"joined_at" bigint NOT NULL,
	CONSTRAINT "member_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"queue" text NOT NULL,
	"lane" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"run_at" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"max_attempts" integer NOT NULL,
	"lease_token" text,
	"state" text NOT NULL,
	"again_at" bigint,
	"last_error" text,
	CONSTRAINT "outbox_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "picture" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"png" "bytea" NOT NULL,
	CONSTRAINT "picture_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "proposal" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"group_id" text NOT NULL,
	"proposed_by" text NOT NULL,
	"agreed" jsonb NOT NULL,
	"agreed_hash" text NOT NULL,
	"achievement" jsonb NOT NULL,
	"grounds" jsonb NOT NULL,
	"status" text NOT NULL,
	"tally" jsonb NOT NULL,
	"closes_at" bigint NOT NULL,
	"settled_at" bigint,
	"settled_by" text,
	"settled_reason" text,
	"minted_at" bigint,
	"card_ref" text,
	CONSTRAINT "proposal_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "recipient" (
	"workspace_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"member_id" text NOT NULL,
	CONSTRAINT "recipient_workspace_id_proposal_id_member_id_pk" PRIMARY KEY("workspace_id","proposal_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "roll" (
	"workspace_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"member_id" text NOT NULL,
	CONSTRAINT "roll_workspace_id_proposal_id_member_id_pk" PRIMARY KEY("workspace_id","proposal_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "room" (
	"workspace_id" text NOT NULL,
	"code" text NOT NULL,
	"group_id" text NOT NULL,
	CONSTRAINT "room_workspace_id_code_pk" PRIMARY KEY("workspace_id","code")
);
--> statement-breakpoint
CREATE TABLE "room_message" (
	"workspace_id" text NOT NULL,
	"room" text NOT NULL,
	"id" text NOT NULL,
	"to_member" text,
	"body" jsonb NOT NULL,
	"posted_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "room_message_workspace_id_room_id_pk" PRIMARY KEY("workspace_id","room","id")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"workspace_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"member_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "session_workspace_id_token_hash_pk" PRIMARY KEY("workspace_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "workspace" (
	"id" text NOT NULL,
	"ref" text NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "workspace_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
ALTER TABLE "achievement" ADD CONSTRAINT "achievement_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award" ADD CONSTRAINT "award_workspace_id_proposal_id_proposal_workspace_id_id_fk" FOREIGN KEY ("workspace_id","proposal_id") REFERENCES "public"."proposal"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot" ADD CONSTRAINT "ballot_workspace_id_proposal_id_member_id_roll_workspace_id_proposal_id_member_id_fk" FOREIGN KEY ("workspace_id","proposal_id","member_id") REFERENCES "public"."roll"("workspace_id","proposal_id","member_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_group" ADD CONSTRAINT "learner_group_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_workspace_id_group_id_learner_group_workspace_id_id_fk" FOREIGN KEY ("workspace_id","group_id") REFERENCES "public"."learner_group"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity" ADD CONSTRAINT "identity_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer" ADD CONSTRAINT "issuer_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_key" ADD CONSTRAINT "issuer_key_workspace_id_issuer_id_issuer_workspace_id_id_fk" FOREIGN KEY ("workspace_id","issuer_id") REFERENCES "public"."issuer"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture" ADD CONSTRAINT "picture_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_workspace_id_group_id_learner_group_workspace_id_id_fk" FOREIGN KEY ("workspace_id","group_id") REFERENCES "public"."learner_group"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_workspace_id_proposed_by_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","proposed_by") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient" ADD CONSTRAINT "recipient_workspace_id_proposal_id_proposal_workspace_id_id_fk" FOREIGN KEY ("workspace_id","proposal_id") REFERENCES "public"."proposal"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roll" ADD CONSTRAINT "roll_workspace_id_proposal_id_proposal_workspace_id_id_fk" FOREIGN KEY ("workspace_id","proposal_id") REFERENCES "public"."proposal"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roll" ADD CONSTRAINT "roll_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room" ADD CONSTRAINT "room_workspace_id_group_id_learner_group_workspace_id_id_fk" FOREIGN KEY ("workspace_id","group_id") REFERENCES "public"."learner_group"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_message" ADD CONSTRAINT "room_message_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "achievement_id" ON "achievement" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "award_id" ON "award" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "award_once" ON "award" USING btree ("workspace_id","proposal_id","recipient");--> statement-breakpoint
CREATE INDEX "award_recipient" ON "award" USING btree ("workspace_id","recipient");--> statement-breakpoint
CREATE UNIQUE INDEX "group_id" ON "learner_group" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "group_channel" ON "learner_group" USING btree ("workspace_id","channel");--> statement-breakpoint
CREATE INDEX "identity_member" ON "identity" USING btree ("workspace_id","member_id");--> statement-breakpoint
CREATE INDEX "inbox_age" ON "inbox" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "issuer_id" ON "issuer" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_key" ON "outbox" USING btree ("workspace_id","queue","key");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("run_at") WHERE state in ('ready', 'leased');--> statement-breakpoint
CREATE UNIQUE INDEX "proposal_id" ON "proposal" USING btree ("id");--> statement-breakpoint
CREATE INDEX "proposal_group" ON "proposal" USING btree ("workspace_id","group_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "room_code" ON "room" USING btree ("code");--> statement-breakpoint
CREATE INDEX "room_message_changed" ON "room_message" USING btree ("workspace_id","room","changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "session_token" ON "session" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "workspace_ref" ON "workspace" USING btree ("ref");