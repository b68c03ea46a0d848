import type { Bench } from './use-stack.ts';

/** A point of the sequence that the ledger shows, and goes on showing, once it is reached. */
export interface Milestone {
  readonly name: string;
  readonly isReached: (bench: Bench, run: string) => Promise<boolean>;
}

const inPhase = (name: string, ...phases: readonly string[]): Milestone => ({
  name,
  isReached: async ({ eyes }, run) => phases.includes(await eyes.phase(run)),
});

const journalled = (name: string, step: string): Milestone => ({
  name,
  isReached: async ({ eyes }, run) => (await eyes.journal(run, step)).length > 0,
});

/** Up to the end, or what is quick would never have been there. */
const anyIn = (name: string, ...states: readonly string[]): Milestone => ({
  name,
  isReached: async ({ eyes }, run) => (await eyes.countIn(run, [...states, 'co-managed'])) > 0,
});

/** In the order in which a run of one wave comes by; what goes on side by side is told apart by its own rows. */
export const milestones: readonly Milestone[] = [
  // A phase this short may be over at the next look.
  inPhase('readiness', 'readiness', 'planning', 'cloud-attach'),
  inPhase('plan and its gate', 'planning', 'cloud-attach'),
  inPhase('cloud attach', 'cloud-attach', 'tenant-objects'),
  journalled('device group', 'device-group/create'),
  journalled('co-management policy', 'comanagement-policy/create'),
  journalled('device collection', 'device-collection/create'),
  journalled('deployment', 'application-deployment/create'),
  journalled('duplicates disabled', 'duplicate/disable'),
  journalled('import', 'autopilot/import'),
  anyIn('profile', 'grouped', 'profile-assigned', 'ready-to-ship', 'delivered', 'enrolling'),
  anyIn('delivery', 'delivered', 'enrolling'),
  journalled('duplicates deleted', 'duplicate/delete'),
  journalled('wipe', 'wipe'),
  {
    name: 'reset',
    isReached: async ({ eyes }, run) => {
      const wipes = await eyes.journal(run, 'wipe');
      return wipes.length > 0 && wipes.every(({ state }) => state === 'answered');
    },
  },
];
