import { z } from 'zod';

/**
 * What the port reads of the AdminService's answers; `__*` and `@odata.*` decorations and all other
 * columns pass by. Columns differ by build, so that most may be missing (§5.1).
 */
const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? undefined : (value ?? undefined)));
/** Booleans come as true/false, 0/1 or not at all, by class and build. */
const flag = z
  .union([z.boolean(), z.number()])
  .nullish()
  .transform((value) => value === true || value === 1);
const id = z.number().int();

export const pageSchema = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().nullish(),
});
export const methodAnswerSchema = z.object({ ReturnValue: z.number() });
export const errorEnvelopeSchema = z.object({ error: z.object({ message: z.string() }) });

export const siteSchema = z.object({ SiteCode: z.string(), BuildNumber: id, Type: id });
export const siteFields = 'SiteCode,BuildNumber,Type';

export const azureServiceSchema = z.object({ ServiceCName: text, State: z.number().nullish() });
export const tenantSchema = z.object({ TenantID: z.string().toLowerCase() });

export const configurationPolicySchema = z.object({
  CI_ID: id,
  LocalizedDisplayName: z.string(),
  IsAssigned: flag,
});
export const configurationPolicyFields = 'CI_ID,LocalizedDisplayName,IsAssigned';
/** Lazy: filled only by a keyed read (§3.5). */
export const policyXmlSchema = z.object({ SDMPackageXML: z.string() });

export const combinedDeviceSchema = z.object({
  ResourceID: id,
  Name: text,
  SerialNumber: text,
  AADDeviceID: text,
  SMBIOSGUID: text,
  IsClient: flag,
  IsObsolete: flag,
  CoManaged: flag,
});
export const combinedDeviceFields =
  'ResourceID,Name,SerialNumber,AADDeviceID,SMBIOSGUID,IsClient,IsObsolete,CoManaged';

export const comanagementStateSchema = z.object({
  ResourceID: id,
  MDMEnrolled: flag,
  ComgmtPolicyPresent: flag,
});

export const collectionSchema = z.object({
  CollectionID: z.string(),
  Name: z.string(),
  Comment: text,
  MemberCount: z.number().nullish(),
  CurrentStatus: z.number().nullish(),
});
export const collectionFields = 'CollectionID,Name,Comment,MemberCount,CurrentStatus';
export const createdCollectionSchema = z.object({ CollectionID: z.string() });
/** Lazy, and absent rather than empty on some builds. */
export const collectionRulesSchema = z.object({
  CollectionRules: z.array(z.object({ RuleName: text, QueryExpression: text })).nullish(),
});

export const applicationSchema = z.object({
  CI_ID: id,
  ModelName: z.string(),
  LocalizedDisplayName: z.string(),
  IsDeployable: flag,
  IsExpired: flag,
  HasContent: flag,
});
export const applicationFields =
  'CI_ID,ModelName,LocalizedDisplayName,IsDeployable,IsExpired,HasContent';
export const contentStatusSchema = z.object({ Name: z.string(), MessageState: z.number() });
export const contentStatusFields = 'Name,MessageState,ObjectID';

export const assignmentSchema = z.object({
  AssignmentID: id,
  AssignmentName: text,
  AssignmentDescription: text,
  TargetCollectionID: z.string(),
  AssignedCIs: z.array(id).nullish(),
});
export const assignmentFields =
  'AssignmentID,AssignmentName,AssignmentDescription,TargetCollectionID,AssignedCIs';
export const createdAssignmentSchema = z.object({ AssignmentID: id });
