import type { RuleData } from '../rule-data.ts';
import { stale } from './sources.ts';

/** Which Entra objects are disabled and deleted, and what goes with them. */
export const entraObjectRules = [
  {
    id: 'REF-ZTDID-DISABLED',
    kind: 'ztdid-object-disabled',
    sentence: 'An Entra object that Autopilot holds (`[ZTDID]`) is never disabled.',
    source: stale,
  },
  {
    id: 'REF-ZTDID-DELETED',
    kind: 'ztdid-object-deleted',
    sentence:
      'An Entra object that Autopilot holds (`[ZTDID]`) is never deleted, though the API allows it.',
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/85593',
  },
  {
    id: 'REF-SYNCED-OBJECT',
    kind: 'synced-object-touched',
    sentence: 'An object synchronised from Active Directory is disabled and deleted there.',
    source: stale,
  },
  {
    id: 'REF-SYSTEM-OBJECT',
    kind: 'system-managed-object-touched',
    sentence: 'An object managed by the system, or of another profile type, is left alone.',
    source: stale,
  },
  {
    id: 'REF-ACTIVE-OBJECT',
    kind: 'active-object-touched',
    sentence:
      'No object is disabled or deleted that signed in within 21 days, unless its machine was wiped since.',
    source: stale,
  },
  {
    id: 'REF-UNDATED-OBJECT',
    kind: 'undated-object-touched',
    sentence: 'An object without a sign-in date is not stale: it is not disabled or deleted.',
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/95459',
  },
  {
    id: 'REF-ENTRA-BEFORE-INTUNE',
    kind: 'entra-touched-before-intune',
    sentence:
      'Wipe or retire in Intune has finished before the Entra object is disabled or deleted.',
    source: stale,
  },
  {
    id: 'REF-LAST-OBJECT',
    kind: 'last-object-deleted',
    sentence: 'The last Entra object of a machine stays, unless the machine was wiped.',
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/38980',
  },
  {
    id: 'REF-DELETED-ENABLED',
    kind: 'enabled-object-deleted',
    severity: 'notice',
    sentence: 'An object is disabled for a while before it is deleted.',
    source: stale,
  },
  {
    id: 'REF-KEYS-LOST',
    kind: 'keys-lost',
    sentence:
      'No BitLocker key and no LAPS password goes with an object that stands nowhere else, was not exported, and whose disk still holds data.',
    source: stale,
  },
] as const satisfies readonly RuleData[];
