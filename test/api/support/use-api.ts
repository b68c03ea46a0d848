import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildApp, type ApiOptions } from '../../../api/app.ts';
import type { Api } from '../../../api/deps.ts';
import { readDevIssuer } from '../../../api/dev-issuer.ts';
import type { LedgerPort } from '../../../ports/ledger/port.ts';
import { readCountersigner } from '../../../ports/signing/countersigner.ts';
import { makeKeyFile } from '../../../ports/signing/key-file.ts';
import type { Countersigner } from '../../../ports/signing/port.ts';
import { useLedger, type LedgerLease } from '../../support/database.ts';
import { createTestIssuer, people, tenantId, type Claims, type PersonName } from './people.ts';
import { recordingMessages, type RecordingMessages } from './recording-messages.ts';

export const deviceKeySecret = new Uint8Array(32).fill(9);

export type Bearer = PersonName | Claims;
type Request = Pick<InjectOptions, 'method' | 'url' | 'headers' | 'payload'>;

export interface ApiLease {
  readonly api: Api;
  readonly ledger: LedgerPort;
  readonly database: LedgerLease;
  readonly messages: RecordingMessages;
  readonly countersigner: Countersigner;
  /** For key files; gone when the file ends. */
  readonly folder: string;
  token(bearer: Bearer): Promise<string>;
  /** Sends a request as somebody. */
  as(bearer: Bearer, request: Request): Promise<LightMyRequestResponse>;
}

/** Call at the top of a test file: the API over a ledger of the file's own, with recorded messages. */
export function useApi(options: ApiOptions = {}): ApiLease {
  const database = useLedger();
  const messages = recordingMessages();
  const issuer = createTestIssuer();
  let folder: string;
  let api: Api;
  let countersigner: Countersigner;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gangway-api-'));
    const issuerFile = path.join(folder, 'dev-issuer.pub.pem');
    await writeFile(issuerFile, issuer.publicKeyPem);
    const keyFile = path.join(folder, 'countersign.pem');
    await makeKeyFile(keyFile);
    countersigner = await readCountersigner(keyFile);
    await database.ledger.ensureTenant(tenantId, 'Contoso');
    api = await buildApp(
      {
        ledger: database.ledger,
        messages,
        countersigner,
        authenticate: await readDevIssuer(issuerFile),
        tenantId,
        siteCode: 'PS1',
        timeFactor: 60,
        deviceKeySecret,
        now: () => new Date(),
      },
      options,
    );
    await api.ready();
  });
  afterEach(() => {
    messages.reset();
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  const token = (bearer: Bearer): Promise<string> =>
    issuer.token(typeof bearer === 'string' ? people[bearer] : bearer);
  return {
    get api() {
      return api;
    },
    get ledger() {
      return database.ledger;
    },
    get countersigner() {
      return countersigner;
    },
    get folder() {
      return folder;
    },
    database,
    messages,
    token,
    async as(bearer, request) {
      const authorization = `Bearer ${await token(bearer)}`;
      return api.inject({ ...request, headers: { ...request.headers, authorization } });
    },
  };
}
