import { daysBefore } from '../../clock.ts';
import type { Simulation } from '../../simulation.ts';
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
  const { world, enrollmentConfigurations: table, ids } = simulation;
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
        ...settings,
        ...extra,
      },
      targets: [{ '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }],
    });
  }
  for (const {
    assignedGroupIds,
    '@odata.type': type,
    ...settings
  } of world.enrollmentConfigurations) {
    const kind = type.replace('#microsoft.graph.', '') as EnrollmentConfigurationKind;
    table.add({
      ...common,
      id: `${ids.named(`configuration:${settings.displayName}`)}_${capitalize(kind)}`,
      kind,
      priority: table.nextPriority(kind),
      settings: { description: '', roleScopeTagIds: ['0'], ...settings },
      targets: assignedGroupIds.map((groupId) => ({
        '@odata.type': '#microsoft.graph.groupAssignmentTarget',
        groupId,
      })),
    });
  }
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
