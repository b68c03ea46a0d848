/**
 * How Microsoft refuses a token, as the field quotes it.
 * https://learn.microsoft.com/graph/errors and https://learn.microsoft.com/graph/resolve-auth-errors
 */
export const refusals = {
  tokenMissing: {
    status: 401,
    code: 'InvalidAuthenticationToken',
    message: 'Access token is empty.',
    isWrapped: false,
  },
  /** The message is observed, the code is not. */
  appOnly: {
    status: 401,
    code: 'Unauthorized',
    message: 'Unsupported app-only call.',
    isWrapped: false,
  },
  directory: {
    status: 403,
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
    isWrapped: false,
  },
  bitlocker: {
    status: 403,
    code: 'authorization_error',
    message: "Failed to authorize, token doesn't have the required permissions.",
    isWrapped: false,
  },
  /** With the permissions that would help, inside JSON text. */
  intune: { status: 403, code: 'Forbidden', message: undefined, isWrapped: true },
} as const;
