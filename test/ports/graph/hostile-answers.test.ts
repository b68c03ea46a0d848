import { expect, test } from 'vitest';
import { findOne, parseBody } from '../../../ports/graph/answers.ts';
import { createGraphHttp } from '../../../ports/graph/http.ts';
import type { GraphAnswer, GraphHttp } from '../../../ports/graph/http.ts';
import { listAll } from '../../../ports/graph/paging.ts';
import { managedDeviceSchema, objectIdSchema } from '../../../ports/graph/schema.ts';

const list = { operation: 'devices.list', path: '/devices' } as const;

/** A vendor that always answers the same. */
function answering(body: unknown): GraphHttp {
  const answer: GraphAnswer = {
    status: 200,
    body,
    vendorNow: '2026-09-01T08:00:00Z',
    requestId: 'r',
  };
  return { send: () => Promise.resolve(answer), follow: () => Promise.resolve(answer) };
}

test('a next link to another origin is not followed: the token would go with it', async () => {
  const http = createGraphHttp({
    graphUrl: 'https://graph.microsoft.com',
    authorityUrl: 'https://login.microsoftonline.com',
    tenantId: 'tenant',
    clientId: 'client',
    clientSecret: 'secret',
  });
  for (const link of ['https://graph.microsoft.com.evil.example/v1.0/devices', 'devices?$skip=1']) {
    await expect(http.follow(list, link)).rejects.toMatchObject({
      kind: 'unexpected-answer',
      code: 'ForeignNextLink',
    });
  }
});

test('next links that lead in a circle end the list', async () => {
  const http = answering({ value: [], '@odata.nextLink': 'https://graph.microsoft.com/again' });
  await expect(listAll(http, list, objectIdSchema)).rejects.toMatchObject({
    kind: 'unexpected-answer',
    code: 'TooManyPages',
  });
});

test('a row without an id is no row, and a body without rows no list', async () => {
  const unexpected = { kind: 'unexpected-answer', code: 'UnknownShape' };
  await expect(listAll(answering({ value: [{}] }), list, objectIdSchema)).rejects.toMatchObject(
    unexpected,
  );
  await expect(listAll(answering('<html>'), list, objectIdSchema)).rejects.toMatchObject(
    unexpected,
  );
  const get = { operation: 'devices.get', path: '/devices/1' } as const;
  await expect(findOne(answering(undefined), get, objectIdSchema)).rejects.toMatchObject(
    unexpected,
  );
});

test('a write accepted with an answer nobody understands may have happened', () => {
  const answer = { body: {}, requestId: 'r' };
  expect(() => parseBody('comanagementPolicy.create', objectIdSchema, answer)).toThrow(
    expect.objectContaining({ kind: 'outcome-unknown' }) as Error,
  );
});

test('what the vendor leaves empty is absent, and what it adds is passed over', () => {
  const row = managedDeviceSchema.parse({
    id: 'ABCDEF00-0000-0000-0000-000000000001',
    serialNumber: null,
    deviceName: 'PC',
    azureADDeviceId: '00000000-0000-0000-0000-000000000000',
    userPrincipalName: '',
    managementAgent: 'someFutureAgent',
    enrolledDateTime: '0001-01-01T00:00:00Z',
    lastSyncDateTime: '0001-01-01T00:00:00Z',
    somethingNew: { deep: true },
  });
  expect(row).toEqual({
    managedDeviceId: 'abcdef00-0000-0000-0000-000000000001',
    serialNumber: '',
    deviceName: 'PC',
    ownerType: 'unknown',
    managementAgent: 'someFutureAgent',
    enrolledAt: '',
  });
});
