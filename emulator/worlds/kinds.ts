import { idOf } from './plot.ts';
import type { MachineInput, Plot, Traits } from './plot.ts';

/** Adds one machine, and the one that makes it a trap where there is one. */
export type MakeMachine = (plot: Plot) => void;

/** A PC in Intune that its user handed back: nothing has synced for a month or more. */
function handedBack(plot: Plot): Traits {
  const age = plot.days('age', [30, 80]);
  return {
    state: 'enrolled',
    userPrincipalName: plot.former(),
    nextUserPrincipalName: plot.employee(),
    enrolledDaysAgo: age + plot.days('enrolled', [200, 900]),
    lastSignInDaysAgo: age,
    lastSyncDaysAgo: age,
  };
}

/** Somebody works with it. */
function inUse(plot: Plot): Traits {
  const age = plot.luck(plot.size, 'age') * 3;
  return {
    state: 'enrolled',
    userPrincipalName: plot.employee(),
    enrolledDaysAgo: plot.days('enrolled', [100, 900]),
    lastSignInDaysAgo: age,
    lastSyncDaysAgo: age,
  };
}

const end = 'co-managed';

/** Machines that the list of an Autopilot run names. */
export const autopilotKinds = {
  new: (plot) => {
    plot.add({ kind: 'new', expectedEnd: end, userPrincipalName: plot.employee() });
  },
  reused: (plot) => {
    plot.add({ kind: 'reused', expectedEnd: end, ...handedBack(plot) });
  },
  /** Registered before, under another tag: its anchor looks stale, and must stay. */
  registered: (plot) => {
    const registered = { groupTag: 'OLD', lastContactedDaysAgo: 200 };
    plot.add({ kind: 'registered', expectedEnd: end, registered });
  },
  /** Imaged again in an earlier life: a stale object beside the present one. */
  staleDuplicate: (plot) => {
    const duplicates = [
      { kind: 'stale' as const, lastSignInDaysAgo: plot.days('stale', [130, 500]) },
    ];
    plot.add({ kind: 'staleDuplicate', expectedEnd: end, ...handedBack(plot), duplicates });
  },
  /** Registered by its user in an earlier life; left there it poisons the join type. */
  workplaceTwin: (plot) => {
    const lastSignInDaysAgo = plot.days('stale', [130, 500]);
    const duplicates = [{ kind: 'workplaceTwin' as const, lastSignInDaysAgo }];
    plot.add({ kind: 'workplaceTwin', expectedEnd: end, ...handedBack(plot), duplicates });
  },
  /** A colleague's PC bears the same name. */
  sameName: (plot) => {
    const machine = plot.add({ kind: 'sameName', expectedEnd: end, ...handedBack(plot) });
    plot.addBystander({ kind: 'sameName', ...inUse(plot), ...nameOf(machine) });
  },
  /** A colleague's PC has a serial number that begins with this one. */
  prefixSerial: (plot) => {
    const machine = plot.add({ kind: 'prefixSerial', expectedEnd: end, ...handedBack(plot) });
    const serialNumber = `${machine.serialNumber}1`;
    plot.addBystander({ kind: 'prefixSerial', ...inUse(plot), serialNumber });
  },
  /** Its next user has another PC, which is none of the run's business. */
  sharedUser: (plot) => {
    const machine = plot.add({ kind: 'sharedUser', expectedEnd: end, ...handedBack(plot) });
    const { nextUserPrincipalName } = machine;
    plot.addBystander({
      kind: 'sharedUser',
      ...inUse(plot),
      ...(nextUserPrincipalName === undefined ? {} : { userPrincipalName: nextUserPrincipalName }),
    });
  },
  foreign: (plot) => {
    plot.add({ kind: 'foreign', expectedEnd: 'refused', registeredInOtherTenant: true });
  },
  /** Two PCs, one serial number, both in Intune: nobody can tell which is meant. */
  sameSerial: (plot) => {
    const common = { kind: 'sameSerial', resolvable: false };
    const machine = plot.add({ ...common, expectedEnd: 'refused', ...handedBack(plot) });
    const { serialNumber } = machine;
    const machineId = `${serialNumber} twin`;
    plot.addBystander({ ...common, ...inUse(plot), serialNumber, machineId });
  },
  /** Another PC was imaged from this one after its join, and shows its hardware id. */
  clonedImage: (plot) => {
    const common = { kind: 'clonedImage', resolvable: false };
    const machine = plot.add({ ...common, expectedEnd: 'refused', ...handedBack(plot) });
    const clone = plot.addBystander({ ...common, ...inUse(plot) });
    plot.world.entraDevices.push({
      displayName: clone.name ?? clone.serialNumber,
      machineId: idOf(clone),
      hardwareIdOfMachine: idOf(machine),
      isManaged: true,
      lastSignInDaysAgo: 1,
    });
  },
} satisfies Record<string, MakeMachine>;

/** A PC of the domain that the site manages. */
function ofSite(plot: Plot, join: MachineInput['join'] = 'hybrid'): Traits {
  return {
    state: 'client-only',
    join,
    userPrincipalName: plot.employee(),
    enrolledDaysAgo: plot.days('enrolled', [100, 900]),
    lastSignInDaysAgo: plot.luck(plot.size, 'age') * 5,
  };
}

