import { afterEach, describe, expect, it } from 'vitest';
import { autopilot, closeLaboratories, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const search = (serialNumber: string) =>
  `${autopilot}?$filter=contains(serialNumber,'${serialNumber}')`;

async function openRefusing(count = 1): Promise<Laboratory & { pass: (ms: number) => void }> {
  let now = Date.now();
  const lab = await openLaboratory({ throttling: { mode: 'off' } }, { wallNow: () => now });
  const path = '/(devices|windowsAutopilotDeviceIdentities)$';
  await lab.admin('POST', 'faults', { path, status: 429, retryAfterSeconds: 30, times: count });
  return { ...lab, pass: (ms) => (now += ms) };
}

const rules = (lab: Laboratory) => lab.verdict().map(({ rule }) => rule);

describe('called before Retry-After was over', () => {
  afterEach(closeLaboratories);

  it('are not the other parts of the batch in which one was refused', async () => {
    const lab = await openRefusing();
    const requests = ['A', 'B', 'A'].map((serialNumber, index) => ({
      id: String(index),
      method: 'GET',
      url: search(serialNumber),
    }));
    await lab.graph('POST', '/beta/$batch', { body: { requests } });
    expect(rules(lab)).toEqual([]);
    await lab.graph('POST', '/beta/$batch', { body: { requests: requests.slice(0, 1) } });
    expect(rules(lab)).toEqual(['REF-RETRY-AFTER']);
  });

  it('is not what was on its way when another query was refused', async () => {
    const lab = await openRefusing();
    await lab.graph('GET', `/beta${search('A')}`);
    await lab.graph('GET', `/beta${search('B')}`);
    expect(rules(lab)).toEqual([]);
  });

  it('is a second later whatever goes to the URL', async () => {
    const lab = await openRefusing();
    await lab.graph('GET', `/beta${search('A')}`);
    lab.pass(1000);
    await lab.graph('GET', `/beta${search('B')}`);
    expect(rules(lab)).toEqual(['REF-RETRY-AFTER']);
  });

  it('is a loop over many queries, each of them refused', async () => {
    const lab = await openRefusing(4);
    for (const serialNumber of ['A', 'B', 'C', 'D']) {
      await lab.graph('GET', `/beta${search(serialNumber)}`);
      lab.pass(500);
    }
    expect(rules(lab)).toEqual(['REF-RETRY-AFTER', 'REF-RETRY-AFTER']);
  });

  it('is the same URL in another spelling or version', async () => {
    const lab = await openRefusing();
    await lab.graph('GET', '/v1.0/devices');
    await lab.graph('GET', '/v1.0/Devices');
    await lab.graph('GET', '/beta/devices');
    expect(rules(lab)).toEqual(['REF-RETRY-AFTER', 'REF-RETRY-AFTER']);
  });

  it('is not who waited', async () => {
    const lab = await openRefusing();
    await lab.graph('GET', '/v1.0/devices');
    lab.pass(30_000);
    await lab.graph('GET', '/v1.0/devices');
    expect(rules(lab)).toEqual([]);
  });
});
