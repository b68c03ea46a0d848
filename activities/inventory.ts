import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { GraphReads } from '../ports/graph/port.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import type { TenantChange } from '../domain/plan-item.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import { deploymentName } from '../domain/tenant-objects.ts';
import { readSite, readWhole } from './complete-lists.ts';
import type { RunInput } from './inputs.ts';
import { runOf } from './planning.ts';

/** Lists each store once into the ledger, for the plan to be made from one moment's picture. Repeatable: replaces what is there. */
export function createGraphInventoryActivities(deps: { ledger: LedgerPort; graph: GraphReads }) {
  return {
    async takeGraphInventory(input: RunInput): Promise<void> {
      const { ledger, graph } = deps;
      const stores = await readTenant(graph);
      for (const [store, listed] of Object.entries(stores)) {
        await ledger.saveInventory(input, store, { takenAt: listed.vendorNow, rows: listed.rows });
      }
      const { spec } = await runOf(ledger, input);
      const takenAt = stores.entraDevices.vendorNow;
      await ledger.saveInventory(input, 'tenantChanges', {
        takenAt,
        rows: await tenantChanges(graph, spec),
      });
    },
  };
}

async function readTenant(graph: GraphReads) {
  return {
    entraDevices: await readWhole({
      store: 'Entra devices',
      list: () => graph.listEntraDevices(),
      count: () => graph.countEntraDevices(),
      idOf: (row) => row.objectId,
    }),
    managedDevices: await readWhole({
      store: 'Intune devices',
      list: () => graph.listManagedDevices(),
      idOf: (row) => row.managedDeviceId,
    }),
    autopilotIdentities: await readWhole({
      store: 'Autopilot registrations',
      list: () => graph.listAutopilotIdentities(),
      idOf: (row) => row.autopilotIdentityId,
    }),
    users: await readWhole({
      store: 'users',
      list: () => graph.listUsers(),
      count: () => graph.countUsers(),
      idOf: (row) => row.userPrincipalName.toLowerCase(),
    }),
  };
}

/** What the run will find and what it will make, so that the plan can say so. */
async function tenantChanges(graph: GraphReads, spec: RunSpec): Promise<readonly TenantChange[]> {
  const groups = await graph.findDeviceGroups(spec.deviceGroup.name);
  const named = (name: string) => (there: { body: { displayName: string } }) =>
    there.body.displayName === name;
  const isThere = {
    'device-group': groups.length > 0,
    'esp-profile': (await graph.listEspProfiles()).some(named(spec.espProfile.name)),
    'autopilot-profile': (await graph.listAutopilotProfiles()).some(
      named(spec.autopilotProfile.name),
    ),
    'comanagement-policy': (await graph.listComanagementPolicies()).some(
      named(spec.comanagementPolicy.name),
    ),
  };
  return [
    {
      object: 'device-group',
      name: spec.deviceGroup.name,
      change: changeFor(isThere['device-group']),
    },
    {
      object: 'esp-profile',
      name: spec.espProfile.name,
      change: changeFor(isThere['esp-profile']),
    },
    {
      object: 'autopilot-profile',
      name: spec.autopilotProfile.name,
      change: changeFor(isThere['autopilot-profile']),
    },
    {
      object: 'comanagement-policy',
      name: spec.comanagementPolicy.name,
      change: changeFor(isThere['comanagement-policy']),
    },
  ];
}

function changeFor(isThere: boolean): 'create' | 'adopt' {
  return isThere ? 'adopt' : 'create';
}

export function createSiteInventoryActivities(deps: {
  ledger: LedgerPort;
  configmgr: ConfigMgrPort;
}) {
  return {
    async takeSiteInventory(input: RunInput): Promise<void> {
      const rows = await readSite(deps.configmgr);
      // The site's own clock is not asked: nothing of it is compared with dates of the directory.
      const takenAt = new Date().toISOString();
      await deps.ledger.saveInventory(input, 'siteDevices', { takenAt, rows });
      const { spec } = await runOf(deps.ledger, input);
      await deps.ledger.saveInventory(input, 'siteChanges', {
        takenAt,
        rows: await siteChanges(deps.configmgr, spec),
      });
    },
  };
}

async function siteChanges(
  configmgr: ConfigMgrPort,
  spec: RunSpec,
): Promise<readonly TenantChange[]> {
  const [collection] = await configmgr.findCollections(spec.deviceCollection.name);
  const deployed =
    collection === undefined ? [] : await configmgr.findDeployments(collection.collectionId);
  return [
    {
      object: 'device-collection',
      name: spec.deviceCollection.name,
      change: changeFor(collection !== undefined),
    },
    ...spec.applications.map((name): TenantChange => {
      const isThere = deployed.some(
        (deployment) => deployment.name === deploymentName(name, spec.deviceCollection.name),
      );
      return { object: 'application-deployment', name, change: changeFor(isThere) };
    }),
  ];
}
