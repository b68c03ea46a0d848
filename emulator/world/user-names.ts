import type { MachineSpec } from './machine.ts';

/** A name in a machine that no user of the world bears, with where it stands. */
interface UnknownUser {
  path: (string | number)[];
  message: string;
}

/** Who is nobody would be treated as a machine without a user, and its story would be another. */
export function unknownUsers({
  machines,
  users,
}: {
  machines: readonly MachineSpec[];
  users: readonly { userPrincipalName: string }[];
}): UnknownUser[] {
  const known = new Set(users.map(({ userPrincipalName }) => userPrincipalName.toLowerCase()));
  return machines.flatMap(({ nextUserPrincipalName, serialNumber, userPrincipalName }, index) =>
    Object.entries({ userPrincipalName, nextUserPrincipalName }).flatMap(([field, name]) => {
      if (name === undefined || known.has(name.toLowerCase())) return [];
      const message = `Machine ${serialNumber}: '${name}' is not among the users of the world.`;
      return [{ path: ['machines', index, field], message }];
    }),
  );
}
