import type { CurrentRequest } from '../../http/current-request.ts';
import { omit } from '../../omit.ts';
import type { Judging } from '../referee.ts';
import { isAssignable, targetKey, targetsOf } from '../targets.ts';
import { isSuccess, isWrite, wireObjectOf } from '../wire-objects.ts';
import type { WireObject } from '../wire-objects.ts';

/** Groups, profiles, policies, collections and deployments that belong to somebody else. */
export function judgeForeignObjects(given: Judging): void {
  const { events } = given.simulation;
  const before = new WeakMap<CurrentRequest, Content>();
  const assigners = new Map<string, string>();
  events.on('request-received', ({ request }) => {
    const target = targetOf(given, request);
    if (target === undefined) return;
    judgeGroupDeletion(given, request, target);
    if (!mayChange(given, request, target)) before.set(request, contentOf(given, target));
  });
  events.on('request-answered', ({ request, status }) => {
    const target = targetOf(given, request);
    const earlier = before.get(request);
    before.delete(request);
    if (target === undefined || earlier === undefined || !isSuccess(status)) return;
    const later = contentOf(given, target);
    const lost = lostAssignments(given, { request, target, earlier, later, assigners });
    if (later.text !== earlier.text || lost.length > 0) judgeChange(given, request, target);
  });
}

type Target = WireObject & { id: string };

function targetOf({ simulation }: Judging, request: CurrentRequest): Target | undefined {
  const target = isWrite(request) ? wireObjectOf(request) : undefined;
  if (target === undefined) return undefined;
  const named =
    target.uniqueName === undefined
      ? undefined
      : simulation.groups.findByUniqueName(target.uniqueName)?.id;
  const id = target.id ?? named;
  return id === undefined ? undefined : { ...target, id };
}

export function mayChange(
  { announcements, ownership }: Judging,
  request: CurrentRequest,
  { store, id }: Pick<Target, 'store' | 'id'>,
): boolean {
  const isOwn = ownership.makerOf(store, id) === ownership.partyOf(request);
  return isOwn || announcements.isPermitted(id);
}

/** What one can see of an object, and apart from it whom it is assigned to. */
interface Content {
  text: string;
  assignments: string[];
}

/** Not what only follows from a change, or from a look. */
const passing = [
  'members',
  'memberRefs',
  'targets',
  'assignments',
  'lastModifiedDateTime',
  'version',
  'currentStatus',
  'lastRefreshAt',
  'publishingState',
];

/** A write that changes nothing of it is none. */
function contentOf(given: Judging, { store, id }: Target): Content {
  const row = rowOf(given, { store, id });
  if (row === undefined) return { text: '', assignments: [] };
  return {
    text: JSON.stringify(omit(row as Record<string, unknown>, passing)),
    assignments: isAssignable(store) ? targetsOf(given.simulation, store, id).map(targetKey) : [],
  };
}

function rowOf(
  { simulation }: Judging,
  { store, id }: Pick<Target, 'store' | 'id'>,
): object | undefined {
  const { deploymentProfiles, enrollmentConfigurations, groups, mobileApps, site } = simulation;
  switch (store) {
    case 'groups':
      return groups.find(id);
    case 'deploymentProfiles':
      return deploymentProfiles.find(id);
    case 'enrollmentConfigurations':
      return enrollmentConfigurations.find(id);
    case 'mobileApps':
      return mobileApps.find(id);
    case 'collections':
      return site.collections.find(id);
    case 'applicationAssignments':
      return site.assignments.find(id);
    default:
      return undefined;
  }
}

interface Reassignment {
  request: CurrentRequest;
  target: Target;
  earlier: Content;
  later: Content;
  /** Who added an assignment, by object and target. */
  assigners: Map<string, string>;
}

/**
 * An assignment belongs to who added it: whoever lets an object reach his own group as well takes
 * nothing from anybody, and may take that back.
 */
function lostAssignments({ ownership }: Judging, change: Reassignment): string[] {
  const { assigners, earlier, later, request, target } = change;
  const party = ownership.partyOf(request);
  const keyOf = (assignment: string) => `${target.store}/${target.id}/${assignment}`;
  for (const each of later.assignments) {
    if (!earlier.assignments.includes(each)) assigners.set(keyOf(each), party);
  }
  return earlier.assignments.filter(
    (each) => !later.assignments.includes(each) && assigners.get(keyOf(each)) !== party,
  );
}

function judgeChange(given: Judging, request: CurrentRequest, target: Target): void {
  const { simulation, ownership, report } = given;
  const { id, store } = target;
  const configuration = simulation.enrollmentConfigurations.find(id);
  const object = { store, id };
  const evidence = { method: request.method, rest: target.rest };
  if (configuration?.priority === 0) {
    report('REF-DEFAULT-CONFIGURATION', { subject: id, evidence, object, request });
    return;
  }
  const madeBy = ownership.makerOf(store, id) ?? 'people';
  report('REF-FOREIGN-OBJECT', { subject: id, evidence: { ...evidence, madeBy }, object, request });
}

function judgeGroupDeletion(given: Judging, request: CurrentRequest, target: Target): void {
  if (target.store !== 'groups' || request.method !== 'DELETE' || target.rest !== '') return;
  const members = given.simulation.groups.find(target.id)?.members.size ?? 0;
  if (members === 0) return;
  const object = { store: 'groups', id: target.id } as const;
  const evidence = { members };
  given.report('REF-GROUP-POPULATED', { subject: target.id, evidence, object, request });
}
