CREATE TABLE "adapter_note" (
	"name" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "adapter_note_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
CREATE TABLE "confirmed_address" (
	"workspace_id" text NOT NULL,
	"member_id" text NOT NULL,
	"confirmed_at" bigint NOT NULL,
	CONSTRAINT "confirmed_address_workspace_id_member_id_pk" PRIMARY KEY("workspace_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "email_code" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"member_id" text NOT NULL,
	"address" text NOT NULL,
	"address_hash" text NOT NULL,
	"nonce" text NOT NULL,
	"tries" integer NOT NULL,
	"asked_at" bigint NOT NULL,
	"used_at" bigint,
	CONSTRAINT "email_code_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "confirmed_address" ADD CONSTRAINT "confirmed_address_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_code" ADD CONSTRAINT "email_code_workspace_id_member_id_member_workspace_id_id_fk" FOREIGN KEY ("workspace_id","member_id") REFERENCES "public"."member"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "email_code_member" ON "email_code" USING btree ("workspace_id","member_id","asked_at");--> statement-breakpoint
CREATE INDEX "email_code_address" ON "email_code" USING btree ("address_hash");--> statement-breakpoint
CREATE INDEX "email_code_age" ON "email_code" USING btree ("asked_at");