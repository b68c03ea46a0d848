import { Table } from '../../table.ts';

/** https://learn.microsoft.com/graph/api/resources/devicelocalcredentialinfo; id = deviceId. */
export interface LocalCredential {
  id: string;
  deviceName: string;
  lastBackupDateTime: string;
  refreshDateTime: string;
}

export class LocalCredentialTable extends Table<LocalCredential> {
  constructor() {
    super((credential) => credential.id);
  }
}
