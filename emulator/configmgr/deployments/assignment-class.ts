import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { CallerView } from '../callers/caller-view.ts';
import type { Column, EdmType } from '../columns.ts';
import { isOfType, lazy, text } from '../columns.ts';
import { providerFailure, wrongParameter } from '../errors.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import type { Assignment } from './table.ts';

/** What the provider fills in when the caller does not. */
const defaults = {
  AssignmentDescription: '',
  Priority: 1,
  DPLocality: 80,
  StateMessagePriority: 5,
  LocaleID: 1033,
  OfferFlags: 0,
  SuppressReboot: 0,
  Enabled: true,
  UseGMTTimes: true,
  ApplyToSubTargets: false,
  ContainsExpiredUpdates: false,
};

/** https://learn.microsoft.com/mem/configmgr/develop/reference/apps/sms_applicationassignment-server-wmi-class */
const columnTypes: Readonly<Record<string, EdmType>> = {
  AssignmentID: 'Edm.Int32',
  AssignmentUniqueID: 'Edm.String',
  AssignmentName: 'Edm.String',
  AssignmentDescription: 'Edm.String',
  AssignedCIs: 'Collection(Edm.Int32)',
  AssignedCI_UniqueID: 'Edm.String',
  AppModelID: 'Edm.Int64',
  ApplicationName: 'Edm.String',
  TargetCollectionID: 'Edm.String',
  CollectionName: 'Edm.String',
  AssignmentType: 'Edm.Int32',
  AssignmentAction: 'Edm.Int32',
  DesiredConfigType: 'Edm.Int32',
  OfferTypeID: 'Edm.Int32',
  OfferFlags: 'Edm.Int64',
  StartTime: 'Edm.DateTimeOffset',
  EnforcementDeadline: 'Edm.DateTimeOffset',
  ExpirationTime: 'Edm.DateTimeOffset',
  CreationTime: 'Edm.DateTimeOffset',
  LastModificationTime: 'Edm.DateTimeOffset',
  LastModifiedBy: 'Edm.String',
  SourceSite: 'Edm.String',
  LocaleID: 'Edm.Int32',
  Priority: 'Edm.Int32',
  DPLocality: 'Edm.Int64',
  SuppressReboot: 'Edm.Int64',
  StateMessagePriority: 'Edm.Int64',
  StateMessageVerbosity: 'Edm.Int64',
  AdditionalProperties: 'Edm.String',
  UseGMTTimes: 'Edm.Boolean',
  Enabled: 'Edm.Boolean',
  NotifyUser: 'Edm.Boolean',
  UserUIExperience: 'Edm.Boolean',
  OverrideServiceWindows: 'Edm.Boolean',
  RebootOutsideOfServiceWindows: 'Edm.Boolean',
  RequireApproval: 'Edm.Boolean',
  SoftDeadlineEnabled: 'Edm.Boolean',
  WoLEnabled: 'Edm.Boolean',
  DisableMomAlerts: 'Edm.Boolean',
  RaiseMomAlertsOnFailure: 'Edm.Boolean',
  LogComplianceToWinEvent: 'Edm.Boolean',
  PersistOnWriteFilterDevices: 'Edm.Boolean',
  SendDetailedNonComplianceStatus: 'Edm.Boolean',
  UpdateSupersedence: 'Edm.Boolean',
  ApplyToSubTargets: 'Edm.Boolean',
  ContainsExpiredUpdates: 'Edm.Boolean',
};
const demanded = ['AssignmentType', 'AssignmentAction', 'DesiredConfigType', 'OfferTypeID'];
/** What the provider decides; a client may send them, and is not heard. */
const serverFilled = ['AssignmentID', 'AppModelID', 'AssignedCI_UniqueID', 'CreationTime'];

export function assignmentClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  const isVisible = (assignment: Assignment, view: CallerView) =>
    view.seesCollection(String(assignment.body['TargetCollectionID']));
  return defineClass<Assignment>({
    name: 'SMS_ApplicationAssignment',
    key: ['AssignmentID'],
    superclass: 'SMS_CIAssignmentBaseClass',
    columns: { ...sentColumns(), PolicyBinding: lazy(text(() => null)) },
    list: (view) => site.assignments.all().filter((each) => isVisible(each, view)),
    find: ([id = ''], view) => {
      const found = site.assignments.find(id);
      return found && isVisible(found, view) ? found : undefined;
    },
    create: (body, view) => create(simulation, body, view),
    update: (assignment, body) => {
      update(simulation, assignment, body);
    },
    // What is installed stays installed.
    remove: ({ assignmentId }) => {
      site.assignments.delete(String(assignmentId));
    },
  });
}

