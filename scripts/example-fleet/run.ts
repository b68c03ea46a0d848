import type { RunSpec } from '../../domain/run-spec.ts';
import { runGroupTag } from './draft.ts';

export const runApplications = ['Company Portal', 'Fabrikam VPN Client'] as const;

export const runSpec: RunSpec = {
  name: 'Autumn refresh 2026',
  path: 'autopilot',
  groupTag: runGroupTag,
  deviceGroup: { name: 'Gangway devices' },
  espProfile: { name: 'Gangway enrollment status', timeoutMinutes: 90 },
  // No hyphen: the vendor answers a profile name that has one with a bare 500.
  autopilotProfile: { name: 'Gangway into comanagement' },
  comanagementPolicy: {
    name: 'Gangway co-management settings',
    description: 'Installs the Configuration Manager client; all workloads with Intune.',
  },
  deviceCollection: { name: 'Gangway devices', limitToCollectionId: 'SMS00001' },
  applications: runApplications,
  waves: { canary: 10, size: 100, failureBudgetPercent: 10 },
  // The default is P30D; an example should end on the same day.
  duplicateGrace: 'PT1H',
  gates: { deadline: 'PT72H', executeWithin: 'P30D' },
};
