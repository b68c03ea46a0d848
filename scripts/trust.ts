import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { TrustedKey } from '../domain/approval.ts';
import { keyIdOf, readPublicKeyFile } from '../ports/signing/key-file.ts';
import { addTrustedKey, readTrustList, revokeKey } from '../ports/signing/trust-list.ts';
import { renderTable } from '../cli/table.ts';
import { defaultTrustListFile } from './stack/environment.ts';
import { describeError } from './stack/lifetime.ts';
import { stateRoot } from './stack/paths.ts';

const usage = `The guard's operator decides here whose keys count. Nothing else writes the trust list.

npm run trust -- add FILE [--list FILE]                trust an approver's enrolment file
npm run trust -- add FILE --countersign [--list FILE]  trust the API's countersigning key (public PEM)
npm run trust -- list [--list FILE]
npm run trust -- revoke KID [--list FILE]              from now on the key counts no more

--list FILE  the trust list (default: GANGWAY_TRUST_LIST_FILE, else that of npm start)
Before you add an approver, have them read their key id to you, in person or by telephone.`;

const enrolmentSchema = z.strictObject({
  kid: z.string(),
  oid: z.string().min(1),
  publicKey: z.base64().length(44),
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'string' },
    countersign: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [command, argument] = positionals;
const listFile =
  values.list ??
  process.env['GANGWAY_TRUST_LIST_FILE'] ??
  defaultTrustListFile(path.join(stateRoot, 'stack'));

try {
  process.exitCode = await run();
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

async function run(): Promise<number> {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (command === 'list') await list();
  else if (command === 'add' && argument !== undefined) await add(argument);
  else if (command === 'revoke' && argument !== undefined) await revoke(argument);
  else {
    console.error(usage);
    return 2;
  }
  return 0;
}

async function list(): Promise<void> {
  const keys = await readTrustList(listFile);
  console.log(
    renderTable(
      ['KEY', 'USE', 'PERSON', 'SINCE', 'REVOKED'],
      keys.map((key) => [key.kid, key.use, key.oid ?? '', key.notBefore, key.revokedAt ?? '']),
    ),
  );
}

async function add(file: string): Promise<void> {
  const key = values.countersign ? await countersignKey(file) : await approverKey(file);
  await addTrustedKey(listFile, key);
  const whose = key.oid === undefined ? 'the API countersigns with it' : `it is ${key.oid}'s`;
  console.log(`Key ${key.kid} stands on the trust list; ${whose}.`);
}

async function revoke(kid: string): Promise<void> {
  await revokeKey(listFile, kid, new Date().toISOString());
  console.log(`Key ${kid} is revoked.`);
}

async function approverKey(file: string): Promise<TrustedKey> {
  const parsed = enrolmentSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    throw new Error(`${file} is no enrolment file: ${z.prettifyError(parsed.error)}`);
  }
  const { kid, oid, publicKey } = parsed.data;
  // The key id is what two people compared; it must be that of the key that is trusted.
  if (keyIdOf(publicKey) !== kid) throw new Error(`${file}: the key id is not that of the key`);
  return { kid, use: 'approver', oid, publicKey, notBefore: new Date().toISOString() };
}

async function countersignKey(file: string): Promise<TrustedKey> {
  const { kid, publicKey } = await readPublicKeyFile(file);
  return { kid, use: 'countersign', publicKey, notBefore: new Date().toISOString() };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read the enrolment file ${file}`, { cause: error });
  }
}
