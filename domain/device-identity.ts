import type { FailureCode } from './failures.ts';
import { conflict, conflictCode, type Conflict } from './identity-conflicts.ts';
import type { AutopilotIdentity, EntraDevice, ManagedDevice, SiteDevice } from './inventory.ts';
import { isClaimedByAnother, twinsOf, type InventoryIndex } from './inventory-index.ts';
import { currentClient, currentEnrolment } from './lone-record.ts';
import { isInUse } from './staleness.ts';

/** A row of the device list, as far as resolving needs it. */
export interface DeviceRequest {
  readonly deviceKey: string;
  readonly row: number;
  readonly serialNumber: string;
  readonly serialKey: string;
  /** Empty: the run's own. */
  readonly groupTag: string;
  readonly assignedUser?: string;
}

/** What the stores say about one device. Several answers, or a doubtful one, is `refused`: guessing never is right. */
export type DeviceIdentity =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'registered';
      readonly identity: AutopilotIdentity;
      readonly entra?: EntraDevice;
    }
  | {
      readonly kind: 'enrolled';
      readonly managed: ManagedDevice;
      readonly entra: EntraDevice;
      readonly identity?: AutopilotIdentity;
      readonly isCoManaged: boolean;
    }
  /** A ConfigMgr client that Intune does not know. */
  | { readonly kind: 'site-client'; readonly client: SiteDevice; readonly entra?: EntraDevice }
  | { readonly kind: 'refused'; readonly code: FailureCode };

/** The keys that identify a device. A name, a MAC address or a user is none: they can only contradict. */
export type StrongKey = 'serial' | 'ztdid' | 'entra-device-id' | 'smbios-guid' | 'hardware-id';

/** A record that was joined to the device, and the key by which. */
export interface Evidence {
  readonly store: 'autopilot' | 'intune' | 'entra' | 'site';
  readonly recordId: string;
  readonly by: StrongKey;
}

export interface Resolution {
  readonly identity: DeviceIdentity;
  readonly evidence: readonly Evidence[];
  /** Why it was refused as ambiguous; otherwise none. */
  readonly conflicts: readonly Conflict[];
}

/** What bears the serial number of the list; at most one of each, or it is refused. */
interface Found {
  readonly identity?: AutopilotIdentity;
  readonly managed?: ManagedDevice;
  readonly client?: SiteDevice;
}

/** Resolves by serial number and ids joined from it; a display name never identifies anything. */
export function resolveDevice(request: DeviceRequest, index: InventoryIndex): Resolution {
  const found = findBySerial(request.serialKey, index);
  if ('kind' in found) return ambiguous(found);
  const { assignedUser } = request;
  if (assignedUser !== undefined && !index.users.has(assignedUser.toLowerCase()))
    return refused('AssignedUserNotFound');
  if (found.managed !== undefined) {
    return resolveEnrolled({ ...found, managed: found.managed }, request, index);
  }
  if (found.identity !== undefined) {
    return resolveRegistered({ ...found, identity: found.identity }, request, index);
  }
  return found.client === undefined
    ? { identity: { kind: 'unknown' }, evidence: [], conflicts: [] }
    : resolveClient(found.client, request, index);
}

function findBySerial(serial: string, index: InventoryIndex): Found | Conflict {
  const [identity, ...otherIdentities] = index.identitiesBySerial.get(serial) ?? [];
  if (identity !== undefined && otherIdentities.length > 0) {
    const all = [identity, ...otherIdentities];
    return conflict(
      'TwoRegistrations',
      all.map((row) => row.autopilotIdentityId),
    );
  }
  const managed = currentEnrolment(index.managedBySerial.get(serial) ?? [], index);
  if (managed === 'several') {
    const all = index.managedBySerial.get(serial) ?? [];
    return conflict(
      'TwoEnrolments',
      all.map((row) => row.managedDeviceId),
    );
  }
  const clients = index.clientsBySerial.get(serial) ?? [];
  const client = currentClient(clients);
  if (client === 'several') {
    return conflict(
      'TwoClients',
      clients.map((row) => String(row.resourceId)),
    );
  }
  return {
    ...(identity === undefined ? {} : { identity }),
    ...(managed === undefined ? {} : { managed }),
    ...(client === undefined ? {} : { client }),
  };
}