/** Machines that the list of a run over existing clients names. */
export const existingClientKinds = {
  hybridClient: (plot) => {
    plot.add({ kind: 'hybridClient', expectedEnd: end, ...ofSite(plot) });
  },
  entraClient: (plot) => {
    plot.add({ kind: 'entraClient', expectedEnd: end, ...ofSite(plot, 'entra') });
  },
  /** Sleeps most of its life: only patience enrols it. */
  sleepyClient: (plot) => {
    const onlinePattern = 'office-hours';
    plot.add({ kind: 'sleepyClient', expectedEnd: end, ...ofSite(plot), onlinePattern });
  },
  /** Registered by its user before it was hybrid joined, and it keeps the PC from enrolling. */
  dualState: (plot) => {
    const twin = { kind: 'workplaceTwin' as const, blocksEnrollment: true };
    const duplicates = [{ ...twin, lastSignInDaysAgo: plot.days('stale', [130, 500]) }];
    plot.add({ kind: 'dualState', expectedEnd: end, ...ofSite(plot), duplicates });
  },
  /** Imaged again: its earlier join is still there. */
  reimagedClient: (plot) => {
    const duplicates = [
      { kind: 'stale' as const, lastSignInDaysAgo: plot.days('stale', [130, 500]) },
      { kind: 'obsoleteClient' as const },
    ];
    plot.add({ kind: 'reimagedClient', expectedEnd: end, ...ofSite(plot, 'entra'), duplicates });
  },
  /** Synchronised an hour ago: registers by itself, and enrols at once. */
  pendingClient: (plot) => {
    plot.add({ kind: 'pendingClient', expectedEnd: end, ...ofSite(plot, 'hybrid-pending') });
  },
  stuckPendingClient: (plot) => {
    const troubles = [{ kind: 'hybrid-registration-stuck' as const }];
    const machine = ofSite(plot, 'hybrid-pending');
    plot.add({ kind: 'stuckPendingClient', expectedEnd: 'refused', ...machine, troubles });
  },
  workgroupClient: (plot) => {
    plot.add({ kind: 'workgroupClient', expectedEnd: 'refused', ...ofSite(plot, 'workgroup') });
  },
  outdatedClient: (plot) => {
    const osVersion = '10.0.14393.0';
    plot.add({ kind: 'outdatedClient', expectedEnd: 'refused', ...ofSite(plot), osVersion });
  },
  /** In Intune without a client: the policy or an app brings it. */
  intuneOnly: (plot) => {
    plot.add({ kind: 'intuneOnly', expectedEnd: end, ...inUse(plot) });
  },
  alreadyCoManaged: (plot) => {
    const machine = { ...inUse(plot), state: 'co-managed' as const };
    plot.add({ kind: 'alreadyCoManaged', expectedEnd: end, ...machine });
  },
} satisfies Record<string, MakeMachine>;

/** Machines that no list names: the picture of a duplicate, and none. */
export const bystanderKinds = {
  colleague: (plot) => {
    plot.addBystander({ kind: 'colleague', ...inUse(plot) });
  },
  coManagedColleague: (plot) => {
    plot.addBystander({ kind: 'coManagedColleague', ...inUse(plot), state: 'co-managed' });
  },
  /** No user, hence no sign-in on record: a kiosk or a meeting room. */
  userless: (plot) => {
    plot.addBystander({ kind: 'userless', state: 'enrolled', lastSignInDaysAgo: null });
  },
  /** Entra ID has not seen it for months, Intune today. */
  liveLooksStale: (plot) => {
    const lastSignInDaysAgo = plot.days('stale', [100, 400]);
    plot.addBystander({ kind: 'liveLooksStale', ...inUse(plot), lastSignInDaysAgo });
  },
  /** Registered by a reseller, never switched on: an anchor without a sign-in. */
  staleAnchor: (plot) => {
    plot.addBystander({ kind: 'staleAnchor', registered: { groupTag: 'OTHER' } });
  },
  /** Autopilot and hybrid join: two objects of one PC by design. */
  hybridPair: (plot) => {
    const machine = plot.addBystander({
      kind: 'hybridPair',
      ...inUse(plot),
      registered: { groupTag: 'OTHER' },
    });
    plot.world.entraDevices.push({
      displayName: machine.name ?? machine.serialNumber,
      machineId: idOf(machine),
      stale: true,
      trustType: 'ServerAd',
      onPremisesSyncEnabled: true,
      lastSignInDaysAgo: 1,
    });
  },
  /** Registered and joined at once; nobody asked for it to be tidied up. */
  dualStateBystander: (plot) => {
    const duplicates = [{ kind: 'workplaceTwin' as const, lastSignInDaysAgo: 300 }];
    plot.addBystander({ kind: 'dualStateBystander', ...inUse(plot), duplicates });
  },
  /** Holds the only copy of its recovery keys, and has been away for long. */
  longAwayWithKeys: (plot) => {
    const age = plot.days('stale', [130, 400]);
    const times = { lastSignInDaysAgo: age, lastSyncDaysAgo: age, online: false };
    const machine = { ...inUse(plot), ...times, bitlockerKeyCount: 2, hasLapsCredential: true };
    plot.addBystander({ kind: 'longAwayWithKeys', ...machine });
  },
} satisfies Record<string, MakeMachine>;

function nameOf({ name, serialNumber }: MachineInput): { name: string } {
  return { name: name ?? serialNumber };
}
