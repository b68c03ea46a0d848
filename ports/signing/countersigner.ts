import { countersignedForm } from '../../domain/approval.ts';
import { readKeyFile } from './key-file.ts';
import type { Countersigner } from './port.ts';

/** Signs what the API authenticated about a decision: who, in which roles, when. */
export async function readCountersigner(keyFile: string): Promise<Countersigner> {
  const key = await readKeyFile(keyFile);
  return {
    kid: key.kid,
    publicKey: key.publicKey,
    countersign: (decision, signature, by) => {
      const { tenant, oid, roles, at } = by;
      const form = { tenant, oid, roles, at, kid: key.kid };
      return { ...form, signature: key.sign(countersignedForm(decision, signature, form)) };
    },
  };
}
