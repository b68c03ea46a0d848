import { toIso } from '../../clock.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { only } from '../../table.ts';
import { answerList } from '../query.ts';
import { directoryRules, intuneRules } from '../query/rules.ts';
import type { GraphRoute } from '../route.ts';
import { servicePrincipalIdOf } from '../service-principals/table.ts';
import type { Activity } from './activities.ts';
import type { AuditEntry } from './table.ts';

/** https://learn.microsoft.com/graph/api/directoryaudit-list: pages of 1,000 at most. */
const directoryAuditRules = {
  ...directoryRules('directoryAudit', {
    filter: { unsupported: 'unchecked', properties: {} },
    orderBy: { always: ['activityDateTime'], advanced: ['activityDateTime'] },
  }),
  pageSize: 1000,
  pageSizeMax: 1000,
};

/** Who changed what, some minutes after the change. */
export function auditRoutes(simulation: Simulation): GraphRoute[] {
  const { audit, clock, world } = simulation;
  const visible = (log: Activity['log']) => {
    const untilMs = clock.nowMs() - world.timings.auditMinutes * 60_000;
    return only(audit, ({ activity, atMs }) => activity.log === log && atMs <= untilMs);
  };
  return [
    {
      operation: 'directoryAudits.list',
      method: 'GET',
      path: '/auditLogs/directoryAudits',
      family: 'directory',
      handle: (request) =>
        answerList(request, {
          rows: visible('directory'),
          render: (entry) => renderDirectoryAudit(simulation, entry),
          rules: directoryAuditRules,
        }),
    },
    {
      operation: 'intuneAuditEvents.list',
      method: 'GET',
      path: '/deviceManagement/auditEvents',
      family: 'intune',
      handle: (request) =>
        answerList(request, {
          rows: visible('intune'),
          render: (entry) => renderAuditEvent(simulation, entry),
          rules: intuneRules('auditEvent'),
        }),
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
function renderDirectoryAudit(simulation: Simulation, entry: AuditEntry): PlainRow {
  const { activity, correlationId } = entry;
  return {
    id: `Directory_${entry.id}`,
    category: activity.category,
    correlationId,
    result: 'success',
    resultReason: '',
    activityDisplayName: activity.name,
    activityDateTime: toIso(entry.atMs),
    loggedByService: 'Core Directory',
    operationType: activity.operationType,
    initiatedBy: { user: null, app: appOf(simulation, entry) },
    targetResources: entry.targets.map(({ id, displayName }) => ({
      id,
      displayName,
      type: activity.targetType,
      userPrincipalName: null,
      groupType: null,
      modifiedProperties: modifiedProperties(entry),
    })),
    additionalDetails: [],
  };
}

/** https://learn.microsoft.com/graph/api/resources/intune-auditing-auditevent */
function renderAuditEvent(simulation: Simulation, entry: AuditEntry): PlainRow {
  const { activity } = entry;
  const { appId, displayName } = appOf(simulation, entry);
  return {
    id: entry.id,
    displayName: activity.name,
    componentName: activity.category,
    activity: null,
    activityDateTime: toIso(entry.atMs),
    activityType: activity.name,
    activityOperationType: activity.operationType,
    activityResult: 'Success',
    correlationId: entry.correlationId,
    category: activity.category,
    actor: {
      '@odata.type': '#microsoft.graph.auditActor',
      auditActorType: 'Application',
      type: null,
      userPermissions: [],
      applicationId: appId,
      applicationDisplayName: displayName,
      userPrincipalName: null,
      servicePrincipalName: null,
      ipAddress: null,
      userId: null,
    },
    resources: entry.targets.map(({ id, displayName: name }) => ({
      displayName: name,
      type: activity.targetType,
      auditResourceType: activity.targetType,
      resourceId: id,
      modifiedProperties: modifiedProperties(entry),
    })),
  };
}

/** Values are not kept: an audit here shows which property was set, not to what. */
function modifiedProperties({ changes }: AuditEntry): PlainRow[] {
  return changes.map((displayName) => ({ displayName, oldValue: null, newValue: null }));
}

function appOf({ world }: Simulation, { actor }: AuditEntry) {
  if ('service' in actor) {
    const { service: displayName } = actor;
    return { appId: null, displayName, servicePrincipalId: null, servicePrincipalName: null };
  }
  const app = world.apps.find(({ clientId }) => clientId === actor.appId);
  return {
    appId: actor.appId,
    displayName: app?.name ?? null,
    servicePrincipalId: servicePrincipalIdOf(world, actor.appId),
    servicePrincipalName: null,
  };
}
