import { randomUUID } from 'node:crypto';
import { textHash } from '../domain/canonical-json.ts';
import { deviceKey } from '../domain/device-key.ts';
import { parseSerialNumber, serialKey } from '../domain/serial-number.ts';
import type { Caller } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { ApiProblem } from './problem.ts';
import { recordAct, updateIdOf } from './record-act.ts';
import type { DeliveryAnswer } from './schemas/runs.ts';
import { findLiveRun } from './tell-run.ts';

/**
 * Stores a list of delivered devices and tells the run. The same list again is the same upload, in any order, and yet told
 * again: more of its devices may be ready to ship by now. Only the request's own key makes two requests one.
 */
export async function deliver(
  deps: ApiDeps,
  caller: Caller,
  run: string,
  request: {
    readonly serialNumbers: readonly string[];
    readonly idempotencyKey: string | undefined;
  },
): Promise<DeliveryAnswer> {
  const { serialNumbers } = request;
  const key = await findLiveRun(deps, caller, run);
  refusePlaceholders(serialNumbers);
  const keys = serialNumbers.map((serial) =>
    deviceKey(deps.deviceKeySecret, key.tenant, serialKey(serial)),
  );
  const deviceKeys = [...new Set(keys)].sort();
  const uploadId = `d-${textHash(deviceKeys.join(' ')).slice(0, 32)}`;
  await deps.ledger.saveDelivery(key, uploadId, deviceKeys);
  await recordAct(deps.ledger, key, caller, {
    act: 'run.confirmDelivered',
    subject: uploadId,
    detail: { uploadId, devices: deviceKeys.length },
  });
  const input = { uploadId };
  const wish = request.idempotencyKey ?? randomUUID();
  const updateId = updateIdOf('confirmDelivered', caller.oid, wish, uploadId);
  const { delivered } = await deps.messages.send(key, 'confirmDelivered', input, updateId);
  return { uploadId, listed: deviceKeys.length, delivered };
}

/** A placeholder names no device, so its line tells nothing; the whole list is refused rather than half believed. */
function refusePlaceholders(serialNumbers: readonly string[]): void {
  const errors = serialNumbers.flatMap((serial, index) => {
    const parsed = parseSerialNumber(serial);
    return parsed.kind === 'ok'
      ? []
      : [{ field: `body.serialNumbers.${index}`, message: parsed.code }];
  });
  if (errors.length > 0) throw new ApiProblem('InvalidInput', undefined, { errors });
}
