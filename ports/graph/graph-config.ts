/** One application registration in one tenant. */
export interface GraphConfig {
  /** Root of the national cloud, or of the emulator; https. */
  readonly graphUrl: string;
  /** Root of the token service; https. */
  readonly authorityUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For each exchange, the body included; default 10 s: a worker must notice a dead vendor soon. */
  readonly timeoutMs?: number;
  /** Called after each exchange; status 0: no answer came. */
  readonly onCall?: (info: { readonly status: number; readonly throttled: boolean }) => void;
}

export const TIMEOUT_DEFAULT_MS = 10_000;
