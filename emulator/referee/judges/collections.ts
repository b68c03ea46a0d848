import type { CurrentRequest } from '../../http/current-request.ts';
import type { Judging } from '../referee.ts';
import { isSuccess, wireObjectOf } from '../wire-objects.ts';

/** Collections of the site and what is deployed to them. */
export function judgeCollections(given: Judging): void {
  const { events } = given.simulation;
  events.on('request-received', ({ request }) => {
    if (request.surface === 'adminService' && request.method === 'DELETE') {
      judgeDeletion(given, request);
    }
  });
  events.on('request-answered', ({ request, status }) => {
    if (request.surface === 'adminService' && request.method === 'POST' && isSuccess(status)) {
      judgeDeployment(given, request);
    }
  });
}

function judgeDeletion({ simulation, report }: Judging, request: CurrentRequest): void {
  const target = wireObjectOf(request);
  if (target?.store !== 'collections' || target.id === undefined) return;
  const { site } = simulation;
  const collection = site.collections.find(target.id);
  if (collection === undefined) return;
  const { collectionId: id } = collection;
  const deployments = site.assignments
    .all()
    .filter(({ body }) => body['TargetCollectionID'] === id);
  const dependants = site.collections
    .all()
    .filter(
      (other) =>
        other.limitToCollectionId === id ||
        other.rules.some((rule) => 'collectionId' in rule && rule.collectionId === id),
    );
  if (deployments.length + dependants.length === 0) return;
  const evidence = { deployments: deployments.length, dependants: dependants.length };
  const object = { store: 'collections', id } as const;
  report('REF-COLLECTION-IN-USE', { subject: id, evidence, object, request });
}

/** Devices that came through a policy before their applications were deployed. */
function judgeDeployment({ simulation, report }: Judging, request: CurrentRequest): void {
  const target = wireObjectOf(request);
  if (target?.store !== 'applicationAssignments' || target.id !== undefined) return;
  const { machines, site } = simulation;
  const id = (request.body as { TargetCollectionID?: unknown } | undefined)?.TargetCollectionID;
  const collection = typeof id === 'string' ? site.collections.find(id) : undefined;
  const landed = [...(collection?.members.keys() ?? [])].flatMap((resourceId) => {
    const machineId = site.systems.find(String(resourceId))?.machineId;
    const machine = machineId === undefined ? undefined : machines.find(machineId);
    return machine?.provisionedBy === undefined ? [] : [machine.id];
  });
  if (collection === undefined || landed.length === 0) return;
  const object = { store: 'collections', id: collection.collectionId } as const;
  const evidence = { landed };
  report('REF-DEPLOYMENT-LATE', { subject: collection.collectionId, evidence, object, request });
}
