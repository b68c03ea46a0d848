import type { Authentication } from './authentication.ts';

/** One SMS Provider. */
export interface AdminServiceConfig {
  /** Up to and with `AdminService/`: routes differ by site and gateway and are never computed. */
  readonly baseUrl: string;
  readonly authentication: Authentication;
  /** For each request, the body included; default 30 s: providers answer large classes slowly. */
  readonly timeoutMs?: number;
  /** Called after each exchange; status 0: no answer came. */
  readonly onCall?: (info: { readonly status: number; readonly throttled: boolean }) => void;
}

export const TIMEOUT_DEFAULT_MS = 30_000;
