import type { RunSpec } from '../../domain/run-spec.ts';

/** A run spec of the least that a run needs; tests change what they are about. */
export const aRunSpec: RunSpec = {
  name: 'autumn',
  path: 'autopilot',
  groupTag: 'GW',
  deviceGroup: { name: 'Gangway devices' },
  espProfile: { name: 'Gangway ESP', timeoutMinutes: 60 },
  autopilotProfile: { name: 'Gangway Autopilot' },
  comanagementPolicy: { name: 'Gangway co-management', description: '' },
  deviceCollection: { name: 'Gangway', limitToCollectionId: 'SMS00001' },
  applications: [],
  waves: { canary: 1, size: 2, failureBudgetPercent: 10 },
  duplicateGrace: 'PT1H',
  gates: { deadline: 'P1D', executeWithin: 'P30D' },
};
