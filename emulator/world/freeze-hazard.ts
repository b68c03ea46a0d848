import { z } from 'zod';

/** What may become of a machine whose authority was changed after it was provisioned. */
export const freezeOutcomes = [
  'unaffected',
  'authority-flips',
  'policy-lost',
  'client-lost',
] as const;
export type FreezeOutcome = (typeof freezeOutcomes)[number];

/**
 * Changing the authority or the installation after a device was provisioned gives
 * "non-deterministic results": each machine draws one of the outcomes.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment
 */
export const freezeHazardSchema = z
  .strictObject({
    enabled: z.boolean().default(true),
    /** Relative weights; which outcomes there are, and how often, nobody has published. */
    weights: z
      .strictObject({
        unaffected: z.number().nonnegative().default(1),
        'authority-flips': z.number().nonnegative().default(1),
        'policy-lost': z.number().nonnegative().default(1),
        'client-lost': z.number().nonnegative().default(1),
      })
      .prefault({}),
    /** Within this long each machine has felt the change. */
    withinMinutes: z.number().nonnegative().default(480),
  })
  .prefault({});
