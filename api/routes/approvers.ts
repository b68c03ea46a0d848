import { keyIdOf } from '../../ports/signing/key-file.ts';
import { callerOf, type Caller } from '../authentication.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { refuseOtherTenant } from '../find-run.ts';
import { ApiProblem } from '../problem.ts';
import { approver, approverList, approverRequest, type Approver } from '../schemas/approvers.ts';
import { withProblems } from './answers.ts';

const tags = ['approvers'];

export function approverRoutes(api: Api, deps: ApiDeps): void {
  const { ledger } = deps;

  api.get(
    '/v1/approvers',
    {
      schema: {
        summary: 'List registered keys; which of them count is on the guard’s trust list',
        tags,
        response: withProblems({ 200: approverList }),
      },
    },
    async (request) => ({ items: await ledger.listApproverKeys(callerOf(request).tenant) }),
  );

  api.post(
    '/v1/approvers',
    {
      schema: {
        summary: 'Register a public key of your own',
        tags,
        body: approverRequest,
        response: withProblems({ 201: approver }),
      },
    },
    async (request, reply) => {
      const registered = await register(deps, callerOf(request), request.body);
      return reply.code(201).send(registered);
    },
  );
}

async function register(
  { ledger, tenantId }: ApiDeps,
  caller: Caller,
  { kid, publicKey }: { kid: string; publicKey: string },
): Promise<Approver> {
  refuseOtherTenant(caller, tenantId);
  if (keyIdOf(publicKey) !== kid) {
    throw new ApiProblem('InvalidInput', 'The kid is not that of the public key.');
  }
  const find = async () =>
    (await ledger.listApproverKeys(caller.tenant)).find((key) => key.kid === kid);
  const earlier = await find();
  // Somebody who could register another's key could pass off that person's signatures as their own.
  if (earlier !== undefined && earlier.oid !== caller.oid) {
    throw new ApiProblem('RuleForbids', 'This key is registered to somebody else.');
  }
  if (earlier !== undefined) return earlier;
  await ledger.registerApproverKey(caller.tenant, { kid, oid: caller.oid, publicKey });
  const registered = await find();
  if (registered === undefined) throw new Error('the registered key is not in the ledger');
  return registered;
}
