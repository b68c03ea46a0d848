export interface TransportFailure {
  /** Node's or undici's error code, for people: `ECONNREFUSED`, `TimeoutError`, … */
  readonly code: string;
  /** False only when it is certain that no byte of the request reached the vendor. */
  readonly mayHaveArrived: boolean;
}

/** Name resolution and connecting: https://nodejs.org/api/errors.html#common-system-errors. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/**
 * We did not trust the server's certificate, so there never was a connection to send on. `ERR_SSL_…`
 * is left out: it may be the server's complaint about ours, after it has read the request.
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE_DISTRUSTED = /^(?!ERR_SSL)\w*(CERT|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH)/;

/** `fetch` hides the system's error in `cause`, sometimes two levels deep. */
const CAUSE_DEPTH_MAX = 5;

/** What a rejected `fetch` or a broken body means. In doubt the request has arrived. */
export function describeTransportFailure(error: unknown): TransportFailure {
  let current = error;
  let code = 'Unknown';
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && current instanceof Error; depth += 1) {
    const facts = current as Error & { code?: unknown; syscall?: unknown };
    if (typeof facts.code === 'string') {
      code = facts.code;
      if (isBeforeSending(code, facts.syscall)) return { code, mayHaveArrived: false };
    } else if (code === 'Unknown' && current.name !== 'TypeError') {
      code = current.name;
    }
    current = current.cause;
  }
  return { code, mayHaveArrived: true };
}

function isBeforeSending(code: string, syscall: unknown): boolean {
  return beforeSending.has(code) || syscall === 'connect' || CERTIFICATE_DISTRUSTED.test(code);
}
