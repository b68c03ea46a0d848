import type { TrustedKey } from '../domain/approval.ts';

/** Public keys only: what a gate's validator checks signatures against. */
export function createGuardKeyActivities(deps: {
  readTrustList: () => Promise<readonly TrustedKey[]>;
}) {
  return {
    async readTrustedKeys(): Promise<readonly TrustedKey[]> {
      return deps.readTrustList();
    },
  };
}
