import { describe, expect, it } from 'vitest';
import { makeHardwareHash, readHardwareHash } from '../../emulator/hardware-hash.ts';

const input = { serialNumber: '5CG1234ABC', manufacturer: 'HP', model: 'EliteBook', seed: 'm1' };

describe('hardware hash', () => {
  it('is 4,000 characters that begin as a real one does', () => {
    const hash = makeHardwareHash(input);
    expect(hash).toHaveLength(4000);
    expect(hash.startsWith('T0FzAQEAHAAA')).toBe(true);
  });

  it('says which machine it came from', () => {
    expect(readHardwareHash(makeHardwareHash(input))).toMatchObject({
      valid: true,
      serialNumber: '5CG1234ABC',
      manufacturer: 'HP',
      model: 'EliteBook',
    });
  });

  it('tells two machines with the same serial number apart', () => {
    const other = makeHardwareHash({ ...input, seed: 'm2' });
    const [first, second] = [readHardwareHash(makeHardwareHash(input)), readHardwareHash(other)];
    expect(first.valid && second.valid && first.hardwareId !== second.hardwareId).toBe(true);
  });

  it.each([
    ['not-base64', () => '*not base64*'],
    ['wrong-length', (hash: string) => hash.slice(0, 3000)],
    ['wrong-prefix', (hash: string) => `AAAA${hash.slice(4)}`],
    ['corrupt', (hash: string) => `${hash.slice(0, 24)}ZZZZ${hash.slice(28)}`],
  ])('refuses a hash that is %s', (reason, breakIt) => {
    const broken = breakIt(makeHardwareHash(input));
    expect(readHardwareHash(broken)).toEqual({ valid: false, reason });
  });
});
