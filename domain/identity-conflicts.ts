import type { FailureCode } from './failures.ts';

/**
 * Why the records of one device contradict each other, each in a sentence that says what to do. All but the weak ones
 * come from strong keys; a name can only ever contradict, never identify.
 */
export const identityConflicts = {
  TwoRegistrations:
    'Two Autopilot registrations bear this serial number; deregister the one that is not this PC.',
  TwoEnrolments:
    'Two Intune records bear this serial number and are not proved to be one PC; retire the one that is not in use.',
  TwoClients:
    'Two ConfigMgr clients bear this serial number and are not proved to be one PC; delete the record of the one that is gone.',
  NoEntraObject:
    'Its Intune record points at no Entra object, so one identifier is all there is; sync the device, or remove the record.',
  ObjectsDiffer:
    'Its Autopilot registration and its Intune record point at unlike Entra objects; deregister it, or reset it by hand.',
  ObjectShared:
    'A record of another serial number points at its Entra object; correct the record that is wrong.',
  HardwareCloned:
    'Another PC shows the same hardware id: an image was taken from a registered PC; image that one again.',
  NameContradicts:
    'Its Entra object bears the name of another PC in Intune; look which of the two it is.',
} as const satisfies Record<string, string>;

export type ConflictKind = keyof typeof identityConflicts;

/** What contradicts, and which records of the stores do: ids only. */
export interface Conflict {
  readonly kind: ConflictKind;
  readonly records: readonly string[];
}

/** All conflicts leave it open which PC is meant. */
export const conflictCode: FailureCode = 'AmbiguousIdentity';

export function conflict(kind: ConflictKind, records: readonly string[]): Conflict {
  return { kind, records: [...new Set(records)].sort() };
}
