/** A refusal of the token endpoint. */
export interface TokenRefusal {
  status: 400 | 401;
  error: string;
  errorCode: number;
  description: string;
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export const refusals = {
  tenantNotFound: (tenant: string) =>
    refusal(
      400,
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  parameterMissing: (name: string) =>
    refusal(
      400,
      'invalid_request',
      900144,
      `The request body must contain the following parameter: '${name}'.`,
    ),
  grantUnsupported: (grant: string) =>
    refusal(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grant}'.`,
    ),
  appNotFound: (clientId: string, tenant: string) =>
    refusal(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'.`,
    ),
  scopeInvalid: (scope: string) =>
    refusal(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  resourceNotFound: (resource: string, tenant: string) =>
    refusal(
      400,
      'invalid_resource',
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${tenant}.`,
    ),
  credentialMissing: () =>
    refusal(
      401,
      'invalid_client',
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
  secretWrong: (clientId: string) =>
    refusal(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  secretExpired: (clientId: string) =>
    refusal(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${clientId}' are expired.`,
    ),
  certificateUnknown: () =>
    refusal(
      401,
      'invalid_client',
      700027,
      'The certificate with identifier used to sign the client assertion is not registered on application.',
    ),
  assertionOutOfTime: () =>
    refusal(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.'),
  federationUnknown: () =>
    refusal(
      401,
      'invalid_client',
      70021,
      'No matching federated identity record found for presented assertion.',
    ),
  federationSubjectUnknown: (subject: string) =>
    refusal(
      401,
      'invalid_client',
      700213,
      `No matching federated identity record found for presented assertion subject '${subject}'.`,
    ),
  passwordWrong: () =>
    refusal(
      400,
      'invalid_grant',
      50126,
      'Error validating credentials due to invalid username or password.',
    ),
  userDisabled: () => refusal(400, 'invalid_grant', 50057, 'The user account is disabled.'),
  consentMissing: (clientId: string) =>
    refusal(
      400,
      'invalid_grant',
      65001,
      `The user or administrator has not consented to use the application with ID '${clientId}'.`,
    ),
} as const;

type Words = [error: string, errorCode: number, description: string];

function refusal(status: TokenRefusal['status'], ...words: Words): TokenRefusal {
  const [error, errorCode, description] = words;
  return { status, error, errorCode, description: `AADSTS${errorCode}: ${description}` };
}