function sentColumns(): Record<string, Column<Assignment>> {
  return Object.fromEntries(
    Object.entries(columnTypes).map(([name, type]) => [
      name,
      { type, read: ({ body }: Assignment) => body[name] ?? absent(type) },
    ]),
  );
}

function absent(type: EdmType): unknown {
  return type === 'Edm.Boolean' ? false : null;
}

function create(simulation: Simulation, body: PlainRow, view: CallerView): Assignment {
  const { clock, ids, site } = simulation;
  const { AssignedCIs: cis, TargetCollectionID: target, AssignmentName: name } = body;
  if (typeof name !== 'string') throw wrongParameter('AssignmentName');
  const application = applicationOf(simulation, cis);
  const collection = typeof target === 'string' ? site.collections.find(target) : undefined;
  if (collection === undefined || !view.seesCollection(collection.collectionId)) {
    throw wrongParameter('TargetCollectionID');
  }
  for (const each of demanded) {
    if (!isOfType(body[each], 'Edm.Int32')) throw wrongParameter(each);
  }
  if (body['OfferTypeID'] === 0 && typeof body['EnforcementDeadline'] !== 'string') {
    throw wrongParameter('EnforcementDeadline');
  }
  refuseDuplicate(simulation, application.modelName, body);
  const assignmentId = site.assignments.nextId();
  const given = Object.fromEntries(
    Object.entries(body).filter(([each]) => !serverFilled.includes(each)),
  );
  return site.assignments.add({
    assignmentId,
    createdMs: clock.nowMs(),
    modelName: application.modelName,
    pushedMs: new Map(),
    body: {
      ...defaults,
      AssignmentUniqueID: `{${ids.next('assignment').toUpperCase()}}`,
      StartTime: clock.nowIso(),
      ...given,
      AssignmentID: assignmentId,
      ...applicationFields(application, (cis as number[])[0] ?? 0),
      CollectionName: collection.name,
      SourceSite: site.spec.siteCode,
      CreationTime: clock.nowIso(),
      LastModificationTime: clock.nowIso(),
      LastModifiedBy: view.principal.name,
    },
  });
}

function applicationOf({ site }: Simulation, cis: unknown) {
  if (!Array.isArray(cis) || !Number.isInteger(cis[0])) throw wrongParameter('AssignedCIs');
  const application = site.applications.ofCi(cis[0] as number);
  if (application === undefined) throw wrongParameter('AssignedCIs');
  return application;
}

function applicationFields(application: ReturnType<typeof applicationOf>, ciId: number): PlainRow {
  const revision = application.revisions.find((each) => each.ciId === ciId);
  return {
    AssignedCI_UniqueID: `${application.modelName}/${revision?.version ?? 1}`,
    AppModelID: application.modelId,
    ApplicationName: application.spec.name,
  };
}

function refuseDuplicate({ site }: Simulation, modelName: string, body: PlainRow): void {
  if (site.spec.behaviour.duplicateDeployment === 'accepted') return;
  const isThere = site.assignments
    .all()
    .some(
      (each) =>
        each.modelName === modelName &&
        each.body['TargetCollectionID'] === body['TargetCollectionID'],
    );
  if (isThere) throw providerFailure('The application is already deployed to the collection.');
}

/** The target and the kind of an assignment never change. */
function update({ clock }: Simulation, assignment: Assignment, body: PlainRow): void {
  const { body: stored } = assignment;
  for (const name of ['AssignmentID', 'TargetCollectionID', 'AssignmentType']) {
    if (body[name] !== undefined && body[name] !== stored[name]) throw wrongParameter(name);
  }
  const change = Object.fromEntries(
    Object.entries(body).filter(([each]) => !serverFilled.includes(each) && each !== 'AssignedCIs'),
  );
  Object.assign(stored, change, { LastModificationTime: clock.nowIso() });
}
