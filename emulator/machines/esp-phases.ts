import type { Timings } from '../world/timings.ts';

/**
 * The phases of the Enrollment Status Page.
 * https://learn.microsoft.com/intune/intune-service/enrollment/windows-enrollment-status
 */
export type EspPhase = 'device-preparation' | 'device-setup' | 'account-setup';

export interface EspPhaseRow {
  next: EspPhase | 'done';
  /** What the phase waits for: the ConfigMgr client, or a time to pass. */
  waitsFor: 'client' | keyof Timings;
}

/**
 * Device preparation waits for the ConfigMgr client where a co-management policy installs it;
 * device setup tracks the provisioning task sequence; account setup knows nothing of ConfigMgr.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment
 */
export const espPhases: Readonly<Record<EspPhase, EspPhaseRow>> = {
  'device-preparation': { next: 'device-setup', waitsFor: 'client' },
  'device-setup': { next: 'account-setup', waitsFor: 'espDeviceSetupMinutes' },
  'account-setup': { next: 'done', waitsFor: 'espAccountSetupMinutes' },
};

/**
 * Device preparation grants the client exactly this long, whatever the profile's own time-out.
 * https://techcommunity.microsoft.com/discussions/microsoft-intune/3908659
 */
export const CLIENT_INSTALL_LIMIT_MINUTES = 30;

/** Where the status page of a machine stands. */
export interface EspProgress {
  phase: EspPhase | 'done';
  /** `skipped`: it failed, and the profile lets the user go on. */
  state: 'in-progress' | 'completed' | 'failed' | 'hung' | 'skipped';
  startedAt: string;
  endedAt: string | undefined;
  /** What the page shows, as far as it shows a code. */
  errorCode: string | undefined;
  attempt: number;
}
