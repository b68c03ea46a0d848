import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failures } from '../../domain/failures.ts';
import { importOutcome, type ImportOutcome } from '../../domain/import-outcome.ts';

const outcome = (status: string, errorCode = 0, errorName = ''): ImportOutcome =>
  importOutcome({ status, errorCode, errorName });

const alreadyHere: ImportOutcome = { kind: 'already-here' };
const otherTenant: ImportOutcome = { kind: 'refused', code: 'DeviceAssignedToOtherTenant' };
const badHash: ImportOutcome = { kind: 'refused', code: 'HardwareHashRejected' };
const joined: ImportOutcome = { kind: 'attention', code: 'AlreadyEntraRegistered' };
const unknown: ImportOutcome = { kind: 'attention', code: 'ImportFailed' };

test.each<[string, number, ImportOutcome]>([
  ['ZtdDeviceAlreadyAssigned', 806, alreadyHere],
  ['ZtdDeviceAssignedToOtherTenant', 808, otherTenant],
  ['ZtdDeviceAssignedToAnotherTenant', 808, otherTenant],
  ['ZtdDeviceAlreadyAadRegistered', 814, joined],
  ['InvalidZtdHardwareHash', 802, badHash],
  ['MissingZtdSerialNumberAndProductKey', 803, badHash],
  ['HashNot4k', 0, badHash],
  ['StorageError', 805, unknown],
])('%s (%d)', (name, code, expected) => {
  expect(outcome('error', code, name)).toEqual(expected);
});

test('the name decides before the code: one error was seen under the code of another', () => {
  expect(outcome('error', 808, 'ZtdDeviceAlreadyAssigned')).toEqual(alreadyHere);
  expect(outcome('error', 806, 'ZtdDeviceAssignedToOtherTenant')).toEqual(otherTenant);
  expect(outcome('error', 806, 'SomethingNew')).toEqual(unknown);
});

test('the code decides only where the vendor sent no name', () => {
  expect(outcome('error', 806)).toEqual(alreadyHere);
  expect(outcome('error', 808)).toEqual(otherTenant);
  expect(outcome('error', 802)).toEqual(badHash);
  expect(outcome('error', 803)).toEqual(badHash);
  expect(outcome('error', 814)).toEqual(joined);
  expect(outcome('error', 999)).toEqual(unknown);
  expect(outcome('error')).toEqual(unknown);
});

test('a name that only contains one we know is another error', () => {
  expect(outcome('error', 0, 'NotHashNot4k')).toEqual(unknown);
  expect(outcome('error', 0, 'ztddevicealreadyassigned')).toEqual(unknown);
});

test('a row that is not final says nothing, whatever stands in it', () => {
  for (const status of ['unknown', 'pending', 'partial', '', 'unknownFutureValue'])
    expect(outcome(status, 808, 'ZtdDeviceAssignedToOtherTenant')).toEqual({ kind: 'waiting' });
  expect(outcome('complete', 806, 'ZtdDeviceAlreadyAssigned')).toEqual({ kind: 'imported' });
});

test('whatever a vendor may answer has an outcome, and its code stands in the failure table', () => {
  const statuses = fc.constantFrom('unknown', 'pending', 'partial', 'complete', 'error');
  fc.assert(
    fc.property(statuses, fc.integer(), fc.string(), (status, code, name) => {
      const found = outcome(status, code, name);
      if ('code' in found) expect(failures).toHaveProperty(found.code);
      expect(found.kind === 'waiting').toBe(status !== 'complete' && status !== 'error');
    }),
  );
});
