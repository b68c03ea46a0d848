import type { Simulation } from '../../simulation.ts';
import { GraphError, directoryNotFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { servicePrincipalIdOf } from '../service-principals/table.ts';
import type { Group } from './table.ts';

const WRITES_ALL_GROUPS = 'Group.ReadWrite.All';

/**
 * `Group.Create` makes groups and changes those that the application owns; one made without an
 * owner belongs to nobody. https://learn.microsoft.com/graph/permissions-reference#groupcreate
 */
export function ownsGroup({ world }: Simulation, caller: Caller, group: Group): boolean {
  return group.owners.has(servicePrincipalIdOf(world, caller.appId));
}

export function requireWriter(simulation: Simulation, caller: Caller, group: Group): void {
  const granted = [...caller.roles, ...(caller.scopes ?? [])];
  if (granted.includes(WRITES_ALL_GROUPS) || ownsGroup(simulation, caller, group)) return;
  const message = 'Insufficient privileges to complete the operation.';
  throw new GraphError(403, 'Authorization_RequestDenied', message);
}

/** Users and service principals, by references that end in their object id. */
export function ownerIds({ users, world }: Simulation, references: readonly string[]): Set<string> {
  const principals = world.apps.map(({ clientId }) => servicePrincipalIdOf(world, clientId));
  const ids = references.map((reference) => reference.split('/').at(-1)?.toLowerCase() ?? '');
  for (const id of ids) {
    if (users.find(id) === undefined && !principals.includes(id)) throw directoryNotFound(id);
  }
  return new Set(ids);
}