function resolveClient(
  client: SiteDevice,
  { serialKey }: DeviceRequest,
  index: InventoryIndex,
): Resolution {
  const entra = index.entraByDeviceId.get(client.entraDeviceId ?? '');
  const evidence: Evidence[] = [
    { store: 'site', recordId: String(client.resourceId), by: 'serial' },
  ];
  if (entra === undefined)
    return { identity: { kind: 'site-client', client }, evidence, conflicts: [] };
  const contradiction = contradictionOf(entra, serialKey, index);
  if (contradiction !== undefined) return ambiguous(contradiction);
  return {
    identity: { kind: 'site-client', client, entra },
    evidence: [...evidence, { store: 'entra', recordId: entra.objectId, by: 'entra-device-id' }],
    conflicts: [],
  };
}

function resolveRegistered(
  { identity, client }: Found & { identity: AutopilotIdentity },
  { serialKey }: DeviceRequest,
  index: InventoryIndex,
): Resolution {
  const anchors = anchorsOf(identity, index);
  const [entra] = anchors;
  if (anchors.length > 1) {
    return ambiguous(
      conflict(
        'ObjectsDiffer',
        anchors.map((device) => device.objectId),
      ),
    );
  }
  const evidence = [...registrationEvidence(identity, entra), ...clientEvidence(client)];
  if (entra === undefined)
    return { identity: { kind: 'registered', identity }, evidence, conflicts: [] };
  const contradiction = contradictionOf(entra, serialKey, index);
  if (contradiction !== undefined) return ambiguous(contradiction);
  return { identity: { kind: 'registered', identity, entra }, evidence, conflicts: [] };
}

/** Entra objects that the registration points at, by device id or by the mark they bear. */
function anchorsOf(identity: AutopilotIdentity, index: InventoryIndex): readonly EntraDevice[] {
  const byId = index.entraByDeviceId.get(identity.entraDeviceId ?? '');
  const marked = index.entraByZtdId.get(identity.autopilotIdentityId) ?? [];
  return [...new Set([...(byId === undefined ? [] : [byId]), ...marked])];
}

function resolveEnrolled(
  { identity, managed, client }: Found & { managed: ManagedDevice },
  { serialKey }: DeviceRequest,
  index: InventoryIndex,
): Resolution {
  const entra = index.entraByDeviceId.get(managed.entraDeviceId ?? '');
  // Without its Entra object the device has one identifier only; the guard asks for two that agree.
  if (entra === undefined) return ambiguous(conflict('NoEntraObject', [managed.managedDeviceId]));
  if (managed.ownerType.toLowerCase() === 'personal') return refused('DevicePersonal');
  // Before the objects are compared: Autopilot and hybrid join make two of them by design (REQ-198).
  if (entra.trustType === 'ServerAd' || entra.onPremisesSyncEnabled === true)
    return refused('DeviceHybridJoined');
  const contradiction =
    otherAnchor(identity, entra, index) ??
    contradictionOf(entra, serialKey, index) ??
    nameContradiction(managed, entra, index);
  if (contradiction !== undefined) return ambiguous(contradiction);
  const isCoManaged = isCoManagedOnBothSides(managed, entra, index);
  if (!isCoManaged && isSomebodys(managed, index)) return refused('DeviceInUse');
  return {
    identity: {
      kind: 'enrolled',
      managed,
      entra,
      isCoManaged,
      ...(identity === undefined ? {} : { identity }),
    },
    evidence: [
      { store: 'intune', recordId: managed.managedDeviceId, by: 'serial' },
      { store: 'entra', recordId: entra.objectId, by: 'entra-device-id' },
      ...(identity === undefined ? [] : registrationEvidence(identity, entra)),
      ...clientEvidence(client),
    ],
    conflicts: [],
  };
}

