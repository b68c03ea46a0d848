import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What operators filter by; registered at the server by the launcher and by the install guide. */
export const searchAttributes = {
  run: defineSearchAttributeKey('GangwayRun', SearchAttributeType.KEYWORD),
  tenant: defineSearchAttributeKey('GangwayTenant', SearchAttributeType.KEYWORD),
  phase: defineSearchAttributeKey('GangwayPhase', SearchAttributeType.KEYWORD),
  waitingOn: defineSearchAttributeKey('GangwayWaitingOn', SearchAttributeType.KEYWORD),
  needsAttention: defineSearchAttributeKey('GangwayNeedsAttention', SearchAttributeType.BOOL),
  paused: defineSearchAttributeKey('GangwayPaused', SearchAttributeType.BOOL),
  devicesFailed: defineSearchAttributeKey('GangwayDevicesFailed', SearchAttributeType.INT),
  gateDeadline: defineSearchAttributeKey('GangwayGateDeadline', SearchAttributeType.DATETIME),
} as const;
