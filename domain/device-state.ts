/**
 * The life of one device in one run. The table below is the only place that knows it; the migration
 * that enforces it in PostgreSQL is generated from it and a test compares the two.
 */
export const deviceStates = [
  'accepted',
  'planned',
  'cleared',
  'importing',
  'imported',
  'anchored',
  'grouped',
  'profile-assigned',
  'ready-to-ship',
  'delivered',
  'wipe-approved',
  'wipe-issued',
  'wiped',
  'awaiting-manual-reset',
  'in-scope',
  'enrolling',
  'co-managed',
  'refused',
  'skipped',
  'rolled-back',
  'needs-attention',
] as const;
export type DeviceState = (typeof deviceStates)[number];

export const endStates = [
  'co-managed',
  'refused',
  'skipped',
  'rolled-back',
] as const satisfies readonly DeviceState[];
export type EndState = (typeof endStates)[number];

const forward = {
  accepted: ['planned'],
  planned: ['cleared', 'co-managed'],
  cleared: ['importing', 'anchored', 'in-scope'],
  importing: ['imported', 'anchored'],
  imported: ['anchored'],
  anchored: ['grouped'],
  grouped: ['profile-assigned'],
  'profile-assigned': ['ready-to-ship', 'wipe-approved', 'awaiting-manual-reset'],
  'ready-to-ship': ['delivered'],
  delivered: ['enrolling'],
  'wipe-approved': ['wipe-issued'],
  'wipe-issued': ['wiped'],
  'awaiting-manual-reset': ['wiped'],
  wiped: ['enrolling'],
  'in-scope': ['enrolling'],
  enrolling: ['co-managed'],
  'co-managed': [],
  refused: [],
  skipped: [],
  'rolled-back': [],
  'needs-attention': [],
} as const satisfies Record<DeviceState, readonly DeviceState[]>;

/** Before the device is imported nothing in the tenant is about it: it may simply leave the run. */
const mayLeave: readonly DeviceState[] = ['accepted', 'planned', 'cleared', 'importing'];

/** From `wipe-issued` on the data is gone; from `enrolling` on a user works on it. Neither rolls back. */
const mayRollBack: readonly DeviceState[] = [
  'accepted',
  'planned',
  'cleared',
  'importing',
  'imported',
  'anchored',
  'grouped',
  'profile-assigned',
  'ready-to-ship',
  'wipe-approved',
  'awaiting-manual-reset',
  'in-scope',
  'needs-attention',
];

/**
 * Whether a device that is, or was parked, in this state may still be taken back. The pairs below cannot say so of a
 * parked device: `needs-attention` → `rolled-back` is legal only when this is true of where it was parked from.
 */
export function mayRollBackFrom(state: DeviceState): boolean {
  return state !== 'needs-attention' && mayRollBack.includes(state);
}

const mayPark: readonly DeviceState[] = deviceStates.filter(
  (state) => !isEndState(state) && state !== 'needs-attention',
);

export function isEndState(state: DeviceState): state is EndState {
  return (endStates as readonly DeviceState[]).includes(state);
}

/**
 * All moves that may be made, as pairs. A parked device (`needs-attention`) returns to where it came from,
 * or ends; the database keeps `parked_from` beside it and checks that too.
 */
export function deviceTransitions(): readonly (readonly [DeviceState, DeviceState])[] {
  const moves: [DeviceState, DeviceState][] = [];
  for (const from of deviceStates) {
    for (const to of forward[from]) moves.push([from, to]);
    if (mayLeave.includes(from)) moves.push([from, 'refused'], [from, 'skipped']);
    if (mayRollBack.includes(from)) moves.push([from, 'rolled-back']);
    if (mayPark.includes(from)) moves.push([from, 'needs-attention'], ['needs-attention', from]);
  }
  moves.push(['needs-attention', 'skipped'], ['needs-attention', 'refused']);
  return moves;
}

export function mayMove(from: DeviceState, to: DeviceState): boolean {
  return deviceTransitions().some(([a, b]) => a === from && b === to);
}

/** Counts by state; a state that no device is in is left out. */
export type StateCounts = Partial<Readonly<Record<DeviceState, number>>>;

export function countIn(counts: StateCounts, states: readonly DeviceState[]): number {
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}
