/** What an administrator does about it. */
export type RetryClass = 'config' | 'transient' | 'network' | 'user' | 'cleanup' | 'repair';

export interface FailureKind {
  /** As Windows and Intune show it. */
  code: string;
  text: string;
  retry: RetryClass;
}

/**
 * The failures that machines of this world can meet, by code. Codes and meanings:
 * https://learn.microsoft.com/mem/configmgr/comanage/how-to-monitor#enrollment-errors
 * https://learn.microsoft.com/troubleshoot/mem/intune/device-enrollment/troubleshoot-windows-enrollment-errors
 * https://learn.microsoft.com/autopilot/troubleshooting-faq
 */
const catalogue = [
  ['0x8000FFFF', 'config', 'MDM enrolment is not configured, or its URL is unexpected.'],
  ['0x80180018', 'config', 'The user has no licence.'],
  ['0x8018002B', 'config', 'The MDM user scope does not hold the user.'],
  ['0x8018002A', 'user', 'The user cancelled, or ignored the second factor.'],
  ['0x80180014', 'config', 'Enrolment of Windows is blocked by a restriction.'],
  ['0x80180015', 'config', 'MDM is not supported.'],
  ['0x80180002', 'config', 'The user could not be authenticated.'],
  ['0x80180005', 'transient', 'The management server failed.'],
  ['0x80070032', 'config', 'The release of Windows is too old.'],
  ['0x80070490', 'transient', 'Element not found.'],
  ['0x82AA0008', 'transient', 'Out of memory.'],
  ['0x801901AD', 'transient', 'Generic HTTP failure.'],
  ['0x80192EE2', 'network', 'The internet connection timed out.'],
  ['0x80192EE7', 'network', 'The name was not resolved.'],
  ['0xCAA70004', 'network', 'Server or proxy not found.'],
  ['0xCAA10001', 'user', 'A signed-in user is needed.'],
  ['0xCAA20003', 'config', 'The authorisation grant failed.'],
  ['0xCAA2000C', 'user', 'Interaction is required.'],
  ['0x8018000A', 'cleanup', 'The device is already enrolled.'],
  ['0x80180013', 'config', 'The user has reached the limit of devices.'],
  ['0x80180022', 'config', 'Windows Home cannot be enrolled.'],
  ['0x80180023', 'repair', 'The OMA-DM client could not be configured.'],
  ['0x80180026', 'repair', 'The Intune PC agent is present.'],
  ['0x8007064C', 'cleanup', 'The machine is already enrolled, or a clone.'],
  ['0x801C03F3', 'repair', 'The Entra object of the registration is missing.'],
  ['0x801C03EA', 'repair', 'TPM attestation failed.'],
  ['0x801C03F2', 'repair', 'The public key is not on the device object.'],
  // https://learn.microsoft.com/entra/identity/devices/troubleshoot-hybrid-join-windows-current
  ['0x801C000E', 'config', 'The user has joined as many devices as the quota allows.'],
  ['0x801C0003', 'user', 'The user is not allowed to join devices.'],
  ['0x800705B4', 'repair', 'The enrolment status page timed out.'],
  // The last two are ours: ESP shows a text, the client's log a return code.
  ['0x80070643', 'repair', 'ccmsetup failed.'],
  ['0x87D1041C', 'repair', 'The task sequence failed: DeviceSetup.AppsSubcategory, failed.'],
] as const;

export type FailureCode = (typeof catalogue)[number][0];

export const failures: ReadonlyMap<string, FailureKind> = new Map(
  catalogue.map(([code, retry, text]) => [code, { code, retry, text }]),
);

/** ConfigMgr shows the same codes as unsigned decimal numbers. */
export function decimalOf(code: string): number {
  return Number.parseInt(code, 16);
}

export function failureText(code: string): string {
  const known = failures.get(code);
  return known === undefined ? `Failed with ${code}.` : `${known.text.slice(0, -1)} (${code}).`;
}
