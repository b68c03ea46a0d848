import { z } from 'zod';
import { applicationPermissions, whyUnknown } from '../graph/metadata/permission-names.ts';

/** A mistyped permission would look like consent that somebody forgot. */
const applicationPermission = z.string().superRefine((name, context) => {
  const message = whyUnknown(name, applicationPermissions);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** An app registration: `roles` are granted Graph application permissions. */
export const appSchema = z.strictObject({
  name: z.string(),
  clientId: z.uuid(),
  /** Left out: it signs in by certificate or federation, or only lets people sign in. */
  clientSecret: z.string().optional(),
  isSecretExpired: z.boolean().default(false),
  /** PEM, as uploaded under "Certificates & secrets"; the app proves itself by the private key. */
  certificates: z.array(z.string()).default([]),
  /** Tokens of other issuers that stand for this app: https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
  federatedCredentials: z
    .array(
      z.strictObject({
        issuer: z.string(),
        subject: z.string(),
        audience: z.string().default('api://AzureADTokenExchange'),
        /** PEM (SPKI) of the key the issuer signs with; a real tenant fetches it from the issuer. */
        publicKey: z.string(),
      }),
    )
    .default([]),
  roles: z.array(applicationPermission).default([]),
  /** Consented delegated permissions of Graph: what a token of a person may carry in `scp`. */
  delegatedScopes: z.array(z.string()).default([]),
  /** Whose app it is; apps of one party may touch each other's objects. Default: nobody else's. */
  party: z.string().optional(),
});

/** Of a world that names none, so that any world can be asked; README documents it. */
export const defaultApp: z.input<typeof appSchema> = {
  name: 'default',
  clientId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  clientSecret: 'emulator-secret',
  roles: [...applicationPermissions],
};
