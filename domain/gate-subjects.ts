import type { GateLeaf, GateSubject, GateType, GuardedAction } from './approval.ts';
import { canonicalHash, type Json } from './canonical-json.ts';
import { emptyRoot, merkleRoot } from './merkle.ts';
import type { DuplicateItem, ItemTarget, PlanItem } from './plan-item.ts';

/** Leaves in the order in which they are hashed: by device, then by object. */
export function sortLeaves(leaves: readonly GateLeaf[]): readonly GateLeaf[] {
  const name = (leaf: GateLeaf): string => `${leaf.deviceKey}/${leaf.entraObjectId ?? ''}`;
  return [...leaves].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

export function duplicateLeaves(
  action: 'disable' | 'delete',
  items: readonly PlanItem[],
): readonly GateLeaf[] {
  return sortLeaves(
    items.flatMap((item) =>
      item.duplicates.map((duplicate) => duplicateLeaf(action, item, duplicate)),
    ),
  );
}

function duplicateLeaf(
  action: 'disable' | 'delete',
  item: PlanItem,
  duplicate: DuplicateItem,
): GateLeaf {
  return {
    deviceKey: item.deviceKey,
    action,
    serial: item.target.serialNumber,
    entraObjectId: duplicate.entraObjectId,
    entraDeviceId: duplicate.entraDeviceId,
    precondition: `last sign-in ${duplicate.lastSignInAt}`,
  };
}

/** A wipe needs both identifiers and the enrolment it was planned for; a device without them cannot be wiped. */
export function wipeLeaf(deviceKey: string, target: ItemTarget): GateLeaf | undefined {
  const {
    serialNumber,
    entraObjectId,
    entraDeviceId,
    managedDeviceId,
    enrolledDateTime,
    autopilotIdentityId,
  } = target;
  if (
    managedDeviceId === undefined ||
    enrolledDateTime === undefined ||
    entraDeviceId === undefined
  )
    return undefined;
  return {
    deviceKey,
    action: 'wipe',
    serial: serialNumber,
    entraDeviceId,
    managedDeviceId,
    enrolledDateTime,
    precondition: 'profile assigned',
    ...(entraObjectId === undefined ? {} : { entraObjectId }),
    ...(autopilotIdentityId === undefined ? {} : { autopilotIdentityId }),
  };
}

export function gateSubject(facts: {
  gateType: GateType;
  wave: number;
  action: GuardedAction | 'go-on';
  leaves: readonly GateLeaf[];
  counts: Readonly<Record<string, number>>;
  body?: Json;
}): GateSubject {
  return {
    gateType: facts.gateType,
    wave: facts.wave,
    action: facts.action,
    itemsRoot:
      facts.leaves.length === 0 ? emptyRoot : merkleRoot(facts.leaves as unknown as Json[]),
    counts: facts.counts,
    ...(facts.body === undefined ? {} : { bodyHash: canonicalHash(facts.body) }),
  };
}

export function subjectHash(subject: GateSubject): string {
  return canonicalHash(subject as unknown as Json);
}

/** Unique in the run, readable in lists: `plan`, `wipe-2`, and `wipe-2-round-2` for what was left over. */
export function gateName(gateType: GateType, wave: number, round: number): string {
  const name = wave === 0 ? gateType : `${gateType}-${wave}`;
  return round === 1 ? name : `${name}-round-${round}`;
}
