import { Table } from '../../table.ts';

/** https://learn.microsoft.com/graph/api/resources/bitlockerrecoverykey; the key is never held. */
export interface RecoveryKey {
  id: string;
  createdDateTime: string;
  volumeType: 'operatingSystemVolume' | 'fixedDataVolume' | 'removableDataVolume';
  deviceId: string;
}

export class RecoveryKeyTable extends Table<RecoveryKey> {
  readonly #byDevice = this.indexByProperty('deviceId');

  constructor() {
    // The same key may be escrowed on two device objects.
    super((key) => `${key.id}@${key.deviceId}`);
  }

  ofDevice(deviceId: string): RecoveryKey[] {
    return this.#byDevice.of(deviceId);
  }
}
