import type { LedgerPort, RunKey } from '../ports/ledger/port.ts';
import { failure } from './failure-mapping.ts';

/** The task a Global Administrator does by hand: no API exists for the wizard. */
export const cloudAttachTask = 'cloud-attach';

const store = 'cloud-attach';

interface CloudAttachEvidence {
  readonly commandLine: string;
  readonly workloadFlags: number;
}

/** The client command line as it was proved against the site. */
export async function commandLineOf(ledger: LedgerPort, key: RunKey): Promise<string> {
  const proved = await provedEvidence(ledger, key);
  if (proved === undefined)
    throw failure(
      'BrokenInvariant',
      'the client command line is needed before cloud attach is proved',
    );
  return proved.commandLine;
}

export async function provedEvidence(
  ledger: LedgerPort,
  key: RunKey,
): Promise<CloudAttachEvidence | undefined> {
  const stored = await ledger.readInventory(key, store);
  return stored?.rows[0] as CloudAttachEvidence | undefined;
}

export async function saveProvedEvidence(
  ledger: LedgerPort,
  key: RunKey,
  evidence: CloudAttachEvidence,
): Promise<void> {
  await ledger.saveInventory(key, store, { takenAt: new Date().toISOString(), rows: [evidence] });
}
