import { importBody, imported, managed, prepareTenant, stranger } from '../support.ts';
import type { Laboratory } from '../support.ts';
import type { Cases } from './case.ts';
import { done, list, recordOf } from './case.ts';

const justification = Buffer.from('Reused PC').toString('base64');
const protectedWipes = {
  users: [{ userPrincipalName: 'boss@fabrikam.example' }],
  machines: [{ serialNumber: 'PC', state: 'enrolled' as const }],
  operationApprovalPolicies: [
    { displayName: 'Wipes', policyType: 'deviceWipe', enforcedForApps: true },
  ],
};
const wipePath = (lab: Laboratory) => `/v1.0${managed}/${recordOf(lab, 'PC').id}/wipe`;

/** Filed, approved by a person; answers the code. */
async function fileAndApprove(lab: Laboratory): Promise<string> {
  await list(lab, ['PC'], 'wipe');
  await file(lab);
  const [request] = lab.emulator.simulation.approvalRequests.all();
  const id = request?.id ?? '';
  const by = 'boss@fabrikam.example';
  await done(lab.admin('POST', `approvals/${id}`, { decision: 'approve', by }));
  return id;
}

const file = (lab: Laboratory) =>
  lab.graph('POST', wipePath(lab), {
    body: {},
    headers: { 'x-msft-approval-justification': justification },
  });

const sync = '/beta/deviceManagement/windowsAutopilotSettings/sync';

async function importRows(lab: Laboratory, count: number): Promise<void> {
  await prepareTenant(lab);
  const rows = Array.from({ length: count }, () => ({ machineId: 'NEW', hash: 'AAAA' }));
  await lab.graph('POST', `/v1.0${imported}/import`, { body: importBody(rows) });
}

async function batch(lab: Laboratory, count: number): Promise<void> {
  const requests = Array.from({ length: count }, (_, index) => ({
    id: String(index),
    method: 'GET',
    url: '/devices',
  }));
  await lab.graph('POST', '/v1.0/$batch', { body: { requests } });
}

export const approvalAndLimitCases: Cases = {
  'REF-APPROVAL-TWICE': {
    world: protectedWipes,
    wrong: async (lab) => {
      await file(lab);
      await file(lab);
    },
    right: (lab) => file(lab),
  },
  'REF-APPROVAL-OTHER': {
    world: protectedWipes,
    wrong: async (lab) => {
      const code = await fileAndApprove(lab);
      const authorization = `Bearer ${await lab.tokenOf(stranger)}`;
      const headers = { 'x-msft-approval-code': code, authorization };
      await lab.graph('POST', wipePath(lab), { body: {}, headers });
    },
    right: async (lab) => {
      const headers = { 'x-msft-approval-code': await fileAndApprove(lab) };
      await done(lab.graph('POST', wipePath(lab), { body: {}, headers }));
    },
  },
  'REF-RETRY-AFTER': {
    wrong: async (lab) => {
      await lab.admin('POST', 'faults', { path: '/devices$', status: 429, retryAfterSeconds: 30 });
      await lab.graph('GET', '/v1.0/devices');
      await lab.graph('GET', '/v1.0/devices');
    },
    right: async (lab) => {
      await lab.admin('POST', 'faults', { path: '/devices$', status: 429, retryAfterSeconds: 30 });
      await lab.graph('GET', '/v1.0/devices');
      await lab.graph('GET', '/v1.0/users');
    },
  },
  'REF-SYNC-INTERVAL': {
    wrong: async (lab) => {
      await lab.graph('POST', sync);
      lab.advance(9);
      await lab.graph('POST', sync);
    },
    right: async (lab) => {
      await lab.graph('POST', sync);
      lab.advance(10);
      await lab.graph('POST', sync);
    },
  },
  'REF-IMPORT-ROWS': {
    wrong: (lab) => importRows(lab, 501),
    right: (lab) => importRows(lab, 500),
  },
  'REF-BATCH-SIZE': {
    wrong: (lab) => batch(lab, 21),
    right: (lab) => batch(lab, 20),
  },
};
