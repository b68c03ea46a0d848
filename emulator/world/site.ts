import { z } from 'zod';
import { siteBehaviourSchema } from './site-behaviour.ts';

const classOperations = ['read', 'create', 'modify', 'delete', 'execute'] as const;

/**
 * A ConfigMgr administrative user. `rights`: `write` covers POST, PUT, PATCH, DELETE and methods.
 * https://learn.microsoft.com/mem/configmgr/core/understand/fundamentals-of-role-based-administration
 */
export const principalSchema = z.strictObject({
  /** What stands behind `Authorization: Negotiate `; without one there is no Windows sign-in. */
  token: z.string().optional(),
  name: z.string(),
  /** Whose Entra user tokens count as this principal: the cloud name equals the domain's. */
  userPrincipalName: z.string().optional(),
  rights: z.array(z.enum(['read', 'write'])).default(['read', 'write']),
  /** Overrides `rights` class by class; a class without `read` looks empty. */
  classRights: z.record(z.string(), z.array(z.enum(classOperations))).default({}),
  /** Ids or names of collections it is limited to; left out: everything. */
  collections: z.array(z.string()).optional(),
  /** Security scopes of applications and distribution point groups; left out: all. */
  scopes: z.array(z.string()).optional(),
  /** Member of `SMS Admins`: without WMI rights every call answers 404 “Access denied”. */
  hasWmiRights: z.boolean().default(true),
  /** On the exception list of the hierarchy's authentication level. */
  isExempt: z.boolean().default(false),
});

/** How an installation ends on every device, unless one is scripted for a device. */
export const outcomes = ['success', 'error', 'requirements-not-met', 'waiting'] as const;

export const applicationSchema = z.strictObject({
  name: z.string(),
  isDeployable: z.boolean().default(true),
  isExpired: z.boolean().default(false),
  isSuperseded: z.boolean().default(false),
  hasContent: z.boolean().default(true),
  /** Content already stands on the distribution points, the CMG included. */
  isDistributed: z.boolean().default(false),
  /** 0 system, 1 user. */
  executionContext: z.int().default(0),
  /** Revisions so far; each is an instance of `SMS_Application`, the last has `IsLatest`. */
  revisions: z.int().positive().default(1),
  outcome: z.enum(outcomes).default('success'),
  /** Distribution points, or `*`, on which its content fails, with the status message's id. */
  contentFailures: z
    .array(z.strictObject({ point: z.string(), messageId: z.int().default(2303) }))
    .default([]),
  scopes: z.array(z.string()).default(['Default']),
});

/** A resource of the site that no machine of the world stands behind. */
export const systemSchema = z.strictObject({
  name: z.string(),
  domain: z.string().default('CORP'),
  serialNumber: z.string().optional(),
  isClient: z.boolean().default(true),
  isActive: z.boolean().optional(),
  isObsolete: z.boolean().default(false),
  isBlocked: z.boolean().default(false),
  aadDeviceId: z.uuid().optional(),
});

export const pilotSuffixes = ['CP', 'RAP', 'DC', 'WUP', 'EP', 'CApp', 'O365'] as const;

export const comanagementSchema = z
  .strictObject({
    /** `CoMgmtSettingsProd` exists and is assigned. */
    enabled: z.boolean().default(false),
    autoEnrollment: z.enum(['None', 'Pilot', 'All']).default('None'),
    /** Id or name of the collection that may enrol while enrolment is `Pilot`. */
    autoEnrollmentCollection: z.string().default('Intune Auto Enrollment'),
    /** Decimal workload flags; 8193 = nothing moved. */
    workloadFlags: z.int().default(8193),
    /** Suffixes of assigned pilot policies: CP, RAP, DC, WUP, EP, CApp, O365. */
    pilotWorkloads: z.array(z.enum(pilotSuffixes)).default([]),
    /** Ids or names of the collections of the pilots; the enrolment collection otherwise. */
    stagingCollections: z.partialRecord(z.enum(pilotSuffixes), z.string()).default({}),
  })
  .prefault({});

