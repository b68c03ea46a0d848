import type { RuleData } from '../rule-data.ts';
import { addDevices, approval } from './sources.ts';

/** What the vendor makes everybody wait for. */
export const approvalAndLimitRules = [
  {
    id: 'REF-APPROVAL-TWICE',
    kind: 'approval-filed-twice',
    sentence: 'One approval request at a time waits for an object.',
    source: approval,
  },
  {
    id: 'REF-APPROVAL-OTHER',
    kind: 'approval-used-by-other',
    sentence: 'An approved request is completed by the identity that filed it.',
    source: approval,
  },
  {
    id: 'REF-RETRY-AFTER',
    kind: 'called-before-retry-after',
    sentence:
      'Nobody calls again before `Retry-After` is over (wall time); what was on its way already is forgiven.',
    source: 'https://learn.microsoft.com/graph/throttling',
  },
  {
    id: 'REF-SYNC-INTERVAL',
    kind: 'sync-within-ten-minutes',
    sentence: 'An Autopilot sync is asked for at most once in ten minutes.',
    source: 'https://learn.microsoft.com/graph/api/intune-enrollment-windowsautopilotsettings-sync',
  },
  {
    id: 'REF-IMPORT-ROWS',
    kind: 'too-many-rows',
    sentence: 'One import has at most 500 rows.',
    source: addDevices,
  },
  {
    id: 'REF-BATCH-SIZE',
    kind: 'too-many-sub-requests',
    sentence: 'One `$batch` has at most 20 requests.',
    source: 'https://learn.microsoft.com/graph/json-batching#batch-size-limitations',
  },
] as const satisfies readonly RuleData[];
