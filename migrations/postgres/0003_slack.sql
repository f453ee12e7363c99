CREATE TABLE "draft" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"fields" jsonb NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "draft_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "evidence_file" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"handed_by" text,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"hash" text NOT NULL,
	"size" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"taken_at" bigint,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "evidence_file_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "evidence_use" (
	"workspace_id" text NOT NULL,
	"file_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	CONSTRAINT "evidence_use_workspace_id_file_id_proposal_id_pk" PRIMARY KEY("workspace_id","file_id","proposal_id")
);
--> statement-breakpoint
CREATE TABLE "group_source" (
	"workspace_id" text NOT NULL,
	"group_id" text NOT NULL,
	"source" text,
	"outsiders" boolean NOT NULL,
	"gathered_at" bigint NOT NULL,
	CONSTRAINT "group_source_workspace_id_group_id_pk" PRIMARY KEY("workspace_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"workspace_id" text NOT NULL,
	"ref" text NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "installation_workspace_id_ref_pk" PRIMARY KEY("workspace_id","ref")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"name" text NOT NULL,
	"token" text NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "lease_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "link_code" (
	"workspace_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"member_id" text NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "link_code_workspace_id_code_hash_pk" PRIMARY KEY("workspace_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "link_try" (
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"tries" integer NOT NULL,
	"since" bigint NOT NULL,
	CONSTRAINT "link_try_workspace_id_member_id_pk" PRIMARY KEY("workspace_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "meeting" (
	"workspace_id" text NOT NULL,
	"ref" text NOT NULL,
	"outside" boolean NOT NULL,
	"gone" boolean NOT NULL,
	"met_at" bigint NOT NULL,
	CONSTRAINT "meeting_workspace_id_ref_pk" PRIMARY KEY("workspace_id","ref")
);
--> statement-breakpoint
CREATE TABLE "one_time_state" (
	"hash" text NOT NULL,
	"about" text NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "one_time_state_hash_pk" PRIMARY KEY("hash")
);
--> statement-breakpoint
CREATE TABLE "person" (
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"person_id" text NOT NULL,
	CONSTRAINT "person_workspace_id_member_id_pk" PRIMARY KEY("workspace_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "sending" (
	"workspace_id" text NOT NULL,
	"destination" text NOT NULL,
	"key" text NOT NULL,
	"begun_at" bigint NOT NULL,
	"message" text,
	CONSTRAINT "sending_workspace_id_destination_key_pk" PRIMARY KEY("workspace_id","destination","key")
);
--> statement-breakpoint
CREATE TABLE "workspace_alias" (
	"workspace_id" text NOT NULL,
	"ref" text NOT NULL,
	CONSTRAINT "workspace_alias_workspace_id_ref_pk" PRIMARY KEY("workspace_id","ref")
);
--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_file" ADD CONSTRAINT "evidence_file_workspace_id_handed_by_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","handed_by") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_use" ADD CONSTRAINT "evidence_use_workspace_id_file_id_evidence_file_workspace_id_id_fk" FOREIGN KEY ("workspace_id","file_id") REFERENCES "public"."evidence_file"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence_use" ADD CONSTRAINT "evidence_use_workspace_id_proposal_id_proposal_workspace_id_id_fk" FOREIGN KEY ("workspace_id","proposal_id") REFERENCES "public"."proposal"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_source" ADD CONSTRAINT "group_source_workspace_id_group_id_learner_group_workspace_id_id_fk" FOREIGN KEY ("workspace_id","group_id") REFERENCES "public"."learner_group"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installation" ADD CONSTRAINT "installation_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_code" ADD CONSTRAINT "link_code_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_try" ADD CONSTRAINT "link_try_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting" ADD CONSTRAINT "meeting_workspace_id_ref_identity_workspace_id_ref_fk" FOREIGN KEY ("workspace_id","ref") REFERENCES "public"."identity"("workspace_id","ref") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sending" ADD CONSTRAINT "sending_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_alias" ADD CONSTRAINT "workspace_alias_workspace_id_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspace"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "draft_age" ON "draft" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "evidence_file_id" ON "evidence_file" USING btree ("id");--> statement-breakpoint
CREATE INDEX "evidence_file_waiting" ON "evidence_file" USING btree ("workspace_id","created_at") WHERE taken_at is null;--> statement-breakpoint
CREATE INDEX "evidence_use_proposal" ON "evidence_use" USING btree ("workspace_id","proposal_id");--> statement-breakpoint
CREATE INDEX "group_source_source" ON "group_source" USING btree ("workspace_id","source");--> statement-breakpoint
CREATE UNIQUE INDEX "installation_ref" ON "installation" USING btree ("ref");--> statement-breakpoint
CREATE INDEX "one_time_state_age" ON "one_time_state" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "person_members" ON "person" USING btree ("workspace_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "workspace_alias_ref" ON "workspace_alias" USING btree ("ref");