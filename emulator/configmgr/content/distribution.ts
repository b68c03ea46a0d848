import type { Application, ContentCopy } from '../applications/table.ts';
import type { Simulation } from '../../simulation.ts';

export interface DistributionPointGroup {
  groupId: string;
  name: string;
  members: string[];
  scopes: string[];
}

export function distribute(
  { clock, site, world }: Simulation,
  application: Application,
  group: DistributionPointGroup,
): void {
  const readyMs = clock.nowMs() + world.timings.contentMinutes * 60_000;
  for (const point of group.members) {
    if (!application.content.has(point) && site.servesContent(point)) {
      application.content.set(point, { readyMs, failure: failureOf(application, point) });
    }
  }
}

export function failureOf({ spec }: Application, point: string): number | undefined {
  return spec.contentFailures.find((each) => each.point === '*' || each.point === point)?.messageId;
}

/**
 * `MessageState` 1 success, 2 in progress, 3 error, with the ids of status messages as seen in the
 * field: 2301 processed, 2330 distributed, 2303 failed to process, 2323, 2324, 2354.
 * https://learn.microsoft.com/mem/configmgr/develop/reference/core/servers/configure/sms_distributiondpstatus-server-wmi-class
 */
export function stateOf(copy: ContentCopy, nowMs: number): { state: number; messageId: number } {
  if (nowMs < copy.readyMs) return { state: 2, messageId: 2301 };
  if (copy.failure !== undefined) return { state: 3, messageId: copy.failure };
  return { state: 1, messageId: 2330 };
}

/** Internet clients take their content from the gateway or not at all. */
export function contentFor(
  { clock, site }: Simulation,
  application: Application,
  isOnInternet: boolean,
): ContentCopy | undefined {
  const cmgName = site.spec.cmg?.serviceCName ?? '';
  if (isOnInternet) return application.content.get(cmgName);
  const copies = [...application.content.values()];
  return (
    copies.find((copy) => stateOf(copy, clock.nowMs()).state === 1) ??
    copies.find(({ failure }) => failure === undefined) ??
    copies[0]
  );
}
