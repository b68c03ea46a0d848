import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { comanagementSummaries } from '../comanagement/classes.ts';
import { wrongParameter } from '../errors.ts';
import type { SiteClass } from '../site-class.ts';
import { assetRows } from './asset-details.ts';
import type { Assignment } from './table.ts';

/** What the provider fills in when the caller does not. */
const defaults = {
  Priority: 1,
  DPLocality: 80,
  StateMessagePriority: 5,
  LocaleID: 1033,
  OfferFlags: 0,
  SuppressReboot: 0,
  Enabled: true,
};
const numbers = ['AssignmentType', 'AssignmentAction', 'DesiredConfigType', 'OfferTypeID'];

export function deploymentClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  return [
    {
      name: 'SMS_ApplicationAssignment',
      key: ['AssignmentID'],
      superclass: 'SMS_CIAssignmentBaseClass',
      lazy: ['PolicyBinding'],
      rows: () => site.assignments.all().map(({ body }) => body),
      create: (body) => create(simulation, body).body,
      remove: (key) => site.assignments.delete(key),
    },
    {
      name: 'SMS_AppDeploymentAssetDetails',
      key: ['AssignmentID', 'MachineID'],
      rows: () => site.assignments.all().flatMap((each) => assetRows(simulation, each)),
    },
    {
      name: 'SMS_DeploymentSummary',
      key: ['DeploymentID'],
      rows: () => [
        ...site.assignments.all().map((each) => summaryRow(simulation, each)),
        ...comanagementSummaries(simulation),
      ],
    },
  ];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/apps/sms_applicationassignment-server-wmi-class */
function create(simulation: Simulation, body: PlainRow): Assignment {
  const { clock, ids, site } = simulation;
  const { AssignedCIs: cis, TargetCollectionID: target, AssignmentName: name } = body;
  if (typeof name !== 'string') throw wrongParameter('AssignmentName');
  if (!Array.isArray(cis) || typeof cis[0] !== 'number') throw wrongParameter('AssignedCIs');
  const application = site.applications.find(String(cis[0]));
  if (application === undefined) throw wrongParameter('AssignedCIs');
  const collection = typeof target === 'string' ? site.collections.find(target) : undefined;
  if (collection === undefined) throw wrongParameter('TargetCollectionID');
  for (const each of numbers) if (typeof body[each] !== 'number') throw wrongParameter(each);
  const isRequired = body['OfferTypeID'] === 0;
  if (isRequired && body['EnforcementDeadline'] === undefined) {
    throw wrongParameter('EnforcementDeadline');
  }
  const assignmentId = site.assignments.nextId();
  return site.assignments.add({
    assignmentId,
    createdMs: clock.nowMs(),
    body: {
      ...defaults,
      ...body,
      AssignmentID: assignmentId,
      AssignmentUniqueID: `{${ids.next('assignment').toUpperCase()}}`,
      AssignedCI_UniqueID: `${application.modelName}/1`,
      AppModelID: application.modelId,
      ApplicationName: application.spec.name,
      CollectionName: collection.name,
      SourceSite: site.spec.siteCode,
      CreationTime: clock.nowIso(),
      LastModificationTime: clock.nowIso(),
      PolicyBinding: null,
    },
  });
}

function summaryRow(simulation: Simulation, assignment: Assignment): PlainRow {
  const { body } = assignment;
  const assets = assetRows(simulation, assignment);
  const count = (status: number) => assets.filter((row) => row['AppStatusType'] === status).length;
  return {
    DeploymentID: body['AssignmentUniqueID'],
    AssignmentID: assignment.assignmentId,
    SoftwareName: body['ApplicationName'],
    ApplicationName: body['ApplicationName'],
    CollectionID: body['TargetCollectionID'],
    CollectionName: body['CollectionName'],
    CI_ID: (body['AssignedCIs'] as number[])[0],
    FeatureType: 1,
    DeploymentIntent: body['OfferTypeID'] === 0 ? 1 : 2,
    NumberTargeted: assets.length,
    NumberSuccess: count(1),
    NumberInProgress: count(2),
    NumberErrors: count(5),
    NumberOther: count(3),
    NumberUnknown: count(4),
    SummarizationTime: simulation.clock.nowIso(),
    ObjectTypeID: 200,
  };
}
