/**
 * Every failure Gangway expects, once. The key is public API: it is the `type` of an `ApplicationFailure`,
 * the `code` of a problem+json answer, the code of a rejected row and of a device in `needs-attention`.
 * Append only; `docs/failures.md` is checked against this table.
 */
export type Fixer = 'admin' | 'operator' | 'approver' | 'tenant-admin' | 'vendor' | 'nobody' | 'us';

interface FailureEntry {
  /** Whether doing the same again later may succeed without anybody changing anything. */
  readonly retryable: boolean;
  readonly fixer: Fixer;
  /** HTTP status when it leaves through the API. */
  readonly status: number;
  /** What happened and what to do next, in one sentence for a person. */
  readonly text: string;
}

export const failures = {
  // Rows of a device list.
  FileNotDeviceList: row(
    422,
    'The file has no device-list header; export it again with the columns Device Serial Number, Windows Product ID, Hardware Hash.',
  ),
  FileTooLarge: row(413, 'The file is larger than Gangway reads; split it.'),
  ColumnMissing: row(422, 'The row has fewer columns than the header; restore the missing cells.'),
  ColumnShifted: row(
    422,
    'The row has more cells than the header has titles, so the group tag may be another column’s value; quote the cell that holds the delimiter.',
  ),
  SerialMissing: row(422, 'The row has no serial number; add the one printed on the device.'),
  SerialPlaceholder: row(
    422,
    'The serial number is a manufacturer placeholder shared by many devices; have the firmware serial set, then collect again.',
  ),
  SerialDamaged: row(
    422,
    'The serial number was rewritten by a spreadsheet or holds control characters; collect again and do not open the file in a spreadsheet.',
  ),
  SerialDuplicated: row(422, 'The serial number stands on an earlier row too; keep one row.'),
  HardwareHashMissing: row(422, 'The row has no hardware hash; collect it on the device.'),
  HardwareHashDamaged: row(422, 'The hardware hash is not whole base64; collect it again.'),
  HardwareHashDuplicated: row(
    422,
    'The hardware hash stands on an earlier row under another serial number; collect both again.',
  ),
  GroupTagShared: row(
    422,
    'Group tags ending in -Shared make shared devices, which this path does not support; use another tag.',
  ),
  GroupTagMalformed: row(
    422,
    'A group tag may hold letters, digits, blank, dot, hyphen and underscore only; correct it.',
  ),
  AssignedUserMalformed: row(
    422,
    'The assigned user is no user principal name; write name@domain or leave it empty.',
  ),
  // What resolving and planning may refuse.
  AmbiguousIdentity: refusal(
    'More than one record claims this device; a person must decide which is right in the directory first.',
  ),
  AssignedUserNotFound: refusal(
    'The assigned user is not in the directory; correct the user principal name.',
  ),
  DeviceInUse: refusal(
    'The device was active within 21 days under a user whose account is enabled; take it back from that user first.',
  ),
  GroupTagDiffers: refusal(
    'The row asks for another group tag than the run; a run serves one tag. Start a run for that tag.',
  ),
  DevicePersonal: refusal('The device is personally owned; only company devices are onboarded.'),
  DeviceHybridJoined: refusal(
    'The device is hybrid joined; this path takes Entra joined devices only.',
  ),
  DuplicateInUse: refusal('A record that looks like a duplicate is in use; it was not touched.'),
  DeviceInAnotherRun: refusal(
    'Another live run already holds this device; wait for it or stop it.',
  ),
  DeviceAssignedToOtherTenant: refusal(
    'The device is registered in another tenant; its former owner must deregister it, or open a support case with proof of purchase.',
  ),
  HardwareHashRejected: refusal(
    'The registration service refused the hardware hash; collect it again on the device.',
  ),
  // What may need a person later.
  AlreadyEntraRegistered: attention(
    'An Entra object from an earlier join blocks the registration; approve a full purge or remove the join on the device.',
  ),
  ImportFailed: attention(
    'The registration service refused the device for a reason Gangway does not know; read the vendor name and code.',
  ),
  ProfileNotAssigned: attention(
    'The deployment profile was not assigned in time; check group membership and retry.',
  ),
  NotCoManaged: attention(
    'The device did not reach co-management in time; check the client on the device.',
  ),
  WipeRejected: attention(
    'The approvers rejected the wipe of this wave; the device stays registered and untouched.',
  ),
  WipeNotConfirmed: attention(
    'The device has not enrolled again since its wipe; look whether it is switched on, and start it.',
  ),
  LeftByAbort: attention(
    'The run was aborted after the device had passed its point of no return; finish it by hand or in a new run.',
  ),
  GroupTagInUse: stop(
    409,
    'admin',
    'Devices outside the run carry its group tag and would receive its policies; remove their tag or use another.',
  ),
  WipeUnknown: attention(
    'A wipe was being sent when the process died and the vendor does not show it; look at the device, then skip it here and plan it anew.',
  ),
  ConflictingChange: attention(
    'Somebody changed the object since it was planned; review the difference.',
  ),
  GuardRefused: attention('The guard refused the action; its reason stands beside it.'),
  // Vendor and infrastructure.
  Throttled: waiting(429, 'The vendor asked to wait; Gangway goes on by itself.'),
  ServiceUnavailable: waiting(503, 'The vendor did not answer; Gangway tries again by itself.'),
  NotReady: waiting(409, 'The vendor is still working; Gangway looks again by itself.'),
  RunPaused: waiting(409, 'The run is paused; resume it to go on.'),
  OutcomeUnknown: waiting(
    504,
    'The answer was lost; Gangway reads the effect back before it does anything again.',
  ),
  RunStopped: stop(409, 'operator', 'The run no longer accepts effects.'),
  EpochPast: stop(409, 'operator', 'The run was aborted; this step belongs to its earlier life.'),
  ConsentMissing: stop(
    403,
    'tenant-admin',
    'The application lacks a permission; grant it and give consent.',
  ),
  CredentialsExpired: stop(
    401,
    'admin',
    'The vendor refused the credentials; renew them in the configuration.',
  ),
  VendorRefused: stop(
    400,
    'operator',
    'The vendor refused the request; read its code and message.',
  ),
  ObjectMissing: stop(404, 'operator', 'The object is not there any more; check who removed it.'),
  ObjectAmbiguous: stop(409, 'admin', 'More than one object matches; rename or remove the others.'),
  RuleForbids: stop(409, 'nobody', 'A rule that no approval can override forbids this.'),
  DecisionInvalid: stop(
    403,
    'approver',
    'The decision does not verify against the open gate; sign the numbers of the gate as it stands.',
  ),
  GateNotOpen: stop(409, 'approver', 'The gate is not open; list the open gates.'),
  TaskNotOpen: stop(409, 'admin', 'The task is not open; list the open tasks.'),
  InventoryIncomplete: stop(
    409,
    'operator',
    'A store answered with fewer records than it says it has, twice, so no plan is made from it; look whether somebody is deleting records, then retry.',
  ),
  SiteScopeLimited: stop(
    403,
    'admin',
    'The ConfigMgr reader does not see every device, so no plan is made; give it the collection All Systems and all security scopes, update the membership of All Systems, then retry.',
  ),
  CommandLineInvalid: stop(
    422,
    'admin',
    'The client command line is not usable; the offending part is named.',
  ),
  SiteMismatch: stop(
    409,
    'admin',
    'The worker serves another site or tenant; correct its configuration.',
  ),
  ReadinessBlocked: waiting(409, 'A requirement is not met; see the readiness report.'),
  UndoIncomplete: stop(
    409,
    'operator',
    'Not everything could be undone; the report names what is left.',
  ),
  InvalidInput: stop(422, 'admin', 'The input is not valid; the offending field is named.'),
  NotFound: stop(404, 'admin', 'There is no such thing; list what there is.'),
  NotAllowed: stop(403, 'admin', 'Your role does not allow this.'),
  NotSignedIn: stop(401, 'admin', 'Sign in first.'),
  IdempotencyConflict: stop(
    409,
    'admin',
    'The same idempotency key came with another body; use a new key.',
  ),
  // Retried: a run stands still, visibly, and goes on by itself once we have mended the code or the data.
  BrokenInvariant: {
    retryable: true,
    fixer: 'us',
    status: 500,
    text: 'Gangway found its own data inconsistent and waits; please report it.',
  },
} as const satisfies Record<string, FailureEntry>;

export type FailureCode = keyof typeof failures;

export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failures, text);
}

function row(status: number, text: string): FailureEntry {
  return { retryable: false, fixer: 'admin', status, text };
}
function refusal(text: string): FailureEntry {
  return { retryable: false, fixer: 'admin', status: 409, text };
}
function attention(text: string): FailureEntry {
  return { retryable: false, fixer: 'operator', status: 409, text };
}
function waiting(status: number, text: string): FailureEntry {
  return { retryable: true, fixer: 'nobody', status, text };
}
function stop(status: number, fixer: Fixer, text: string): FailureEntry {
  return { retryable: false, fixer, status, text };
}
