import { z } from 'zod';
import { applicationSchema, systemSchema } from '../world/site.ts';
import type { SiteSpec } from '../world/site.ts';

const TWIN = '5a000000-0000-4000-8000-000000000001';

/**
 * A site to try things on: domain clients, clients that came through Autopilot with the traps that
 * a lookup has to survive (an obsolete twin, a missing Entra id, a blocked one), a plain workgroup
 * PC, and applications that must not be deployed.
 */
export const sampleSystems = z.array(systemSchema).parse([
  { name: 'DESK-01', serialNumber: 'SAMPLE-D1' },
  { name: 'DESK-02', serialNumber: 'SAMPLE-D2' },
  { name: 'DESK-03', serialNumber: 'SAMPLE-D3' },
  { name: 'AP-01', domain: 'WORKGROUP', serialNumber: 'SAMPLE-A1', aadDeviceId: TWIN },
  {
    name: 'AP-01',
    domain: 'WORKGROUP',
    serialNumber: 'SAMPLE-A1',
    aadDeviceId: TWIN,
    isObsolete: true,
  },
  { name: 'AP-02', domain: 'WORKGROUP', serialNumber: 'SAMPLE-A2' },
  {
    name: 'AP-03',
    domain: 'WORKGROUP',
    serialNumber: 'SAMPLE-A3',
    aadDeviceId: '5a000000-0000-4000-8000-000000000003',
    isBlocked: true,
  },
  { name: 'KIOSK', domain: 'WORKGROUP', serialNumber: 'SAMPLE-W1' },
]);

export const sampleApplications = z.array(applicationSchema).parse([
  { name: 'Sample good', isDistributed: true, revisions: 2 },
  { name: 'Sample retired', isExpired: true, isDistributed: true },
  { name: 'Sample superseded', isSuperseded: true, isDistributed: true },
  { name: 'Sample without content', hasContent: false },
  { name: 'Sample for users', executionContext: 1, isDistributed: true },
]);

export function sampleGroups({ cmg, serverName }: SiteSpec): SiteSpec['distributionPointGroups'] {
  const members = [serverName, ...(cmg === null ? [] : [cmg.serviceCName])];
  return [{ name: 'Sample group', members, scopes: ['Default'] }];
}
