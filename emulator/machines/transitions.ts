import type { MachineState } from '../world/machine.ts';
import type { Timings } from '../world/timings.ts';

export interface Transition {
  from: readonly MachineState[];
  to: MachineState;
  /** How long it takes; `null`: at once. */
  after: keyof Timings | null;
  /** What starts by itself when this one is done. */
  then: readonly TransitionName[];
}

export type TransitionName =
  'ship' | 'unbox' | 'join' | 'enroll' | 'installClient' | 'reportCoManaged' | 'wipe' | 'reset';

/**
 * The physical life of a machine. `wipe` may interrupt any state in which Intune knows it.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment
 */
export const transitions: Readonly<Record<TransitionName, Transition>> = {
  ship: { from: ['boxed'], to: 'shipped', after: null, then: ['unbox'] },
  unbox: { from: ['shipped'], to: 'oobe', after: 'shippingMinutes', then: ['join'] },
  join: { from: ['oobe'], to: 'joined', after: 'oobeMinutes', then: ['enroll'] },
  enroll: { from: ['joined'], to: 'enrolled', after: 'enrollMinutes', then: ['installClient'] },
  installClient: {
    from: ['enrolled'],
    to: 'client-installed',
    after: 'clientInstallMinutes',
    then: ['reportCoManaged'],
  },
  reportCoManaged: {
    from: ['client-installed'],
    to: 'co-managed',
    after: 'coManagementMinutes',
    then: [],
  },
  wipe: {
    from: ['enrolled', 'client-installed', 'co-managed'],
    to: 'wiped',
    after: 'wipeMinutes',
    then: ['reset'],
  },
  reset: { from: ['wiped'], to: 'oobe', after: 'resetMinutes', then: ['join'] },
};
