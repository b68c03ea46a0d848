-- What the database enforces by itself, whoever writes. Violations raise GW001; their messages name
-- states and tables, never a device.

-- The pairs of deviceTransitions() in domain/device-state.ts; a test compares the two.
INSERT INTO "device_transitions" ("from_state", "to_state") VALUES
	('accepted', 'planned'),
	('accepted', 'refused'),
	('accepted', 'skipped'),
	('accepted', 'rolled-back'),
	('accepted', 'needs-attention'),
	('needs-attention', 'accepted'),
	('needs-attention', 'planned'),
	('needs-attention', 'cleared'),
	('needs-attention', 'importing'),
	('needs-attention', 'imported'),
	('needs-attention', 'anchored'),
	('needs-attention', 'grouped'),
	('needs-attention', 'profile-assigned'),
	('needs-attention', 'ready-to-ship'),
	('needs-attention', 'delivered'),
	('needs-attention', 'wipe-approved'),
	('needs-attention', 'wipe-issued'),
	('needs-attention', 'wiped'),
	('needs-attention', 'awaiting-manual-reset'),
	('needs-attention', 'in-scope'),
	('needs-attention', 'enrolling'),
	('needs-attention', 'rolled-back'),
	('needs-attention', 'skipped'),
	('needs-attention', 'refused'),
	('planned', 'cleared'),
	('planned', 'co-managed'),
	('planned', 'refused'),
	('planned', 'skipped'),
	('planned', 'rolled-back'),
	('planned', 'needs-attention'),
	('cleared', 'importing'),
	('cleared', 'anchored'),
	('cleared', 'in-scope'),
	('cleared', 'refused'),
	('cleared', 'skipped'),
	('cleared', 'rolled-back'),
	('cleared', 'needs-attention'),
	('importing', 'imported'),
	('importing', 'anchored'),
	('importing', 'refused'),
	('importing', 'skipped'),
	('importing', 'rolled-back'),
	('importing', 'needs-attention'),
	('imported', 'anchored'),
	('imported', 'rolled-back'),
	('imported', 'needs-attention'),
	('anchored', 'grouped'),
	('anchored', 'rolled-back'),
	('anchored', 'needs-attention'),
	('grouped', 'profile-assigned'),
	('grouped', 'rolled-back'),
	('grouped', 'needs-attention'),
	('profile-assigned', 'ready-to-ship'),
	('profile-assigned', 'wipe-approved'),
	('profile-assigned', 'awaiting-manual-reset'),
	('profile-assigned', 'rolled-back'),
	('profile-assigned', 'needs-attention'),
	('ready-to-ship', 'delivered'),
	('ready-to-ship', 'rolled-back'),
	('ready-to-ship', 'needs-attention'),
	('delivered', 'enrolling'),
	('delivered', 'needs-attention'),
	('wipe-approved', 'wipe-issued'),
	('wipe-approved', 'rolled-back'),
	('wipe-approved', 'needs-attention'),
	('wipe-issued', 'wiped'),
	('wipe-issued', 'needs-attention'),
	('wiped', 'enrolling'),
	('wiped', 'needs-attention'),
	('awaiting-manual-reset', 'wiped'),
	('awaiting-manual-reset', 'rolled-back'),
	('awaiting-manual-reset', 'needs-attention'),
	('in-scope', 'enrolling'),
	('in-scope', 'rolled-back'),
	('in-scope', 'needs-attention'),
	('enrolling', 'co-managed'),
	('enrolling', 'needs-attention');
--> statement-breakpoint
CREATE FUNCTION keep_device_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state NOT IN ('accepted', 'refused') THEN
			RAISE EXCEPTION USING ERRCODE = 'GW001',
				MESSAGE = format('a device may not begin as %s', NEW.state);
		END IF;
		RETURN NEW;
	END IF;

	NEW.updated_at := now();
	-- A device that was let go, by its end or its run's, is never held again by this row.
	NEW.holds := OLD.holds AND NEW.holds;
	IF NEW.state = OLD.state THEN
		NEW.parked_from := OLD.parked_from;
		RETURN NEW;
	END IF;

	IF NOT EXISTS (
		SELECT FROM device_transitions WHERE from_state = OLD.state AND to_state = NEW.state
	) THEN
		RAISE EXCEPTION USING ERRCODE = 'GW001',
			MESSAGE = format('a device may not move from %s to %s', OLD.state, NEW.state);
	END IF;
	-- A parked device rolls back only from where an unparked one may: never from behind its point of no return.
	IF OLD.state = 'needs-attention' AND NEW.state = 'rolled-back' AND NOT EXISTS (
		SELECT FROM device_transitions
		WHERE from_state = OLD.parked_from AND to_state = 'rolled-back'
	) THEN
		RAISE EXCEPTION USING ERRCODE = 'GW001', MESSAGE = format(
			'a device parked from %s may not roll back', OLD.parked_from);
	END IF;
	IF NEW.state IN ('co-managed', 'refused', 'skipped', 'rolled-back') THEN
		NEW.holds := false;
	ELSIF OLD.state = 'needs-attention' AND NEW.state <> OLD.parked_from THEN
		RAISE EXCEPTION USING ERRCODE = 'GW001', MESSAGE = format(
			'a device parked from %s may not return to %s', OLD.parked_from, NEW.state);
	END IF;
	NEW.parked_from := CASE WHEN NEW.state = 'needs-attention' THEN OLD.state END;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "devices_rules" BEFORE INSERT OR UPDATE ON "devices"
	FOR EACH ROW EXECUTE FUNCTION keep_device_rules();
--> statement-breakpoint
CREATE FUNCTION keep_gate_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state IN ('approved', 'rejected', 'withdrawn') AND NEW.state <> OLD.state THEN
		RAISE EXCEPTION USING ERRCODE = 'GW001',
			MESSAGE = format('a gate that is %s may not become %s', OLD.state, NEW.state);
	END IF;
	IF (NEW.gate_type, NEW.wave, NEW.nonce, NEW.plan_hash, NEW.subject_hash, NEW.quorum, NEW.leaf_count)
		IS DISTINCT FROM
		(OLD.gate_type, OLD.wave, OLD.nonce, OLD.plan_hash, OLD.subject_hash, OLD.quorum, OLD.leaf_count)
	THEN
		RAISE EXCEPTION USING ERRCODE = 'GW001',
			MESSAGE = 'what a gate asks may not change once it is open';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "gates_rules" BEFORE UPDATE ON "gates"
	FOR EACH ROW EXECUTE FUNCTION keep_gate_rules();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'GW001',
		MESSAGE = format('%s on %s is refused', TG_OP, TG_TABLE_NAME);
END
$$;
--> statement-breakpoint
-- Statement triggers: they also stop TRUNCATE, and a DELETE that would find no row.
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "decisions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "decisions"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "gate_leaves_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "gate_leaves"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "plans_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "plans"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER "plan_items_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "plan_items"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- No device is ever lost: it ends, it does not disappear.
CREATE TRIGGER "devices_stay" BEFORE DELETE OR TRUNCATE ON "devices"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('gangway_outbox', '');
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "outbox_notify" AFTER INSERT ON "outbox"
	FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
--> statement-breakpoint
-- Ciphertext does not compress: PostgreSQL should not try, row by row.
ALTER TABLE "hardware_hashes" ALTER COLUMN "sealed" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "escrow" ALTER COLUMN "sealed" SET STORAGE EXTERNAL;
