/**
 * All patches of workflow code, by id. A change that makes a recorded history fail to replay, once a version with it has
 * been released, is written as `if (patched(id)) new way; else old way`, with the id taken from here and nowhere else:
 *
 *   patched ──no run of the old way is left──▶ deprecated ──no run with the marker is left──▶ gone
 *
 * `patched`: both ways are in the code. `deprecated`: only the new one, under `deprecatePatch(id)`. Gone: the entry is removed.
 */
export interface Patch {
  readonly stage: 'patched' | 'deprecated';
  /** Day on which it was made, as 2026-11-22. */
  readonly since: string;
  readonly change: string;
  readonly reason: string;
  /** What must be so before it may go on to its next stage. */
  readonly until: string;
  /** File in `test/histories/` of a run that took the new way. */
  readonly history: string;
}

export const patches: Readonly<Record<string, Patch>> = {};
