import { allOperations } from './operations.ts';

/** Application permissions that open anything here. */
export const applicationPermissions: readonly string[] = [
  ...new Set(allOperations().flatMap(({ roles }) => roles)),
];

/** What a token can do without: delegated permissions too. */
export const tokenPermissions: readonly string[] = [
  ...new Set([...applicationPermissions, ...allOperations().flatMap(({ scopes = [] }) => scopes)]),
];

/** A sentence about a name that opens nothing; people mistype, and leave `.All` away. */
export function whyUnknown(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return undefined;
  const wanted = name.toLowerCase();
  const near = names.filter((each) => each.toLowerCase().startsWith(wanted));
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return `No operation of the emulator knows the permission '${name}'.${hint}`;
}
