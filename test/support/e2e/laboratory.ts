import { readFile } from 'node:fs/promises';
import { Agent, fetch } from 'undici';
import { z } from 'zod';
import type { Fault } from '../../../emulator/http/faults.ts';
import type { Violation } from '../../../scripts/demo/emulated-world.ts';
import type { Stack } from '../../../scripts/stack/stack.ts';

/** The emulator answers in milliseconds; paused on purpose it takes as long as the pause. */
const requestTimeoutMs = 30_000;

const named = z.object({ id: z.string(), displayName: z.string() });
const truthSchema = z.object({
  machines: z.array(
    z.object({
      serialNumber: z.string(),
      state: z.string(),
      bystander: z.boolean(),
      wipeCount: z.number(),
    }),
  ),
  entraDevices: z.array(
    z.object({ id: z.string(), displayName: z.string(), accountEnabled: z.boolean() }),
  ),
  autopilotIdentities: z.array(
    z.object({ id: z.string(), serialNumber: z.string(), groupTag: z.string() }),
  ),
  groups: z.array(named),
  enrollmentConfigurations: z.array(named),
  deploymentProfiles: z.array(named),
  collections: z.array(z.object({ name: z.string(), collectionId: z.string() })),
  applicationAssignments: z.array(z.looseObject({ TargetCollectionID: z.string() })),
});
export type Truth = z.output<typeof truthSchema>;

const statsSchema = z.object({
  throttled: z.number(),
  byRoute: z.record(z.string(), z.number()),
});
export type VendorStats = z.output<typeof statsSchema>;

export type FaultWish = Partial<Fault> & Pick<Fault, 'path'>;
type PendingFault = Fault & { readonly remaining: number };

/** The emulator as its laboratory sees it: faults in, truth out. */
export class Laboratory {
  readonly #url: string;
  readonly #agent: Agent;

  private constructor(url: string, ca: string) {
    this.#url = url;
    this.#agent = new Agent({ connect: { ca } });
  }

  static async at(stack: Pick<Stack, 'emulatorUrl' | 'caFile'>): Promise<Laboratory> {
    return new Laboratory(stack.emulatorUrl, await readFile(stack.caFile, 'utf8'));
  }

  async addFaults(faults: readonly FaultWish[]): Promise<void> {
    await this.#send('POST', '/faults', faults);
  }

  /** What has not hit yet. */
  async pendingFaults(): Promise<readonly PendingFault[]> {
    return (await this.#send('GET', '/faults')) as PendingFault[];
  }

  async clearFaults(): Promise<void> {
    await this.#send('DELETE', '/faults');
  }

  async truth(): Promise<Truth> {
    return truthSchema.parse(await this.#send('GET', '/truth'));
  }

  async stats(): Promise<VendorStats> {
    return statsSchema.parse(await this.#send('GET', '/stats'));
  }

  async verdict(): Promise<readonly Violation[]> {
    return (await this.#send('GET', '/verdict')) as Violation[];
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  async #send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}/_emulator${path}`, {
      method,
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`emulator ${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}
