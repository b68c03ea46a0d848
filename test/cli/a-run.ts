import type { DeviceAnswer, RunDetail } from '../../api/schemas/runs.ts';

/** A run as the API shows it: ten devices, nothing decided yet. */
export function aRun(given: Partial<RunDetail> = {}): RunDetail {
  return {
    runId: 'r-1',
    name: 'Autumn refresh',
    path: 'autopilot',
    requester: 'ada',
    phase: 'readiness',
    waitingOn: '',
    fence: 'live',
    createdAt: '2026-09-01T08:00:00.000Z',
    links: [],
    spec: {
      name: 'Autumn refresh',
      path: 'autopilot',
      groupTag: 'GANGWAY',
      deviceGroup: { name: 'devices' },
      espProfile: { name: 'esp', timeoutMinutes: 60 },
      autopilotProfile: { name: 'profile' },
      comanagementPolicy: { name: 'policy', description: '' },
      deviceCollection: { name: 'collection', limitToCollectionId: 'SMS00001' },
      applications: [],
      waves: { canary: 1, size: 10, failureBudgetPercent: 5 },
      duplicateGrace: 'PT1H',
      gates: { deadline: 'P3D', executeWithin: 'P30D' },
    },
    specHash: 'b'.repeat(64),
    rows: { read: 12, accepted: 10, rejected: 2 },
    devices: { total: 10, byState: { accepted: 10 } },
    gates: [],
    tasks: [],
    tenantChanges: [],
    calls: {},
    next: { text: 'Waiting on readiness.', href: '/v1/runs/r-1' },
    ...given,
  };
}

export function aDevice(row: number, given: Partial<DeviceAnswer> = {}): DeviceAnswer {
  return {
    deviceKey: `key-${row}`,
    row,
    serialNumber: `SN-${row}`,
    groupTag: 'GANGWAY',
    track: 'register',
    wave: 1,
    state: 'co-managed',
    updatedAt: '2026-09-01T09:00:00.000Z',
    ...given,
  };
}
