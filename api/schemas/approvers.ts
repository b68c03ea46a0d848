import { z } from 'zod';
import { instant, keyId, listOf, publicKeyText } from './common.ts';

export const approverRequest = z.strictObject({ kid: keyId, publicKey: publicKeyText });
export type ApproverRequest = z.output<typeof approverRequest>;

/** Registered only: whose keys count is decided by the guard's trust list. */
export const approver = z.object({
  kid: keyId,
  oid: z.string(),
  publicKey: publicKeyText,
  registeredAt: instant,
});
export type Approver = z.output<typeof approver>;
export const approverList = z.object({ items: listOf(approver) });
