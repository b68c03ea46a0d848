import { expect, test } from 'vitest';
import { createGraphPort, createGuardGraphPort } from '../../../ports/graph/http-graph.ts';
import { operations } from '../../../ports/graph/operations.ts';

const config = {
  graphUrl: 'https://graph.microsoft.com',
  authorityUrl: 'https://login.microsoftonline.com',
  tenantId: 'tenant',
  clientId: 'client',
  clientSecret: 'secret',
};

// DELETE /groups/{id}/members/{id} without `/$ref` deletes the device object itself.
test('knows no way to reach a device through a group', () => {
  const deletions = Object.entries(operations).filter(([, [method]]) => method === 'DELETE');
  expect(deletions.map(([operation]) => operation).filter((o) => /member/i.test(o))).toEqual([]);
});

// Each of them ends an enrolment in a way that leads no device into co-management (REQ-218, 220, 245).
test('knows no way to delete an Intune record, to reset by Autopilot or to start fresh', () => {
  const unwanted = /managedDevices\.(delete|cleanWindowsDevice|executeAction|.*(reset|redeploy))/i;
  expect(Object.keys(operations).filter((operation) => unwanted.test(operation))).toEqual([]);
});

test('gives destruction to the guard alone', () => {
  const ordinary = Object.keys(createGraphPort(config));
  const guard = Object.keys(createGuardGraphPort(config));
  const destructive = [
    'setEntraDeviceEnabled',
    'deleteEntraDevice',
    'wipeManagedDevice',
    'retireManagedDevice',
  ];
  expect(ordinary.filter((name) => destructive.includes(name))).toEqual([]);
  expect(guard).toEqual(expect.arrayContaining(destructive));
});

test('refuses a Graph root over plain http, where the library would send no token', () => {
  expect(() => createGraphPort({ ...config, graphUrl: 'http://localhost:1' })).toThrow(TypeError);
});

test('refuses an identifier that would address something else, before anything is sent', async () => {
  const guard = createGuardGraphPort(config);
  for (const id of ['', '..', 'a/b', 'x?y', "a')"]) {
    await expect(guard.deleteEntraDevice(id)).rejects.toMatchObject({
      kind: 'refused',
      code: 'InvalidIdentifier',
    });
  }
});
