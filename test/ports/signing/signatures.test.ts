import { chmod, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision, SignedDecision, TrustedKey } from '../../../domain/approval.ts';
import { approverRole, signatureProblem } from '../../../domain/decision.ts';
import { readApproverSigner } from '../../../ports/signing/approver-signer.ts';
import { readCountersigner } from '../../../ports/signing/countersigner.ts';
import {
  keyIdOf,
  makeKeyFile,
  readKeyFile,
  readPublicKeyFile,
} from '../../../ports/signing/key-file.ts';
import { withSigningFolder } from './signing-folder.ts';

const tenant = 'tenant-a';
const oid = 'oid-anna';
const at = '2026-09-01T12:00:00.000Z';

const aDecision = (kid: string): Decision => ({
  run: 'r-1',
  gate: 'wipe-1',
  nonce: 'n',
  planHash: 'p',
  subjectHash: 's',
  verdict: 'approve',
  textHash: 't',
  oid,
  decideBefore: '2026-09-01T13:00:00.000Z',
  executeUntil: '2026-10-01T12:00:00.000Z',
  kid,
});

describe('key files', () => {
  it('are readable by their owner alone and never replaced', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'key.pem');
      const made = await makeKeyFile(file);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(made.kid).toMatch(/^[0-9a-f]{16}$/);
      expect(made.kid).toBe(keyIdOf(made.publicKey));
      expect(Buffer.from(made.publicKey, 'base64')).toHaveLength(32);
      expect(await readKeyFile(file)).toMatchObject(made);
      expect(await readPublicKeyFile(file)).toEqual(made);
      await expect(makeKeyFile(file)).rejects.toMatchObject({ kind: 'conflict' });
    }));

  it('are refused when others may read them', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'key.pem');
      await makeKeyFile(file);
      await chmod(file, 0o644);
      await expect(readKeyFile(file)).rejects.toMatchObject({ kind: 'exposed' });
    }));

  it('say when they are missing', async () => {
    await expect(readKeyFile('/nowhere/key.pem')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('the two signatures of a decision', () => {
  it('verify in the pure code that the workflow and the guard run', () =>
    withSigningFolder(async (folder) => {
      const { signed, keys } = await signedDecision(folder);
      expect(signatureProblem(signed, tenant, keys)).toBeUndefined();
    }));

  it('break when a word of the decision or of what was authenticated changes', () =>
    withSigningFolder(async (folder) => {
      const { signed, keys } = await signedDecision(folder);
      const altered = { ...signed, decision: { ...signed.decision, verdict: 'reject' as const } };
      expect(signatureProblem(altered, tenant, keys)).toBe('bad-signature');
      const promoted = {
        ...signed,
        countersignature: { ...signed.countersignature, roles: [approverRole, 'Gangway.Admin'] },
      };
      expect(signatureProblem(promoted, tenant, keys)).toBe('bad-countersignature');
    }));

  it('are not made for a decision that names another key', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'approver.pem');
      await makeKeyFile(file);
      const signer = await readApproverSigner(file);
      expect(() => signer.sign(aDecision('0123456789abcdef'))).toThrow(/names key/);
    }));
});

async function signedDecision(
  folder: string,
): Promise<{ signed: SignedDecision; keys: TrustedKey[] }> {
  const approverFile = path.join(folder, 'approver.pem');
  const apiFile = path.join(folder, 'api.pem');
  const approver = await makeKeyFile(approverFile);
  const api = await makeKeyFile(apiFile);
  const decision = aDecision(approver.kid);
  const signature = (await readApproverSigner(approverFile)).sign(decision);
  const countersigner = await readCountersigner(apiFile);
  const by = { tenant, oid, roles: [approverRole], at };
  return {
    signed: {
      decision,
      signature,
      countersignature: countersigner.countersign(decision, signature, by),
    },
    keys: [
      { ...approver, use: 'approver', oid, notBefore: at },
      { ...api, use: 'countersign', notBefore: at },
    ],
  };
}