/** Registration and enrolment of one PC point at one Entra object. */
function otherAnchor(
  identity: AutopilotIdentity | undefined,
  entra: EntraDevice,
  index: InventoryIndex,
): Conflict | undefined {
  if (identity === undefined) return undefined;
  const pointsElsewhere =
    identity.entraDeviceId !== undefined && identity.entraDeviceId !== entra.deviceId;
  const others = anchorsOf(identity, index).filter((device) => device.objectId !== entra.objectId);
  if (!pointsElsewhere && others.length === 0) return undefined;
  return conflict('ObjectsDiffer', [
    entra.objectId,
    ...others.map((device) => device.objectId),
    identity.autopilotIdentityId,
  ]);
}

/** Records of another serial number at this object, or at another object of the same hardware (REQ-209). */
function contradictionOf(
  entra: EntraDevice,
  serialKey: string,
  index: InventoryIndex,
): Conflict | undefined {
  if (isClaimedByAnother(entra, { serialKey, index })) {
    return conflict('ObjectShared', [entra.objectId]);
  }
  const clones = twinsOf(entra, index).filter((twin) =>
    isClaimedByAnother(twin, { serialKey, index }),
  );
  return clones.length === 0
    ? undefined
    : conflict(
        'HardwareCloned',
        [entra, ...clones].map((device) => device.objectId),
      );
}

/** Names lag behind a rename and prove nothing, unless the object bears the name of another enrolled PC. */
function nameContradiction(
  managed: ManagedDevice,
  entra: EntraDevice,
  index: InventoryIndex,
): Conflict | undefined {
  const name = entra.displayName.toLowerCase();
  if (name === '' || name === managed.deviceName.toLowerCase()) return undefined;
  const others = index.managedByName.get(name) ?? [];
  return others.length === 0
    ? undefined
    : conflict('NameContradicts', [
        entra.objectId,
        ...others.map((other) => other.managedDeviceId),
      ]);
}

export function isCoManagedAgent(managementAgent: string): boolean {
  return (
    managementAgent === 'configurationManagerClientMdm' ||
    managementAgent === 'configurationManagerClientMdmEas'
  );
}

function isCoManagedOnBothSides(
  managed: ManagedDevice,
  entra: EntraDevice,
  index: InventoryIndex,
): boolean {
  const site = (index.siteByEntraDeviceId.get(entra.deviceId) ?? []).some(
    (row) => row.mdmEnrolled && row.comgmtPolicyPresent,
  );
  return site && isCoManagedAgent(managed.managementAgent);
}

/** Seen within 21 days under an enabled account: somebody works on it today. */
function isSomebodys(managed: ManagedDevice, index: InventoryIndex): boolean {
  if (!isInUse(managed.lastSyncAt, index.takenAt)) return false;
  const user = managed.userPrincipalName?.toLowerCase() ?? '';
  return index.users.get(user) === true;
}

function registrationEvidence(
  identity: AutopilotIdentity,
  entra: EntraDevice | undefined,
): readonly Evidence[] {
  const { autopilotIdentityId, entraDeviceId } = identity;
  const own: Evidence = { store: 'autopilot', recordId: autopilotIdentityId, by: 'serial' };
  if (entra === undefined) return [own];
  const recordId = entra.objectId;
  return [
    own,
    ...(entraDeviceId === entra.deviceId
      ? [{ store: 'entra', recordId, by: 'entra-device-id' } as const]
      : []),
    ...(entra.ztdId === autopilotIdentityId
      ? [{ store: 'entra', recordId, by: 'ztdid' } as const]
      : []),
  ];
}

function clientEvidence(client: SiteDevice | undefined): readonly Evidence[] {
  return client === undefined
    ? []
    : [{ store: 'site', recordId: String(client.resourceId), by: 'serial' }];
}

function refused(code: FailureCode): Resolution {
  return { identity: { kind: 'refused', code }, evidence: [], conflicts: [] };
}

function ambiguous(found: Conflict): Resolution {
  return { ...refused(conflictCode), conflicts: [found] };
}
