import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { LedgerPort } from '../ports/ledger/port.ts';
import type { Countersigner } from '../ports/signing/port.ts';
import type { Authenticate } from './authentication.ts';
import type { RunMessages } from './run-messages.ts';

/** What the API works with; `main.ts` makes the real ones. */
export interface ApiDeps {
  readonly ledger: LedgerPort;
  readonly messages: RunMessages;
  readonly countersigner: Countersigner;
  readonly authenticate: Authenticate;
  /** The tenant and the site that this installation's workers serve. */
  readonly tenantId: string;
  readonly siteCode: string;
  readonly timeFactor: number;
  readonly deviceKeySecret: Uint8Array;
  /** Wall time. */
  readonly now: () => Date;
}

/** Fastify whose routes are typed by their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
