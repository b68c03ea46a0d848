import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import { isDynamic } from '../../graph/groups/table.ts';
import type { Judging } from '../referee.ts';
import { wireObjectOf } from '../wire-objects.ts';
import { mayChange } from './foreign-objects.ts';

/**
 * Members that a request puts into somebody's group or takes out, by whatever call. A dynamic group
 * follows its rule, which is content of the group.
 */
export function judgeForeignMembers(given: Judging): void {
  const { simulation, ownership, report } = given;
  const { devices, events, groups, users } = simulation;
  /** By request: what it made or restored, which takes its old place by itself. */
  const made = new WeakMap<CurrentRequest, Set<string>>();
  const note = (id: string) => {
    const request = currentRequest();
    if (request !== undefined) made.set(request, (made.get(request) ?? new Set()).add(id));
  };
  events.on('group-added', ({ group }) => {
    note(group.id);
  });
  events.on('entra-device-added', ({ device }) => {
    note(device.id);
  });
  events.on('group-links-changed', ({ groupId: id, added, removed }) => {
    const request = currentRequest();
    const group = groups.find(id);
    if (request === undefined || group === undefined || isDynamic(group)) return;
    if (mayChange(given, request, { store: 'groups', id })) return;
    const own = made.get(request);
    if (own?.has(id) === true || isDeletionOf(request, id)) return;
    const put = added.filter((each) => own?.has(each) !== true);
    // What is deleted leaves its groups.
    const taken = removed.filter((each) =>
      [devices, groups, users].some((table) => table.find(each) !== undefined),
    );
    if (put.length + taken.length === 0) return;
    const madeBy = ownership.makerOf('groups', id) ?? 'people';
    const evidence = { added: put, removed: taken, madeBy };
    report('REF-FOREIGN-OBJECT', { subject: id, evidence, object: { store: 'groups', id } });
  });
}

/** Judged as a whole. */
function isDeletionOf(request: CurrentRequest, groupId: string): boolean {
  const target = wireObjectOf(request);
  return (
    request.method === 'DELETE' &&
    target?.store === 'groups' &&
    target.rest === '' &&
    target.id?.toLowerCase() === groupId
  );
}
