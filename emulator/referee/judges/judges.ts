import type { Judging } from '../referee.ts';
import { judgeActions } from './remote-actions.ts';
import { judgeApprovals } from './approvals.ts';
import { judgeBystanderCollections } from './bystander-collections.ts';
import { judgeBystanderReach } from './bystander-reach.ts';
import { judgeBystanders } from './bystanders.ts';
import { judgeCollections } from './collections.ts';
import { judgeDeliveries } from './deliveries.ts';
import { judgeEntraObjects } from './entra-objects.ts';
import { judgeForeignMembers } from './foreign-members.ts';
import { judgeForeignObjects } from './foreign-objects.ts';
import { judgeIdentities } from './autopilot-identities.ts';
import { judgeImports } from './imports.ts';
import { judgeKeys } from './keys.ts';
import { judgeLimits } from './limits.ts';
import { judgePolicies } from './comanagement-policies.ts';
import { judgeProvisioning } from './provisioning.ts';
import { judgeTenantSettings } from './tenant-settings.ts';
import { judgeWipes } from './wipes.ts';
import { judgeWorkloads } from './workloads.ts';

export const judges: readonly ((given: Judging) => void)[] = [
  judgeEntraObjects,
  judgeKeys,
  judgeBystanders,
  judgeBystanderReach,
  judgeBystanderCollections,
  judgeActions,
  judgeWipes,
  judgeImports,
  judgeDeliveries,
  judgeIdentities,
  judgePolicies,
  judgeProvisioning,
  judgeForeignMembers,
  judgeForeignObjects,
  judgeTenantSettings,
  judgeWorkloads,
  judgeCollections,
  judgeApprovals,
  judgeLimits,
];
