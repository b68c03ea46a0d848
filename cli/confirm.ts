import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { GateReview } from './gate-review.ts';
import type { Terminal } from './terminal.ts';

/** What each guarded action does, in the words of a question. */
const deeds: Readonly<Record<string, string>> = {
  wipe: 'wipe (their data is gone)',
  delete: 'delete',
  disable: 'disable',
  retire: 'retire',
  'group-add': 'add to the group',
};

/**
 * An approval that lets the guard act on devices needs their number, typed or given: whoever has not
 * looked at it does not know it. Gates without items (policy, wave) ask for nothing more.
 */
export async function confirmDevices(
  terminal: Terminal,
  review: GateReview,
  given: number | undefined,
): Promise<void> {
  const count = review.leaves.length;
  if (count === 0) return;
  if (given !== undefined) {
    if (given === count) return;
    throw notConfirmed(`--yes-i-approve says ${given}, but this gate is about ${count} devices`);
  }
  if (!terminal.isInteractive) {
    throw new CliError(
      'This approval needs the number of devices, and nobody is there to type it',
      {
        exitCode: exitCodes.notConfirmed,
        next: `gangway gate show ${review.detail.gateId}, then add --yes-i-approve with the number`,
      },
    );
  }
  const answer = await terminal.ask(`Type the number of devices to ${deedsOf(review)}:`);
  if (answer.trim() !== String(count)) {
    throw notConfirmed(`"${answer.trim()}" is not the number of devices`);
  }
}

function deedsOf({ leaves }: GateReview): string {
  const actions = [...new Set(leaves.map((leaf) => leaf.action))].sort();
  return actions.map((action) => deeds[action] ?? action).join(' or ');
}

function notConfirmed(message: string): CliError {
  return new CliError(`${message}. Nothing was signed`, { exitCode: exitCodes.notConfirmed });
}
