import { expect, test } from 'vitest';
import { fixedNegotiate, kerberos } from '../../../ports/configmgr/authentication.ts';
import { createConfigMgrPort } from '../../../ports/configmgr/http-admin-service.ts';

const url = 'https://cm01.corp.example/AdminService/wmi/SMS_Site';

test('a fixed token is sent as it is', async () => {
  await expect(fixedNegotiate('abc').authorizationHeader(url)).resolves.toBe('Negotiate abc');
});

test('Kerberos without its optional package is a matter of credentials, named', async () => {
  await expect(kerberos().authorizationHeader(url)).rejects.toMatchObject({
    kind: 'credentials',
    message: expect.stringContaining('"kerberos" is not installed') as string,
  });
});

test('refuses a base URL over plain http', () => {
  const config = { baseUrl: 'http://localhost/AdminService/', authentication: fixedNegotiate('t') };
  expect(() => createConfigMgrPort(config)).toThrow(TypeError);
});
