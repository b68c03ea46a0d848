import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { VendorClock } from '../../emulator/clock.ts';
import { Heap } from '../../emulator/heap.ts';
import { Table } from '../../emulator/table.ts';
import { closeLaboratories, deviceOf, managed, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

afterAll(closeLaboratories);

/** What makes large worlds fast must not be noticed otherwise. */
describe('the vendor clock', () => {
  it('takes events from its heap in order, whatever the order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const heap = new Heap<number>((left, right) => left - right);
        for (const each of numbers) heap.push(each);
        const taken = Array.from(numbers, () => heap.takeFirst());
        expect(taken).toEqual(numbers.toSorted((left, right) => left - right));
        expect(heap.takeFirst()).toBeUndefined();
      }),
    );
  });

  it('runs what is due at once in the order it was scheduled, each at its own due time', () => {
    const clock = new VendorClock({ startAt: '2026-09-01T08:00:00Z', rate: 0 });
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} ${clock.nowIso().slice(11, 16)}`);
    clock.after(5, note('b'));
    clock.after(1, () => {
      note('a')();
      clock.after(4, note('d'));
      clock.after(0, note('at once'));
    });
    clock.after(5, note('c'));
    clock.advance(600);
    expect(seen).toEqual(['a 08:01', 'at once 08:01', 'b 08:05', 'c 08:05', 'd 08:05']);
  });
});

describe('a table', () => {
  class Things extends Table<{ id: string; colour: string }> {
    constructor() {
      super((thing) => thing.id);
      this.indexByProperty('colour');
    }
  }

  it('finds by an indexed property what a look at every row finds', () => {
    const rows = fc.record({
      id: fc.constantFrom('1', '2', '3', '4'),
      colour: fc.constantFrom('red', 'Red', 'blue'),
      isDeleted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(rows), (steps) => {
        const things = new Things();
        for (const { isDeleted, ...row } of steps) {
          if (isDeleted) things.delete(row.id);
          else things.add(row);
        }
        const expected = things.entries().filter(({ row }) => row.colour.toLowerCase() === 'red');
        expect(new Set(things.lookUp('COLOUR', 'rED'))).toEqual(new Set(expected));
        expect(things.lookUp('id', '1')).toBeUndefined();
      }),
    );
  });
});

describe('lists', () => {
  let lab: Laboratory;
  it('answer a filter on an indexed property as they answer any other', async () => {
    const machines = ['SN1', 'SN2', 'SN10'].map((serialNumber) => ({
      serialNumber,
      state: 'enrolled' as const,
    }));
    lab = await openLaboratory({ machines });
    const found = async (filter: string) => {
      const path = `/beta${managed}?$filter=${encodeURIComponent(filter)}`;
      const answer = await lab.graph('GET', path);
      return answer.body.value.map(({ serialNumber }) => serialNumber);
    };
    expect(await found("serialNumber eq 'sn1'")).toEqual(['SN1']);
    expect(await found("serialNumber eq 'SN10' or serialNumber eq 'SN2'")).toEqual(['SN2', 'SN10']);
    expect(await found("serialNumber eq 'SN1' and operatingSystem eq 'Windows'")).toEqual(['SN1']);
    expect(await found("serialNumber eq 'SN1' and operatingSystem eq 'iOS'")).toEqual([]);
    // Not honoured at all: everything comes back, index or not.
    expect(await found("not(serialNumber eq 'SN1')")).toEqual(['SN1', 'SN2', 'SN10']);
  });
});

describe('a dynamic group', () => {
  const rule = (operator: string) => `(device.displayName -${operator} "SN1")`;

  it('looks at changed devices only, and ends where a look at all of them ends', async () => {
    const machines = ['SN1', 'SN10', 'SN2', 'SN3'].map((serialNumber) => ({
      serialNumber,
      state: 'enrolled' as const,
    }));
    const groups = [{ displayName: 'Ones', membershipRule: rule('startsWith') }];
    const lab = await openLaboratory({ machines, groups });
    const { directory, dynamicMembership, groups: table } = lab.emulator.simulation;
    const [group] = table.all();
    if (group === undefined) throw new Error('No group.');
    const members = () => [...group.members].sort();
    const idsOf = (...names: string[]) => names.map((name) => deviceOf(lab, name).id).sort();
    expect(members()).toEqual(idsOf('SN1', 'SN10'));
    for (const [name, displayName] of [
      ['SN10', 'Other'],
      ['SN2', 'SN1-b'],
    ] as const) {
      deviceOf(lab, name).displayName = displayName;
      directory.changed(deviceOf(lab, name), ['displayName']);
    }
    lab.advance(30);
    expect(members()).toEqual(idsOf('SN1', 'SN2'));
    group.membershipRule = rule('ne');
    dynamicMembership.schedule(group);
    lab.advance(30);
    expect(members()).toEqual(idsOf('SN10', 'SN2', 'SN3'));
  });
});
