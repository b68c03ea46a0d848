import { readFile } from 'node:fs/promises';
import { Agent, fetch } from 'undici';
import { z } from 'zod';

/** The emulator answers in milliseconds; a stuck one must not stop the play for ever. */
const requestTimeoutMs = 15_000;

const violationsSchema = z.array(
  z.object({ kind: z.string(), subject: z.string(), evidence: z.unknown(), at: z.string() }),
);
export type Violation = z.output<typeof violationsSchema>[number];

const truthSchema = z.object({ counters: z.object({ wipes: z.number() }) });

const deliverySchema = z.object({
  delivered: z.array(z.string()),
  skipped: z.array(z.string()),
});

/** The part of the world that no API reaches: the warehouse, the wizard, and the referee's view. */
export class EmulatedWorld {
  readonly #url: string;
  readonly #agent: Agent;

  private constructor(url: string, ca: string) {
    this.#url = url;
    this.#agent = new Agent({ connect: { ca } });
  }

  /** `caFile` is the authority that the emulator made at its start. */
  static async at(url: string, caFile: string): Promise<EmulatedWorld> {
    return new EmulatedWorld(url, await readFile(caFile, 'utf8'));
  }

  /** Tells the referee which devices somebody asked for: a wipe of any other is a violation. */
  async announceList(serialNumbers: readonly string[]): Promise<void> {
    await this.#post('/lists', { serialNumbers });
  }

  /** The warehouse ships what is still in its box. */
  async deliver(serialNumbers: readonly string[]): Promise<readonly string[]> {
    const answer = await this.#post('/machines/deliver', { serialNumbers });
    return deliverySchema.parse(answer).delivered;
  }

  /** A Global Administrator goes through the cloud attach wizard, in place. */
  async attachCloud(): Promise<void> {
    await this.#post('/site/cloud-attach', {});
  }

  async verdict(): Promise<readonly Violation[]> {
    return violationsSchema.parse(await this.#get('/verdict'));
  }

  /** How often machines were really wiped, whoever asked for it. */
  async countWipes(): Promise<number> {
    return truthSchema.parse(await this.#get('/truth')).counters.wipes;
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  #get(path: string): Promise<unknown> {
    return this.#send('GET', path);
  }

  #post(path: string, body: object): Promise<unknown> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  async #send(method: 'GET' | 'POST', path: string, body: string | null = null): Promise<unknown> {
    const response = await fetch(`${this.#url}/_emulator${path}`, {
      method,
      body,
      headers: body === null ? {} : { 'content-type': 'application/json' },
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`emulator ${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}
