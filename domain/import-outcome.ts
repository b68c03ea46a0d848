import type { FailureCode } from './failures.ts';

/**
 * What a final import row means. By name first: the name of one error has been seen under the code of another.
 * Source: error table of the registration service, `ZtdDeviceAlreadyAssigned` = 806 and so on.
 */
export type ImportOutcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'imported' }
  /** Registered in this tenant already: success once identity and tag are reconciled. */
  | { readonly kind: 'already-here' }
  | { readonly kind: 'refused'; readonly code: FailureCode }
  | { readonly kind: 'attention'; readonly code: FailureCode };

const refusedNames: readonly (readonly [RegExp, FailureCode])[] = [
  [/^ZtdDeviceAssignedTo(Other|Another)Tenant$/, 'DeviceAssignedToOtherTenant'],
  [/^InvalidZtdHardwareHash$/, 'HardwareHashRejected'],
  [/^MissingZtdSerialNumberAndProductKey$/, 'HardwareHashRejected'],
  [/^HashNot4k$/, 'HardwareHashRejected'],
];

/** Used only when the vendor sent no name. */
const namesByCode: Readonly<Record<number, string>> = {
  802: 'InvalidZtdHardwareHash',
  803: 'MissingZtdSerialNumberAndProductKey',
  806: 'ZtdDeviceAlreadyAssigned',
  808: 'ZtdDeviceAssignedToOtherTenant',
  814: 'ZtdDeviceAlreadyAadRegistered',
};

export function importOutcome(row: {
  status: string;
  errorCode: number;
  errorName: string;
}): ImportOutcome {
  if (row.status === 'complete') return { kind: 'imported' };
  if (row.status !== 'error') return { kind: 'waiting' };
  const name = row.errorName === '' ? (namesByCode[row.errorCode] ?? '') : row.errorName;
  if (name === 'ZtdDeviceAlreadyAssigned') return { kind: 'already-here' };
  if (name === 'ZtdDeviceAlreadyAadRegistered')
    return { kind: 'attention', code: 'AlreadyEntraRegistered' };
  const refused = refusedNames.find(([pattern]) => pattern.test(name));
  return refused === undefined
    ? { kind: 'attention', code: 'ImportFailed' }
    : { kind: 'refused', code: refused[1] };
}
