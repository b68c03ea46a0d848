import { commandLineProblem } from '../domain/command-line.ts';
import type { ConfigMgrPort, CloudAttachFacts, SiteFacts } from '../ports/configmgr/port.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { cloudAttachTask, provedEvidence, saveProvedEvidence } from './cloud-attach-evidence.ts';
import type { RunInput } from './inputs.ts';

/** Ledger side of the human task: what to do, in the console's words. */
export function createCloudAttachTaskActivities(ledger: LedgerPort) {
  return {
    async openCloudAttachTask(input: RunInput): Promise<{ taskId: string }> {
      await ledger.openTask(input, {
        taskId: cloudAttachTask,
        title: 'Enable co-management in the console',
        instructions,
      });
      return { taskId: cloudAttachTask };
    },
    async reopenTask(input: RunInput & { taskId: string; problem: string }): Promise<void> {
      await ledger.setTask(input, input.taskId, { state: 'open', problem: input.problem });
    },
    async closeTask(input: RunInput & { taskId: string }): Promise<void> {
      await ledger.setTask(input, input.taskId, { state: 'done' });
    },
  };
}

const instructions = `
1. As a Global Administrator open the Configuration Manager console: **Administration › Cloud Services › Cloud Attach**.
2. Run **Configure Cloud Attach** (or open its properties): choose the Azure environment, sign in, enable co-management.
3. Leave every workload at *Configuration Manager*; none may stand at *Pilot Intune* during this run.
4. On the page **Enablement** copy the client command line, the text that begins with \`CCMSETUPCMD=\`.

Evidence: \`commandLine\`, exactly as copied.
`.trim();

/** What a read-back found: agreed, or why the task is still open. */
export interface CloudAttachProof {
  readonly problem?: string;
}

/** Site side: reads the site back and checks the command line a person copied. Changes nothing at the site. */
export function createCloudAttachActivities(deps: {
  ledger: LedgerPort;
  configmgr: ConfigMgrPort;
  tenantId: string;
}) {
  return {
    async proveCloudAttach(input: RunInput & { evidenceId: string }): Promise<CloudAttachProof> {
      const evidence = await deps.ledger.findEvidence(input, input.evidenceId);
      const commandLine = evidence?.body['commandLine'] ?? '';
      const site = await deps.configmgr.readSiteFacts();
      const cloud = await deps.configmgr.readCloudAttach();
      const problem = attachProblem(site, cloud, deps.tenantId) ?? lineProblem(commandLine, site);
      if (problem !== undefined) return { problem };
      await saveProvedEvidence(deps.ledger, input, {
        commandLine,
        workloadFlags: cloud.workloadFlags,
      });
      return {};
    },
    /** Capability flags are snapshotted when the policy is made; a change since then holds the run. */
    async checkCloudAttachUnchanged(input: RunInput): Promise<CloudAttachProof> {
      const then = await provedEvidence(deps.ledger, input);
      const now = await deps.configmgr.readCloudAttach();
      const problem = attachProblem(await deps.configmgr.readSiteFacts(), now, deps.tenantId);
      if (problem !== undefined) return { problem };
      if (then?.workloadFlags === now.workloadFlags) return {};
      return {
        problem: `workload flags were ${then?.workloadFlags ?? 'unknown'} and are ${now.workloadFlags}`,
      };
    },
  };
}

function attachProblem(
  site: SiteFacts,
  cloud: CloudAttachFacts,
  tenantId: string,
): string | undefined {
  if (!cloud.comanagementEnabled) return 'the site says co-management is not enabled';
  if (!site.tenantIds.includes(tenantId)) return 'the site is not onboarded to this Entra tenant';
  const [pilot] = cloud.pilotWorkloads;
  return pilot === undefined ? undefined : `workload policy ${pilot} stands at Pilot Intune`;
}

function lineProblem(commandLine: string, site: SiteFacts): string | undefined {
  const problem = commandLineProblem(commandLine, {
    siteCode: site.siteCode,
    cmgHost: site.cmg?.hostName ?? '',
  });
  if (problem === undefined) return undefined;
  return `client command line, position ${problem.position} ("${problem.part}"): ${problem.message}`;
}
