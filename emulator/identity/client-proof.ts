import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { World } from '../world.ts';
import { refusals } from './refusals.ts';
import type { TokenRefusal } from './refusals.ts';

type App = World['apps'][number];
type Form = Readonly<Record<string, string>>;

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** PS256 is what Microsoft asks for now, RS256 what older libraries send. */
const assertionAlgorithms = ['PS256', 'RS256'];
/** Clocks of clients may differ from Microsoft's by so much. */
const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * How an app proves who it is: a secret, a certificate, or the token of a trusted issuer.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function refuseClient(
  app: App,
  form: Form,
  given: { audiences: string[]; now: Date },
): Promise<TokenRefusal | undefined> {
  const assertion = form['client_assertion'];
  if (assertion !== undefined && form['client_assertion_type'] === ASSERTION_TYPE) {
    return refuseAssertion(app, assertion, given);
  }
  const secret = form['client_secret'];
  if (secret === undefined) return refusals.credentialMissing();
  if (secret !== app.clientSecret) return refusals.secretWrong(app.clientId);
  return app.isSecretExpired ? refusals.secretExpired(app.clientId) : undefined;
}

async function refuseAssertion(
  app: App,
  assertion: string,
  given: { audiences: string[]; now: Date },
): Promise<TokenRefusal | undefined> {
  let payload: JWTPayload;
  try {
    payload = decodeJwt(assertion);
  } catch {
    return refusals.certificateUnknown();
  }
  return payload.iss === app.clientId
    ? refuseCertificate(app, assertion, given)
    : refuseFederation(app, { assertion, payload, now: given.now });
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
async function refuseCertificate(
  app: App,
  assertion: string,
  { audiences, now }: { audiences: string[]; now: Date },
): Promise<TokenRefusal | undefined> {
  const header = decodeProtectedHeader(assertion);
  const certificate = app.certificates
    .map((pem) => new X509Certificate(pem))
    .find((each) => isNamed(each, header));
  if (certificate === undefined) return refusals.certificateUnknown();
  return refuseUnlessVerified(assertion, {
    key: certificate.publicKey,
    options: {
      algorithms: assertionAlgorithms,
      subject: app.clientId,
      audience: audiences,
      currentDate: now,
    },
  });
}

async function refuseFederation(
  app: App,
  { assertion, payload, now }: { assertion: string; payload: JWTPayload; now: Date },
): Promise<TokenRefusal | undefined> {
  const ofIssuer = app.federatedCredentials.filter(({ issuer }) => issuer === payload.iss);
  if (ofIssuer.length === 0) return refusals.federationUnknown();
  const credential = ofIssuer.find(({ subject }) => subject === payload.sub);
  if (credential === undefined) return refusals.federationSubjectUnknown(payload.sub ?? '');
  const key = createPublicKey(credential.publicKey);
  const options = { audience: credential.audience, currentDate: now };
  const refusal = await refuseUnlessVerified(assertion, { key, options });
  return refusal?.errorCode === 700027 ? refusals.federationUnknown() : refusal;
}

async function refuseUnlessVerified(
  assertion: string,
  { key, options }: { key: Parameters<typeof jwtVerify>[1]; options: object },
): Promise<TokenRefusal | undefined> {
  try {
    await jwtVerify(assertion, key, { ...options, clockTolerance: CLOCK_TOLERANCE_SECONDS });
    return undefined;
  } catch (error) {
    const isTime =
      error instanceof errors.JWTExpired ||
      (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
    return isTime ? refusals.assertionOutOfTime() : refusals.certificateUnknown();
  }
}

/** By `x5t#S256`, or by `x5t` as older libraries do. */
function isNamed(certificate: X509Certificate, header: object): boolean {
  const named: unknown = Reflect.get(header, 'x5t#S256') ?? Reflect.get(header, 'x5t');
  const thumbprints = ['sha256', 'sha1'].map((algorithm) =>
    createHash(algorithm).update(certificate.raw).digest('base64url'),
  );
  return typeof named === 'string' && thumbprints.includes(named.replaceAll('=', ''));
}
