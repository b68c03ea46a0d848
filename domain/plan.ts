import { canonicalHash, type Json } from './canonical-json.ts';
import {
  resolveDevice,
  type DeviceIdentity,
  type DeviceRequest,
  type Resolution,
} from './device-identity.ts';
import { duplicatesOf } from './duplicates.ts';
import type { InventoryIndex } from './inventory-index.ts';
import { merkleRoot } from './merkle.ts';
import type {
  ItemTarget,
  PlanHeader,
  PlanItem,
  PlanTotals,
  TenantChange,
  Track,
} from './plan-item.ts';
import type { RunSpec, WaveSpec } from './run-spec.ts';

export interface Plan {
  readonly header: PlanHeader;
  readonly planHash: string;
  /** Ordered by device key. */
  readonly items: readonly PlanItem[];
}

export interface PlanRequest {
  readonly tenant: string;
  readonly run: string;
  readonly requester: string;
  readonly spec: RunSpec;
  readonly specHash: string;
  readonly devices: readonly DeviceRequest[];
  readonly tenantChanges: readonly TenantChange[];
}

/** One track per device and one hash over all of it. The same request and inventory give the same plan, in any order. */
export function makePlan(request: PlanRequest, index: InventoryIndex): Plan {
  const drafts = request.devices
    .map((device) => draftItem(device, request.spec.groupTag, index))
    .sort((a, b) => (a.deviceKey < b.deviceKey ? -1 : 1));
  const items = assignWaves(drafts, request.spec.waves);
  const header: PlanHeader = {
    version: 1,
    tenant: request.tenant,
    run: request.run,
    path: request.spec.path,
    requester: request.requester,
    specHash: request.specHash,
    itemsRoot: merkleRoot(items as unknown as Json[]),
    totals: totalsOf(items),
    tenantChanges: request.tenantChanges,
  };
  return { header, planHash: hashPlan(header), items };
}

export function hashPlan(header: PlanHeader): string {
  return canonicalHash(header as unknown as Json);
}

function draftItem(device: DeviceRequest, runTag: string, index: InventoryIndex): PlanItem {
  const resolution = tagDiffers(device, runTag) ? tagRefusal : resolveDevice(device, index);
  const { identity, conflicts } = resolution;
  const entra = 'entra' in identity ? identity.entra : undefined;
  const track = trackOf(identity);
  const { proposed, kept } =
    needsWork(track) && entra !== undefined
      ? duplicatesOf({ entra, serialKey: device.serialKey }, index)
      : nothingBeside;
  return {
    deviceKey: device.deviceKey,
    row: device.row,
    track,
    wave: 0,
    groupTag: runTag,
    target: targetOf(device, identity),
    evidence: [...new Set(resolution.evidence.map(({ by }) => by))],
    duplicates: proposed,
    kept,
    ...(conflicts.length === 0 ? {} : { conflicts }),
    ...(identity.kind === 'refused' ? { refusal: identity.code } : {}),
    ...(device.assignedUser === undefined ? {} : { assignedUser: device.assignedUser }),
  };
}

const nothingBeside = { proposed: [], kept: [] };

const tagRefusal: Resolution = {
  identity: { kind: 'refused', code: 'GroupTagDiffers' },
  evidence: [],
  conflicts: [],
};

function tagDiffers(device: DeviceRequest, runTag: string): boolean {
  return device.groupTag !== '' && device.groupTag.toLowerCase() !== runTag.toLowerCase();
}

function trackOf(identity: DeviceIdentity): Track {
  switch (identity.kind) {
    case 'unknown':
      return 'register';
    case 'registered':
      return 'adopt';
    case 'enrolled':
      return identity.isCoManaged ? 'already-co-managed' : 'reset';
    case 'site-client':
      return 'manual-reset';
    case 'refused':
      return 'refused';
  }
}

function targetOf(device: DeviceRequest, identity: DeviceIdentity): ItemTarget {
  const { serialNumber } = device;
  if (identity.kind === 'refused' || identity.kind === 'unknown') return { serialNumber };
  const registered = identity.kind === 'site-client' ? undefined : identity.identity;
  const managed = identity.kind === 'enrolled' ? identity.managed : undefined;
  return {
    serialNumber,
    ...(identity.entra && {
      entraObjectId: identity.entra.objectId,
      entraDeviceId: identity.entra.deviceId,
    }),
    ...(managed && {
      managedDeviceId: managed.managedDeviceId,
      enrolledDateTime: managed.enrolledAt,
    }),
    ...(registered && {
      autopilotIdentityId: registered.autopilotIdentityId,
      previousGroupTag: registered.groupTag ?? '',
      previousAssignedUser: registered.assignedUser ?? '',
    }),
  };
}

export function needsWork(track: Track): boolean {
  return track !== 'refused' && track !== 'already-co-managed';
}

/** Device keys are keyed hashes, so their order is as good as chance: the canary is a fair sample. */
function assignWaves(items: readonly PlanItem[], waves: WaveSpec): readonly PlanItem[] {
  let place = 0;
  return items.map((item) => {
    if (!needsWork(item.track)) return item;
    const wave =
      place < waves.canary ? 1 : firstRing(waves) + Math.floor((place - waves.canary) / waves.size);
    place += 1;
    return { ...item, wave };
  });
}

function firstRing(waves: WaveSpec): number {
  return waves.canary > 0 ? 2 : 1;
}

function totalsOf(items: readonly PlanItem[]): PlanTotals {
  const byTrack: Partial<Record<Track, number>> = {};
  for (const { track } of items) byTrack[track] = (byTrack[track] ?? 0) + 1;
  return {
    devices: items.length,
    byTrack,
    duplicates: items.reduce((sum, item) => sum + item.duplicates.length, 0),
    waves: items.reduce((max, item) => Math.max(max, item.wave), 0),
  };
}
