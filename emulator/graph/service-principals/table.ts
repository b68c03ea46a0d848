import type { PlainRow } from '../../http/odata-match.ts';
import { Ids } from '../../ids.ts';
import type { World } from '../../world.ts';
import appRoles from '../metadata/app-roles.json' with { type: 'json' };

type App = World['apps'][number];

/** https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
const MICROSOFT_TENANT_ID = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

/** Of the object in the tenant; never equal to the application id. */
export function servicePrincipalIdOf(world: World, appId: string): string {
  return new Ids(world.seed).named(`service-principal:${appId.toLowerCase()}`);
}

/** The app registrations of the world, and Microsoft Graph. */
export function servicePrincipalRows(world: World): PlainRow[] {
  const graph = {
    appId: GRAPH_APP_ID,
    displayName: 'Microsoft Graph',
    appOwnerOrganizationId: MICROSOFT_TENANT_ID,
    appRoles: graphAppRoles(world),
  };
  const own = world.apps.map(({ clientId, name }) => ({
    appId: clientId,
    displayName: name,
    appOwnerOrganizationId: world.tenant.tenantId,
    appRoles: [],
  }));
  return [graph, ...own].map((row) => ({
    id: servicePrincipalIdOf(world, row.appId),
    deletedDateTime: null,
    accountEnabled: true,
    appDisplayName: row.displayName,
    servicePrincipalType: 'Application',
    tags: [],
    ...row,
  }));
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments */
export function appRoleAssignmentRows(world: World, app: App, grantedAt: string): PlainRow[] {
  const principalId = servicePrincipalIdOf(world, app.clientId);
  return app.roles.map((role) => ({
    id: new Ids(world.seed).named(`app-role-assignment:${app.clientId}:${role}`),
    deletedDateTime: null,
    appRoleId: appRoleIdOf(world, role),
    createdDateTime: grantedAt,
    creationTimestamp: grantedAt,
    principalDisplayName: app.name,
    principalId,
    principalType: 'ServicePrincipal',
    resourceDisplayName: 'Microsoft Graph',
    resourceId: servicePrincipalIdOf(world, GRAPH_APP_ID),
  }));
}

/** Every permission that the pinned data names, and those that an app of the world holds besides. */
function graphAppRoles(world: World): PlainRow[] {
  const names = new Set([
    ...Object.keys(appRoles.appRoles),
    ...world.apps.flatMap(({ roles }) => roles),
  ]);
  return Array.from(names, (value) => ({
    id: appRoleIdOf(world, value),
    allowedMemberTypes: ['Application'],
    displayName: value,
    description: value,
    isEnabled: true,
    origin: 'Application',
    value,
  }));
}

/** Permissions outside the pinned data have ids of this world, not Microsoft's. */
function appRoleIdOf(world: World, role: string): string {
  const known: Readonly<Record<string, string>> = appRoles.appRoles;
  return known[role] ?? new Ids(world.seed).named(`app-role:${role}`);
}
