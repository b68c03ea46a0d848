import type { LedgerPort, RunKey, RunRow } from '../ports/ledger/port.ts';
import type { Caller } from './authentication.ts';
import { ApiProblem } from './problem.ts';

/** A run of the caller's own tenant; another tenant's run is as little there as one that never was. */
export async function findRun(
  ledger: LedgerPort,
  caller: Caller,
  run: string,
): Promise<{ key: RunKey; row: RunRow }> {
  const key = { tenant: caller.tenant, run };
  const row = await ledger.findRun(key);
  if (row === undefined) throw new ApiProblem('NotFound', `There is no run ${run}.`);
  return { key, row };
}

/** `r-7f3a.wipe-1` → run and gate, or run and task. The schemas saw to it that there is one dot. */
export function splitAddress(address: string): { run: string; name: string } {
  const dot = address.indexOf('.');
  return { run: address.slice(0, dot), name: address.slice(dot + 1) };
}

/** Whether the workers of this installation serve the caller's tenant; nothing may be begun for another. */
export function refuseOtherTenant(caller: Caller, tenantId: string): void {
  if (caller.tenant !== tenantId) {
    throw new ApiProblem('SiteMismatch', 'This installation serves another tenant.');
  }
}
