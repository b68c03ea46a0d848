import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';
import {
  complianceBeforeConditionalAccess,
  draggedWorkloads,
  pilotThatNeverRemoves,
  updatesAreOffAtTheSite,
} from './checks/workloads.ts';

const common = {
  severity: 'warn',
  isConfirmed: true,
  paths: ['existing-clients'],
  neededBefore: 'workload',
  fixer: 'site-admin',
} as const;

export const workloads: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-128',
    kind: 'rule',
    title: 'Bits of the workload flags',
    isConfirmed: false,
    statement:
      'Workload flags mean 1 co-management, 2 compliance, 4 resource access, 8 device configuration, 16 Windows Update, 32 endpoint protection, 64 client apps, 128 Office; 255 is all with Intune. Bits above are nowhere explained and left out.',
    remedy: 'Look at CoManagementHandler.log of a client whose flags seem wrong.',
    fixer: 'gangway',
    sources: [sources.byteben, sources.workloadTroubles],
    enforcedIn: 'domain/requirements/checks/workloads.ts#workloadsOf',
    shownBy: 'test/domain/requirements/checks-f-o.test.ts#bits above 255 mean nothing',
  },
  {
    ...common,
    id: 'REQ-129',
    kind: 'check',
    title: 'Device configuration moves two others along',
    statement:
      'With device configuration at Intune, resource access and endpoint protection are there too, and settings-catalog policies follow the device configuration slider whatever they hold.',
    remedy:
      'Expect all three to move, tell the approver, and read the sliders again if the flags disagree.',
    sources: [sources.workloads, sources.workloadTroubles],
    check: draggedWorkloads,
  },
  {
    ...common,
    id: 'REQ-131',
    kind: 'check',
    title: 'A pilot never removes',
    statement:
      'While endpoint protection or device configuration is piloted, Intune applies policies but does not remove them when they are unassigned.',
    remedy: 'Move the workload to Intune for all before unassigning is counted on as the way back.',
    sources: [sources.switchWorkloads],
    check: pilotThatNeverRemoves,
  },
  {
    ...common,
    id: 'REQ-132',
    kind: 'check',
    title: 'Software updates off at the site',
    paths: ['autopilot', 'existing-clients'],
    neededBefore: 'policy',
    statement:
      'Where Windows Update policies are with Intune, client settings turn software updates of Configuration Manager off for those devices; nothing does so by itself. Windows Autopatch demands it.',
    remedy:
      'Deploy custom client settings with software updates disabled to the collection of the devices.',
    sources: [sources.workloads],
    check: updatesAreOffAtTheSite,
  },
  {
    ...common,
    id: 'REQ-135',
    kind: 'notice',
    title: 'The way back is not clean',
    statement:
      'A workload can return to Configuration Manager, but what Intune did stays: newer builds of Windows and Office above all.',
    remedy: 'Approve a move as if there were no way back.',
    fixer: 'run-admin',
    sources: [sources.workloads],
  },
  {
    ...common,
    id: 'REQ-137',
    kind: 'check',
    title: 'Compliance with Intune for conditional access',
    statement:
      'Conditional access that asks for a compliant device needs the compliance workload at Intune; it is usually the first to move.',
    remedy: 'Move compliance policies to Intune first.',
    sources: [sources.quickstartConditionalAccess, sources.coManagementFaq],
    check: complianceBeforeConditionalAccess,
  },
  {
    ...common,
    id: 'REQ-138',
    kind: 'rule',
    title: 'Sliders are not read from Graph',
    isConfirmed: false,
    paths: ['autopilot', 'existing-clients'],
    statement:
      'configurationManagerClientEnabledFeatures proves nothing: whether true stands for Intune is nowhere said, and v1.0 lacks two workloads. Co-management is proved by the management agent and by what the site reports.',
    remedy:
      'Compare the property with one device whose sliders are known before relying on it elsewhere.',
    fixer: 'gangway',
    sources: [sources.graphMetadata, sources.graphManagedDevice],
    enforcedIn: 'domain/device-progress.ts#nextMove',
    shownBy: 'test/domain/device-progress.test.ts#is co-managed on the word of both sides',
  },
];
