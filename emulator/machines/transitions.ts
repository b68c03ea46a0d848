import type { MachineState } from '../world/machine.ts';
import type { Timings } from '../world/timings.ts';
import type { GuardName } from './guards.ts';

export interface Transition {
  from: readonly MachineState[];
  to: MachineState;
  /** How long it takes; `null`: at once. */
  after: keyof Timings | null;
  /** What may stand in its way when it starts. */
  guard: GuardName | null;
  /** What starts by itself when this one is done. */
  then: readonly TransitionName[];
}

export type TransitionName =
  | 'ship'
  | 'unbox'
  | 'join'
  | 'enroll'
  | 'installClient'
  | 'autoEnroll'
  | 'reportCoManaged'
  | 'wipe'
  | 'reset'
  | 'leaveIntune'
  | 'retire';

/**
 * The physical life of a machine on both paths: from the box through OOBE, and from a PC that the
 * site manages already. `wipe` may interrupt any state in which Intune knows it.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment
 * https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable
 */
export const transitions: Readonly<Record<TransitionName, Transition>> = {
  ship: { from: ['boxed'], to: 'shipped', after: null, guard: null, then: ['unbox'] },
  unbox: { from: ['shipped'], to: 'oobe', after: 'shippingMinutes', guard: null, then: ['join'] },
  join: { from: ['oobe'], to: 'joined', after: 'oobeMinutes', guard: 'mayJoin', then: ['enroll'] },
  enroll: {
    from: ['joined'],
    to: 'enrolled',
    after: 'enrollMinutes',
    guard: 'mayEnroll',
    then: ['installClient'],
  },
  installClient: {
    from: ['enrolled'],
    to: 'client-installed',
    after: 'clientInstallMinutes',
    guard: 'mayInstallClient',
    then: ['reportCoManaged'],
  },
  autoEnroll: {
    from: ['client-only'],
    to: 'client-installed',
    after: 'autoEnrollMinutes',
    guard: 'mayAutoEnroll',
    then: ['reportCoManaged'],
  },
  reportCoManaged: {
    from: ['client-installed'],
    to: 'co-managed',
    after: 'coManagementMinutes',
    guard: 'mayReport',
    then: [],
  },
  wipe: {
    from: ['enrolled', 'client-installed', 'co-managed'],
    to: 'wiped',
    after: 'wipeMinutes',
    guard: null,
    then: ['reset'],
  },
  reset: {
    from: ['wiped'],
    to: 'oobe',
    after: 'resetMinutes',
    guard: 'mayReset',
    then: ['join'],
  },
  leaveIntune: {
    from: ['client-installed', 'co-managed'],
    to: 'client-only',
    after: null,
    guard: null,
    then: [],
  },
  retire: { from: ['enrolled'], to: 'retired', after: null, guard: null, then: [] },
};
