import { z } from 'zod';

/** What the referee must know of a world that nobody can see in it. */
export const refereeSchema = z
  .strictObject({
    /** Ids of rules that do not count in this world; `GET /_emulator/rules` lists them. */
    off: z.array(z.string()).default([]),
    /** Ids of objects whose owners let anybody change them. */
    permitted: z.array(z.string()).default([]),
    /** Workloads whose Intune policies are in place: only these may move to Intune. */
    intunePolicies: z
      .array(z.enum(['CP', 'RAP', 'DC', 'WUP', 'EP', 'CApp', 'O365']))
      .default(['CP', 'RAP', 'DC', 'WUP', 'EP', 'CApp', 'O365']),
  })
  .prefault({});
