CREATE SEQUENCE "public"."outbox_sequence" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "audit" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"sequence" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"act" text NOT NULL,
	"subject" text NOT NULL,
	"detail" json NOT NULL,
	"detail_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_tenant_run_sequence_pk" PRIMARY KEY("tenant","run","sequence")
);
--> statement-breakpoint
CREATE TABLE "turns" (
	"tenant" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "turns_tenant_name_pk" PRIMARY KEY("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "vendor_calls" (
	"tenant" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "vendor_calls_tenant_name_pk" PRIMARY KEY("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"upload_id" text COLLATE "C" NOT NULL,
	"device_keys" text[] NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deliveries_tenant_run_upload_id_pk" PRIMARY KEY("tenant","run","upload_id")
);
--> statement-breakpoint
CREATE TABLE "device_transitions" (
	"from_state" text COLLATE "C" NOT NULL,
	"to_state" text COLLATE "C" NOT NULL,
	CONSTRAINT "device_transitions_from_state_to_state_pk" PRIMARY KEY("from_state","to_state")
);
--> statement-breakpoint
CREATE TABLE "devices" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"device_key" text COLLATE "C" NOT NULL,
	"row_number" integer NOT NULL,
	"serial_number" text NOT NULL,
	"product_id" text NOT NULL,
	"group_tag" text NOT NULL,
	"assigned_user" text,
	"state" text NOT NULL,
	"parked_from" text,
	"code" text,
	"vendor_reason" text,
	"track" text,
	"wave" integer DEFAULT 0 NOT NULL,
	"shard" integer DEFAULT 0 NOT NULL,
	"records" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"holds" boolean NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "devices_tenant_run_device_key_pk" PRIMARY KEY("tenant","run","device_key"),
	CONSTRAINT "devices_state" CHECK ("devices"."state" in ('accepted', 'planned', 'cleared', 'importing', 'imported', 'anchored', 'grouped', 'profile-assigned', 'ready-to-ship', 'delivered', 'wipe-approved', 'wipe-issued', 'wiped', 'awaiting-manual-reset', 'in-scope', 'enrolling', 'co-managed', 'refused', 'skipped', 'rolled-back', 'needs-attention')),
	CONSTRAINT "devices_parked_from" CHECK ("devices"."parked_from" in ('accepted', 'planned', 'cleared', 'importing', 'imported', 'anchored', 'grouped', 'profile-assigned', 'ready-to-ship', 'delivered', 'wipe-approved', 'wipe-issued', 'wiped', 'awaiting-manual-reset', 'in-scope', 'enrolling', 'co-managed', 'refused', 'skipped', 'rolled-back', 'needs-attention')),
	CONSTRAINT "devices_track" CHECK ("devices"."track" in ('register', 'adopt', 'reset', 'manual-reset', 'auto-enroll', 'add-client', 'already-co-managed', 'refused')),
	CONSTRAINT "devices_parked_knows_where_from" CHECK (("devices"."state" = 'needs-attention') = ("devices"."parked_from" is not null)),
	CONSTRAINT "devices_ended_holds_nothing" CHECK (not "devices"."holds" or "devices"."state" not in ('co-managed', 'refused', 'skipped', 'rolled-back'))
);
--> statement-breakpoint
CREATE TABLE "hardware_hashes" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"device_key" text COLLATE "C" NOT NULL,
	"key_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "hardware_hashes_tenant_run_device_key_pk" PRIMARY KEY("tenant","run","device_key")
);
--> statement-breakpoint
CREATE TABLE "approver_keys" (
	"tenant" text COLLATE "C" NOT NULL,
	"kid" text COLLATE "C" NOT NULL,
	"oid" text NOT NULL,
	"public_key" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "approver_keys_tenant_kid_pk" PRIMARY KEY("tenant","kid")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"gate" text COLLATE "C" NOT NULL,
	"sequence" integer GENERATED ALWAYS AS IDENTITY (sequence name "decisions_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"oid" text NOT NULL,
	"decision_hash" text NOT NULL,
	"decision" json NOT NULL,
	"signature" text NOT NULL,
	"countersignature" json NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decisions_tenant_run_gate_decision_hash_pk" PRIMARY KEY("tenant","run","gate","decision_hash")
);
--> statement-breakpoint
CREATE TABLE "gate_leaves" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"gate" text COLLATE "C" NOT NULL,
	"position" integer NOT NULL,
	"leaf" json NOT NULL,
	CONSTRAINT "gate_leaves_tenant_run_gate_position_pk" PRIMARY KEY("tenant","run","gate","position")
);
--> statement-breakpoint
CREATE TABLE "gates" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"gate" text COLLATE "C" NOT NULL,
	"gate_type" text NOT NULL,
	"wave" integer NOT NULL,
	"nonce" text NOT NULL,
	"plan_hash" text NOT NULL,
	"subject_hash" text NOT NULL,
	"subject" json NOT NULL,
	"quorum" integer NOT NULL,
	"opened_at" text NOT NULL,
	"deadline_at" text NOT NULL,
	"leaf_count" integer NOT NULL,
	"state" text NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "gates_tenant_run_gate_pk" PRIMARY KEY("tenant","run","gate"),
	CONSTRAINT "gates_type" CHECK ("gates"."gate_type" in ('plan', 'policy', 'wave', 'workload', 'duplicate-delete', 'wipe', 'drift')),
	CONSTRAINT "gates_state" CHECK ("gates"."state" in ('open', 'held', 'approved', 'rejected', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "escrow" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"escrow_key" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"key_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "escrow_tenant_run_escrow_key_pk" PRIMARY KEY("tenant","run","escrow_key")
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"entry_key" text COLLATE "C" NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "journal_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"step" text COLLATE "C" NOT NULL,
	"device_key" text COLLATE "C",
	"target" text NOT NULL,
	"body_hash" text NOT NULL,
	"before" json,
	"epoch" integer NOT NULL,
	"state" text NOT NULL,
	"attempt" integer NOT NULL,
	"sending_at" timestamp (3) with time zone,
	"outcome" text,
	"result" text,
	CONSTRAINT "journal_tenant_run_entry_key_pk" PRIMARY KEY("tenant","run","entry_key"),
	CONSTRAINT "journal_state" CHECK ("journal"."state" in ('intended', 'sending', 'answered')),
	CONSTRAINT "journal_outcome" CHECK ("journal"."outcome" in ('done', 'adopted', 'refused', 'unknown', 'undone', 'cannot-undo')),
	CONSTRAINT "journal_answer_has_outcome" CHECK (("journal"."state" = 'answered') = ("journal"."outcome" is not null))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"workflow_id" text COLLATE "C" NOT NULL,
	"signal" text COLLATE "C" NOT NULL,
	"sequence" bigint DEFAULT nextval('outbox_sequence') NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	CONSTRAINT "outbox_workflow_id_signal_pk" PRIMARY KEY("workflow_id","signal")
);
--> statement-breakpoint
CREATE TABLE "inventories" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"store" text COLLATE "C" NOT NULL,
	"taken_at" text NOT NULL,
	"rows" json NOT NULL,
	CONSTRAINT "inventories_tenant_run_store_pk" PRIMARY KEY("tenant","run","store")
);
--> statement-breakpoint
CREATE TABLE "plan_items" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"device_key" text COLLATE "C" NOT NULL,
	"track" text NOT NULL,
	"wave" integer NOT NULL,
	"has_duplicates" boolean NOT NULL,
	"item" json NOT NULL,
	CONSTRAINT "plan_items_tenant_run_device_key_pk" PRIMARY KEY("tenant","run","device_key"),
	CONSTRAINT "plan_items_track" CHECK ("plan_items"."track" in ('register', 'adopt', 'reset', 'manual-reset', 'auto-enroll', 'add-client', 'already-co-managed', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"plan_hash" text NOT NULL,
	"header" json NOT NULL,
	"shard_size" integer NOT NULL,
	CONSTRAINT "plans_tenant_run_pk" PRIMARY KEY("tenant","run")
);
--> statement-breakpoint
CREATE TABLE "tenant_objects" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"object" text COLLATE "C" NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"object_id" text NOT NULL,
	"change" text NOT NULL,
	"undo" text,
	"assigned_at" text,
	CONSTRAINT "tenant_objects_tenant_run_object_name_pk" PRIMARY KEY("tenant","run","object","name"),
	CONSTRAINT "tenant_objects_change" CHECK ("tenant_objects"."change" in ('created', 'adopted')),
	CONSTRAINT "tenant_objects_undo" CHECK ("tenant_objects"."undo" in ('undone', 'cannot-undo', 'left-to-a-human'))
);
--> statement-breakpoint
CREATE TABLE "fences" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"state" text NOT NULL,
	"epoch" integer NOT NULL,
	CONSTRAINT "fences_tenant_run_pk" PRIMARY KEY("tenant","run"),
	CONSTRAINT "fences_state" CHECK ("fences"."state" in ('live', 'paused', 'undoing', 'stopped'))
);
--> statement-breakpoint
CREATE TABLE "rejected_rows" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"row_number" integer NOT NULL,
	"column_name" text NOT NULL,
	"code" text NOT NULL,
	"serial_number" text NOT NULL,
	CONSTRAINT "rejected_rows_tenant_run_row_number_column_name_code_pk" PRIMARY KEY("tenant","run","row_number","column_name","code")
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"body" json NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reports_tenant_run_pk" PRIMARY KEY("tenant","run")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"requester" text NOT NULL,
	"spec" json NOT NULL,
	"spec_hash" text NOT NULL,
	"phase" text NOT NULL,
	"waiting_on" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"outcome" text,
	"rows_read" integer NOT NULL,
	"rows_rejected" integer NOT NULL,
	"idempotency_key" text COLLATE "C" NOT NULL,
	"body_hash" text NOT NULL,
	CONSTRAINT "runs_tenant_run_pk" PRIMARY KEY("tenant","run"),
	CONSTRAINT "runs_idempotency" UNIQUE("tenant","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"tenant" text COLLATE "C" PRIMARY KEY NOT NULL,
	"display_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"evidence_id" uuid NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"by_oid" text NOT NULL,
	"body" json NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "evidence_tenant_run_evidence_id_pk" PRIMARY KEY("tenant","run","evidence_id")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"task_id" text COLLATE "C" NOT NULL,
	"title" text NOT NULL,
	"instructions" text NOT NULL,
	"state" text NOT NULL,
	"problem" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tasks_tenant_run_task_id_pk" PRIMARY KEY("tenant","run","task_id"),
	CONSTRAINT "tasks_state" CHECK ("tasks"."state" in ('open', 'done'))
);
--> statement-breakpoint
CREATE TABLE "texts" (
	"tenant" text COLLATE "C" NOT NULL,
	"run" text COLLATE "C" NOT NULL,
	"text_id" uuid NOT NULL,
	"by_oid" text NOT NULL,
	"text_hash" text NOT NULL,
	"body" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "texts_tenant_run_text_id_pk" PRIMARY KEY("tenant","run","text_id"),
	CONSTRAINT "texts_said_once" UNIQUE("tenant","run","by_oid","text_hash")
);
--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hardware_hashes" ADD CONSTRAINT "hardware_hashes_device" FOREIGN KEY ("tenant","run","device_key") REFERENCES "public"."devices"("tenant","run","device_key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approver_keys" ADD CONSTRAINT "approver_keys_tenant_tenants_tenant_fk" FOREIGN KEY ("tenant") REFERENCES "public"."tenants"("tenant") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_gate" FOREIGN KEY ("tenant","run","gate") REFERENCES "public"."gates"("tenant","run","gate") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_leaves" ADD CONSTRAINT "gate_leaves_gate" FOREIGN KEY ("tenant","run","gate") REFERENCES "public"."gates"("tenant","run","gate") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gates" ADD CONSTRAINT "gates_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escrow" ADD CONSTRAINT "escrow_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal" ADD CONSTRAINT "journal_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventories" ADD CONSTRAINT "inventories_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_items" ADD CONSTRAINT "plan_items_plan" FOREIGN KEY ("tenant","run") REFERENCES "public"."plans"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_items" ADD CONSTRAINT "plan_items_device" FOREIGN KEY ("tenant","run","device_key") REFERENCES "public"."devices"("tenant","run","device_key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_objects" ADD CONSTRAINT "tenant_objects_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fences" ADD CONSTRAINT "fences_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rejected_rows" ADD CONSTRAINT "rejected_rows_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_tenants_tenant_fk" FOREIGN KEY ("tenant") REFERENCES "public"."tenants"("tenant") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "texts" ADD CONSTRAINT "texts_run" FOREIGN KEY ("tenant","run") REFERENCES "public"."runs"("tenant","run") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "devices_held_once" ON "devices" USING btree ("tenant","device_key") WHERE "devices"."holds";--> statement-breakpoint
CREATE INDEX "devices_by_state" ON "devices" USING btree ("tenant","state","run");--> statement-breakpoint
CREATE INDEX "devices_by_shard" ON "devices" USING btree ("tenant","wave","shard","run");--> statement-breakpoint
CREATE INDEX "journal_by_step" ON "journal" USING btree ("tenant","step","run","sequence");--> statement-breakpoint
CREATE INDEX "journal_sending" ON "journal" USING btree ("tenant","run","epoch") WHERE "journal"."state" = 'sending';--> statement-breakpoint
CREATE INDEX "outbox_by_sequence" ON "outbox" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "plan_items_by_wave" ON "plan_items" USING btree ("tenant","run","wave","device_key");