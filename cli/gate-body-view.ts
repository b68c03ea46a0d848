import type { GateDetail } from '../api/schemas/gates.ts';
import { renderFields } from './table.ts';

type GateBody = NonNullable<GateDetail['body']>;

/** In the order of what does the harm: who gets it, what is run there, and then each object member by member. */
export function renderGateBody(body: GateBody): string {
  const members = membersOf(body);
  const read = (name: string): string =>
    members.find(([member]) => member === name)?.[1] ?? 'not given';
  return [
    renderFields([
      ['goes to devices where', read('group.membershipRule')],
      [
        'client command line',
        read('comanagementPolicy.configurationManagerAgentCommandLineArgument'),
      ],
    ]),
    renderFields([['WHAT WILL BE MADE', 'VALUE'], ...members]),
  ].join('\n\n');
}

/** `group.displayName` and its value, for every member however deep: what is hashed is shown, and nothing is cut off. */
function membersOf(value: unknown, name = ''): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) {
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  const members = Object.entries(value);
  if (members.length === 0) return [[name, Array.isArray(value) ? '[]' : '{}']];
  return members.flatMap(([member, inner]) =>
    membersOf(inner, name === '' ? member : `${name}.${member}`),
  );
}
