import type { Command } from 'commander';
import type { Verdict } from '../../domain/approval.ts';
import { readApproverSigner } from '../../ports/signing/approver-signer.ts';
import { confirmDevices } from '../confirm.ts';
import { apiAddress, apiClient, type CommandContext } from '../context.ts';
import { parseAddress, reviewGate } from '../gate-review.ts';
import { renderGate, renderGates } from '../gate-view.ts';
import { defaultKeyFile } from '../key-file-path.ts';
import { withProgress } from '../progress.ts';
import { signDecision } from '../sign-decision.ts';
import { oidOf } from '../token-claims.ts';
import { jsonOption, print, type OutputOptions } from './output.ts';
import { parseCount } from './parse-count.ts';

interface DecideOptions extends OutputOptions {
  readonly key?: string;
  readonly comment: string;
  readonly yesIApprove?: number;
}

const gateArgument = ['<gate>', 'RUN.GATE, as `gangway gate list` prints it'] as const;

export function addGateCommands(program: Command, context: CommandContext): void {
  const gate = program.command('gate').description('look at gates and decide them');
  addGateRead(gate, context);
  addDecide(gate, context, 'approve');
  addDecide(gate, context, 'reject');
}

function addGateRead(gate: Command, context: CommandContext): void {
  const { terminal } = context;
  gate
    .command('list')
    .description('open gates of all live runs, or all gates of one run')
    .option('--run <RUN>', 'all gates of this run')
    .option(...jsonOption)
    .action(async (options: OutputOptions & { readonly run?: string }) => {
      const listing = apiClient(context).listGates(options.run);
      const gates = await withProgress(terminal, 'reading gates', listing);
      print(terminal, options, { json: gates, text: () => renderGates(gates) });
    });
  gate
    .command('show')
    .argument(...gateArgument)
    .description('the numbers and items of one gate')
    .option(...jsonOption)
    .action(async (text: string, options: OutputOptions) => {
      const { run, name } = parseAddress(text, 'gate');
      const client = apiClient(context);
      const reading = Promise.all([client.showGate(run, name), client.listGateLeaves(run, name)]);
      const [detail, leaves] = await withProgress(terminal, 'reading the gate', reading);
      print(terminal, options, {
        json: { ...detail, leaves: { items: leaves } },
        text: () => renderGate(detail, leaves),
      });
    });
}

function addDecide(gate: Command, context: CommandContext, verdict: Verdict): void {
  const command = gate
    .command(verdict)
    .argument(...gateArgument)
    .description(
      verdict === 'approve'
        ? 'show the numbers, ask for them, sign with your key, send'
        : 'sign a rejection, which closes the gate',
    )
    .option('--key <FILE>', 'your private key (default: GANGWAY_KEY_FILE, else ~/.gangway)')
    .option('--comment <TEXT>', 'kept in the ledger; its hash is signed', '')
    .option(...jsonOption);
  if (verdict === 'approve') {
    command.option(
      '--yes-i-approve <N>',
      'the number of devices, instead of typing it',
      parseCount,
    );
  }
  command.action((text: string, options: DecideOptions) => decide(context, verdict, text, options));
}

async function decide(
  context: CommandContext,
  verdict: Verdict,
  text: string,
  options: DecideOptions,
): Promise<void> {
  const { terminal } = context;
  const { run, name } = parseAddress(text, 'gate');
  const oid = oidOf(apiAddress(context).token);
  const signer = await readApproverSigner(options.key ?? defaultKeyFile(context.config));
  const client = apiClient(context);
  const reading = reviewGate(client, { run, gate: name });
  const review = await withProgress(terminal, 'reading the gate', reading);
  // The numbers are for the person; standard output stays free for the answer.
  terminal.note(renderGate(review.detail, review.leaves));
  if (verdict === 'approve') await confirmDevices(terminal, review, options.yesIApprove);
  const request = signDecision(review, { verdict, comment: options.comment, oid, signer });
  const sending = client.decide(run, name, request);
  const answer = await withProgress(terminal, 'sending the decision', sending);
  print(terminal, options, {
    json: answer,
    text: () =>
      `Gate ${text} is ${answer.state}: ${answer.approvals} of ${answer.quorum} approvals.`,
  });
}
