import { daysBefore } from '../../clock.ts';
import type { Simulation } from '../../simulation.ts';
import { factsOf } from './kinds.ts';
import type { EnrollmentConfigurationKind } from './table.ts';

/**
 * The configurations that every tenant holds: priority 0, not deletable. There is no default
 * co-management policy.
 */
const defaults: { suffix: string; kind: EnrollmentConfigurationKind; settings: object }[] = [
  { suffix: 'DefaultLimit', kind: 'deviceEnrollmentLimitConfiguration', settings: { limit: 15 } },
  {
    suffix: 'DefaultPlatformRestrictions',
    kind: 'deviceEnrollmentPlatformRestrictionsConfiguration',
    settings: {},
  },
  {
    suffix: 'DefaultWindowsHelloForBusiness',
    kind: 'deviceEnrollmentWindowsHelloForBusinessConfiguration',
    settings: { state: 'notConfigured' },
  },
  {
    suffix: 'DefaultWindows10EnrollmentCompletionPageConfiguration',
    kind: 'windows10EnrollmentCompletionPageConfiguration',
    settings: { showInstallationProgress: false },
  },
  { suffix: 'WindowsRestore', kind: 'windowsRestoreDeviceEnrollmentConfiguration', settings: {} },
];

export function seedEnrollmentConfigurations(simulation: Simulation): void {
  const { world, enrollmentConfigurations: table } = simulation;
  const createdDateTime = daysBefore(world.startAt, 900);
  const common = { version: 1, createdDateTime, lastModifiedDateTime: createdDateTime };
  for (const { suffix, kind, settings } of defaults) {
    const restriction = {
      osMinimumVersion: '',
      osMaximumVersion: '',
      ...world.platformRestriction,
    };
    const extra =
      suffix === 'DefaultPlatformRestrictions' ? { windowsRestriction: restriction } : {};
    table.add({
      ...common,
      id: `${world.tenant.tenantId}_${suffix}`,
      kind,
      priority: 0,
      settings: {
        displayName: 'All users and all devices',
        description: 'This is the default configuration applied with the lowest priority.',
        roleScopeTagIds: ['0'],
        ...factsOf(kind).defaults,
        ...settings,
        ...extra,
      },
      targets: [{ '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }],
    });
  }
  seedGiven(simulation, common);
}

interface Dates {
  version: number;
  createdDateTime: string;
  lastModifiedDateTime: string;
}

function seedGiven(simulation: Simulation, common: Dates): void {
  const { world, enrollmentConfigurations: table, ids } = simulation;
  for (const {
    assignedGroupIds,
    '@odata.type': type,
    ...settings
  } of world.enrollmentConfigurations) {
    const kind = type.replace('#microsoft.graph.', '') as EnrollmentConfigurationKind;
    // Names are not unique; the second of one name gets an id of its own.
    const namesakes = table
      .ofKind(kind)
      .filter((other) => other.settings['displayName'] === settings.displayName);
    const again = namesakes.length === 0 ? '' : `#${namesakes.length + 1}`;
    table.add({
      ...common,
      id: `${ids.named(`configuration:${settings.displayName}${again}`)}_${factsOf(kind).suffix}`,
      kind,
      priority: table.nextPriority(kind),
      settings: {
        description: '',
        roleScopeTagIds: ['0'],
        ...factsOf(kind).defaults,
        ...settings,
      },
      targets: assignedGroupIds.map((groupId) => ({
        '@odata.type': '#microsoft.graph.groupAssignmentTarget',
        groupId,
      })),
    });
  }
}
