import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { deviceKey } from '../../domain/device-key.ts';
import { serialKey } from '../../domain/serial-number.ts';

const secret = new Uint8Array(32).fill(7);
const serial = serialKey('5CG1234ABC');

test('it is HMAC-SHA256, so that nobody without the secret can try serial numbers', () => {
  const digest = createHmac('sha256', secret).update('["contoso","5CG1234ABC"]').digest('hex');
  expect(deviceKey(secret, 'contoso', serial)).toBe(digest.slice(0, 32));
});

test('the same device has one key, however its serial number was written', () => {
  expect(deviceKey(secret, 'contoso', serialKey(' 5cg1234abc '))).toBe(
    deviceKey(secret, 'contoso', serial),
  );
});

test('tenant, serial number and secret each change it', () => {
  const keys = [
    deviceKey(secret, 'contoso', serial),
    deviceKey(secret, 'fabrikam', serial),
    deviceKey(secret, 'contoso', serialKey('5CG1234ABD')),
    deviceKey(new Uint8Array(32).fill(8), 'contoso', serial),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('letters moved from tenant to serial number make another key', () => {
  expect(deviceKey(secret, 'contoso', serialKey('X1'))).not.toBe(
    deviceKey(secret, 'contosoX', serialKey('1')),
  );
});

test('a short secret is refused: its keys would give the serial numbers away', () => {
  expect(() => deviceKey(new Uint8Array(15), 'contoso', serial)).toThrow(RangeError);
});