export const cmgSchema = z.strictObject({
  serviceCName: z.string().default('cmg.fabrikam.example'),
  /** 0 ready, 4 starting, 6 stopped. */
  state: z.int().default(0),
  /** It serves content as well: “Allow CMG to function as a cloud distribution point”. */
  hasContent: z.boolean().default(true),
  /** The number in `/CCM_Proxy_…Auth/<id>/` that leads to the AdminService. */
  adminServiceId: z.string().regex(/^\d+$/).default('72186325152220500'),
  /** The SMS Provider's “Allow CMG traffic for administration service”. */
  allowsAdminService: z.boolean().default(true),
});

export const siteSchema = z
  .strictObject({
    siteCode: z.string().length(3).default('PS1'),
    siteName: z.string().default('Fabrikam primary site'),
    siteId: z.uuid().default('3f5f4ad1-5a2c-4e3e-9a54-6c1f6b0d7e11'),
    serverName: z.string().default('CM01.corp.fabrikam.example'),
    /** 9135 = 2503; 9141 = 2509, which refuses NTLM; 9058 is older than 2111. */
    buildNumber: z.int().default(9135),
    /** `null`: no cloud management gateway. */
    cmg: cmgSchema.nullable().prefault({}),
    /** The apps of the Azure services wizard: the audience of user tokens, and the public client. */
    tokenAuth: z
      .strictObject({
        audience: z.string().default('https://ConfigMgrService'),
        clientAppId: z.uuid().default('9d5c1b0e-6a4f-4f0a-8b7c-2f1d3e4a5b6c'),
      })
      .prefault({}),
    /** Default principals: one that may everything. */
    principals: z
      .array(principalSchema)
      .prefault([
        { token: 'gangway-site-token', name: 'CORP\\svc-gangway', rights: ['read', 'write'] },
      ]),
    /** Sign-in that everything at the SMS Provider demands. */
    authenticationLevel: z.enum(['windows', 'certificate', 'hello']).default('windows'),
    collections: z
      .array(
        z.strictObject({
          name: z.string(),
          limitTo: z.string().default('SMS00001'),
          comment: z.string().default(''),
          refreshType: z.int().default(1),
          /** WQL of a query rule. */
          query: z.string().optional(),
        }),
      )
      .default([]),
    applications: z.array(applicationSchema).default([]),
    distributionPointGroups: z
      .array(
        z.strictObject({
          name: z.string(),
          members: z.array(z.string()),
          scopes: z.array(z.string()).default(['Default']),
        }),
      )
      .prefault([{ name: 'Cloud', members: ['cmg.fabrikam.example'] }]),
    systems: z.array(systemSchema).default([]),
    /** The Active Directory domains the site knows. */
    domains: z.array(z.string()).default(['CORP']),
    comanagement: comanagementSchema,
    /** 0 Software Center, 1 Company Portal, in the default client settings. */
    userPortal: z.int().min(0).max(1).default(0),
    /** The site is connected to the tenant (`SMS_AAD_Tenant_Ex` has a row). */
    hasTenantConnection: z.boolean().default(true),
    /** Devices are uploaded to the tenant (`SMS_Azure_CloudService` of type 5). */
    uploadsDevices: z.boolean().default(true),
    /** Id or name of the collection that is uploaded; left out: all devices. */
    uploadCollection: z.string().optional(),
    /** Adds the sample devices, applications and groups of `configmgr/sample.ts`. */
    withSample: z.boolean().default(false),
    behaviour: siteBehaviourSchema,
  })
  .prefault({});

export type SiteSpec = z.infer<typeof siteSchema>;
export type Principal = z.infer<typeof principalSchema>;
export type ClassOperation = (typeof classOperations)[number];
export type Outcome = (typeof outcomes)[number];
