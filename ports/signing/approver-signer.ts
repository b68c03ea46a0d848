import type { Json } from '../../domain/canonical-json.ts';
import { SigningError } from './errors.ts';
import { readKeyFile } from './key-file.ts';
import type { ApproverSigner } from './port.ts';

/** Signs decisions with the approver's own key, on the approver's own machine. */
export async function readApproverSigner(keyFile: string): Promise<ApproverSigner> {
  const key = await readKeyFile(keyFile);
  return {
    kid: key.kid,
    publicKey: key.publicKey,
    sign: (decision) => {
      // It would be refused everywhere; say so where the mistake was made.
      if (decision.kid !== key.kid) {
        throw new SigningError(
          'conflict',
          `the decision names key ${decision.kid}, not ${key.kid}`,
        );
      }
      return key.sign(decision as unknown as Json);
    },
  };
}
