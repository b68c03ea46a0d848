import { Table } from '../../table.ts';

export interface User {
  id: string;
  userPrincipalName: string;
  displayName: string;
  accountEnabled: boolean;
  /** Ours: holds Intune and Entra ID P1. */
  licensed: boolean;
}

export class UserTable extends Table<User> {
  constructor() {
    super((user) => user.id);
  }

  findByIdOrUpn(idOrUpn: string): User | undefined {
    const wanted = idOrUpn.toLowerCase();
    return (
      this.find(idOrUpn) ?? this.all().find((u) => u.userPrincipalName.toLowerCase() === wanted)
    );
  }
}
