import { z } from 'zod';

/** Rights of a principal: `write` covers POST, PUT, DELETE and methods. */
export const principalSchema = z.strictObject({
  /** What stands behind `Authorization: Negotiate `. */
  token: z.string(),
  name: z.string(),
  rights: z.array(z.enum(['read', 'write'])).default(['read', 'write']),
});

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
});

/** A resource of the site that no machine of the world stands behind. */
export const systemSchema = z.strictObject({
  name: z.string(),
  domain: z.string().default('CORP'),
  serialNumber: z.string().optional(),
  isClient: z.boolean().default(true),
  isObsolete: z.boolean().default(false),
  aadDeviceId: z.uuid().optional(),
});

export const comanagementSchema = z
  .strictObject({
    /** `CoMgmtSettingsProd` exists and is assigned. */
    enabled: z.boolean().default(false),
    autoEnrollment: z.enum(['None', 'Pilot', 'All']).default('None'),
    /** Decimal workload flags; 8193 = nothing moved. */
    workloadFlags: z.int().default(8193),
    /** Suffixes of assigned pilot policies: CP, RAP, DC, WUP, EP, CApp, O365. */
    pilotWorkloads: z.array(z.enum(['CP', 'RAP', 'DC', 'WUP', 'EP', 'CApp', 'O365'])).default([]),
  })
  .prefault({});

export const siteSchema = z
  .strictObject({
    siteCode: z.string().length(3).default('PS1'),
    siteName: z.string().default('Fabrikam primary site'),
    siteId: z.uuid().default('3f5f4ad1-5a2c-4e3e-9a54-6c1f6b0d7e11'),
    serverName: z.string().default('CM01.corp.fabrikam.example'),
    buildNumber: z.int().default(9135),
    /** `null`: no cloud management gateway. State 0 is ready. */
    cmg: z
      .strictObject({
        serviceCName: z.string().default('cmg.fabrikam.example'),
        state: z.int().default(0),
      })
      .nullable()
      .prefault({}),
    principals: z
      .array(principalSchema)
      .default([
        { token: 'gangway-site-token', name: 'CORP\\svc-gangway', rights: ['read', 'write'] },
      ]),
    collections: z
      .array(z.strictObject({ name: z.string(), limitTo: z.string().default('SMS00001') }))
      .default([]),
    applications: z.array(applicationSchema).default([]),
    distributionPointGroups: z
      .array(z.strictObject({ name: z.string(), members: z.array(z.string()) }))
      .default([{ name: 'Cloud', members: ['cmg.fabrikam.example'] }]),
    systems: z.array(systemSchema).default([]),
    comanagement: comanagementSchema,
    /** The site is connected to the tenant (`SMS_AAD_Tenant_Ex` has a row). */
    hasTenantConnection: z.boolean().default(true),
  })
  .prefault({});

export type SiteSpec = z.infer<typeof siteSchema>;
