import type { Simulation } from '../../simulation.ts';
import { toIso } from '../../clock.ts';
import type { ComanagementPolicy } from '../comanagement/policies.ts';
import { assignedPolicies } from '../comanagement/policies.ts';
import { instant, text, uint32, UNSET_TIME } from '../columns.ts';
import type { Column } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import { assetsOf } from './assets.ts';
import type { Asset } from './assets.ts';
import { isRequired } from './table.ts';
import type { Assignment } from './table.ts';

const FEATURE_APPLICATION = 1;
const FEATURE_CONFIGURATION_POLICY = 11;

interface Summary {
  deploymentId: string;
  assignmentId: number;
  softwareName: string;
  collectionId: string;
  ciId: number;
  modelName: string;
  featureType: number;
  intent: number;
  desiredConfigType: number;
  deadline: string | null;
  summarizedAt: string | undefined;
  /** By AppStatusType; nothing before the first summarisation. */
  counts: Readonly<Partial<Record<Asset['statusType'], number>>>;
}

/** Summaries lag: their numbers are those of the last summarisation, whatever the devices say. */
export function summaryClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  return defineClass<Summary>({
    name: 'SMS_DeploymentSummary',
    key: ['DeploymentID'],
    columns: summaryColumns(simulation),
    list: (view) =>
      [
        ...site.assignments.all().map((each) => summaryOf(simulation, each)),
        ...assignedPolicies(simulation).map((each) => policySummary(simulation, each)),
      ].filter(({ collectionId }) => view.seesCollection(collectionId)),
  });
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/servers/manage/sms_deploymentsummary-server-wmi-class */
function summaryColumns({ site }: Simulation): Record<string, Column<Summary>> {
  const count = (...types: Asset['statusType'][]) =>
    uint32(({ counts }: Summary) => types.reduce((sum, type) => sum + (counts[type] ?? 0), 0));
  return {
    DeploymentID: text((s) => s.deploymentId),
    AssignmentID: uint32((s) => s.assignmentId),
    SoftwareName: text((s) => s.softwareName),
    ApplicationName: text((s) => s.softwareName),
    CollectionID: text((s) => s.collectionId),
    CollectionName: text((s) => site.collections.find(s.collectionId)?.name ?? ''),
    CI_ID: uint32((s) => s.ciId),
    ModelName: text((s) => s.modelName),
    FeatureType: uint32((s) => s.featureType),
    DeploymentIntent: uint32((s) => s.intent),
    DesiredConfigType: uint32((s) => s.desiredConfigType),
    EnforcementDeadline: instant((s) => s.deadline),
    NumberTargeted: count(1, 2, 3, 4, 5),
    NumberSuccess: count(1),
    NumberInProgress: count(2),
    NumberErrors: count(5),
    NumberOther: count(3),
    NumberUnknown: count(4),
    SummarizationTime: instant((s) => s.summarizedAt ?? UNSET_TIME),
    ObjectTypeID: uint32(() => 200),
  };
}

function summaryOf(simulation: Simulation, assignment: Assignment): Summary {
  const { body, createdMs } = assignment;
  const summarizedMs = lastSummarisation(simulation, createdMs);
  const counts: Partial<Record<Asset['statusType'], number>> = {};
  if (summarizedMs !== undefined) {
    for (const { statusType } of assetsOf(simulation, assignment, summarizedMs)) {
      counts[statusType] = (counts[statusType] ?? 0) + 1;
    }
  }
  return {
    deploymentId: String(body['AssignmentUniqueID']),
    assignmentId: assignment.assignmentId,
    softwareName: String(body['ApplicationName']),
    collectionId: String(body['TargetCollectionID']),
    ciId: (body['AssignedCIs'] as number[])[0] ?? 0,
    modelName: assignment.modelName,
    featureType: FEATURE_APPLICATION,
    intent: isRequired(assignment) ? 1 : 2,
    desiredConfigType: Number(body['DesiredConfigType']),
    deadline: (body['EnforcementDeadline'] ?? null) as string | null,
    summarizedAt: summarizedMs === undefined ? undefined : toIso(summarizedMs),
    counts,
  };
}

/** The summariser runs on a schedule of its own, counted from the deployment. */
function lastSummarisation({ clock, world }: Simulation, createdMs: number): number | undefined {
  const periodMs = world.timings.summarizationMinutes * 60_000;
  if (periodMs === 0) return clock.nowMs();
  const runs = Math.floor((clock.nowMs() - createdMs) / periodMs);
  return runs < 1 ? undefined : createdMs + runs * periodMs;
}

/** Counts devices that applied the policy, which says nothing about enrolment. */
function policySummary({ clock, site }: Simulation, policy: ComanagementPolicy): Summary {
  const members = site.collections.find(policy.collectionId)?.members.size ?? 0;
  return {
    deploymentId: `{${policy.ciId}}`,
    assignmentId: policy.assignmentId,
    softwareName: policy.name,
    collectionId: policy.collectionId,
    ciId: policy.ciId,
    modelName: '',
    featureType: FEATURE_CONFIGURATION_POLICY,
    intent: 1,
    desiredConfigType: 1,
    deadline: null,
    summarizedAt: clock.nowIso(),
    counts: { 1: members },
  };
}
