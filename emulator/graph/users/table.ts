import { Table } from '../../table.ts';
import type { World } from '../../world.ts';

export interface User {
  id: string;
  userPrincipalName: string;
  displayName: string;
  accountEnabled: boolean;
  skuPartNumbers: World['users'][number]['skuPartNumbers'];
  /** Ours: holds Intune and Entra ID P1. */
  licensed: boolean;
}

export class UserTable extends Table<User> {
  readonly #byName = this.indexByProperty('userPrincipalName');

  constructor() {
    super((user) => user.id);
  }

  findByIdOrUpn(idOrUpn: string): User | undefined {
    return this.find(idOrUpn) ?? this.#byName.of(idOrUpn.toLowerCase())[0];
  }
}
