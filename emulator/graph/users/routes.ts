import { daysBefore } from '../../clock.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { directoryNotFound } from '../errors.ts';
import { answerRows, countedList } from '../list-rows.ts';
import { assignedPlansOf, servicePlansOf, skuOf } from '../organization/skus.ts';
import { answerOne } from '../query.ts';
import { userRules } from '../query/directory-rules.ts';
import { directoryListRules } from '../query/directory-rules.ts';
import { param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import type { User } from './table.ts';

const READ_BASIC = 'User.ReadBasic.All';

export function userRoutes(simulation: Simulation): GraphRoute[] {
  const { users } = simulation;
  return [
    ...countedList({ operation: 'users.list', path: '/users' }, (request) => ({
      rows: users,
      render: (user: User) => rowFor(request, user),
      rules: userRules,
    })),
    {
      operation: 'users.get',
      method: 'GET',
      path: '/users/:idOrUpn',
      family: 'directory',
      handle: (request) => answerOne(request, rowFor(request, userOf(simulation, request))),
    },
    {
      operation: 'users.licenseDetails',
      method: 'GET',
      path: '/users/:idOrUpn/licenseDetails',
      family: 'directory',
      handle: (request) => {
        const user = userOf(simulation, request);
        const rows = user.skuPartNumbers.map((name) => licenseDetails(user, name));
        return answerRows(request, rows, directoryListRules('licenseDetails'));
      },
    },
  ];

  function rowFor(request: GraphRequest, user: User): PlainRow {
    const row = renderUser(simulation, user);
    return mayReadLicences(request) ? row : { ...row, ...unread };
  }
}

function userOf({ users }: Simulation, request: GraphRequest): User {
  const idOrUpn = param(request, 'idOrUpn');
  const user = users.findByIdOrUpn(idOrUpn);
  if (user === undefined) throw directoryNotFound(idOrUpn);
  return user;
}

/**
 * The basic permission covers names only; the rest comes back empty.
 * https://learn.microsoft.com/graph/permissions-reference#userreadbasicall
 */
function mayReadLicences({ caller }: GraphRequest): boolean {
  return caller.roles.some((role) => /^(User|Directory)\./.test(role) && role !== READ_BASIC);
}

const unread: PlainRow = {
  accountEnabled: null,
  assignedLicenses: [],
  assignedPlans: [],
  onPremisesSyncEnabled: null,
  usageLocation: null,
};

/** https://learn.microsoft.com/graph/api/resources/user */
export function renderUser({ world }: Pick<Simulation, 'world'>, user: User): PlainRow {
  return {
    id: user.id,
    deletedDateTime: null,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    mail: user.userPrincipalName,
    accountEnabled: user.accountEnabled,
    usageLocation: 'DE',
    userType: 'Member',
    onPremisesSyncEnabled: null,
    onPremisesUserPrincipalName: null,
    assignedLicenses: user.skuPartNumbers.map((skuPartNumber) => ({
      skuId: skuOf(skuPartNumber).skuId,
      disabledPlans: [],
    })),
    assignedPlans: assignedPlansOf(user.skuPartNumbers, daysBefore(world.startAt, 300)),
  };
}

/** https://learn.microsoft.com/graph/api/resources/licensedetails */
function licenseDetails(user: User, skuPartNumber: User['skuPartNumbers'][number]): PlainRow {
  const sku = skuOf(skuPartNumber);
  return {
    id: Buffer.from(`${user.id}:${sku.skuId}`).toString('base64url'),
    skuId: sku.skuId,
    skuPartNumber,
    servicePlans: servicePlansOf(sku),
  };
}
