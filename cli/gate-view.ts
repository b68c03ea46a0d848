import type { GateDetail, GateSummary } from '../api/schemas/gates.ts';
import { renderGateBody } from './gate-body-view.ts';
import type { GateLeaf } from './gate-review.ts';
import { approvalsOf } from './run-view.ts';
import { renderCounts, renderFields, renderTable } from './table.ts';

/** Nobody reads a thousand lines before a decision; the numbers above them are what is confirmed. */
const leavesShownMax = 50;

export function renderGates(gates: readonly GateSummary[]): string {
  if (gates.length === 0) return 'No gates.';
  return renderTable(
    ['GATE', 'STATE', 'APPROVALS', 'ABOUT', 'ITEMS', 'DEADLINE'],
    gates.map((gate) => [
      gate.gateId,
      gate.state,
      `${approvalsOf(gate)} of ${gate.quorum}`,
      renderCounts(gate.counts),
      gate.leafCount,
      gate.deadlineAt,
    ]),
  );
}

/** What an approver looks at before they sign: the numbers first, then the items, then the hashes. */
export function renderGate(gate: GateDetail, leaves: readonly GateLeaf[]): string {
  const sections = [
    renderFields([
      ['gate', gate.gateId],
      ['what for', purposes[gate.gateType]],
      ['action', gate.action],
      ['state', gate.state],
      ['approvals', `${approvalsOf(gate)} of ${gate.quorum}`],
      ...gate.decidedBy.map(
        ({ oid, verdict, at }) => [`${verdict}d by`, `${oid} at ${at}`] as const,
      ),
      ['items', leaves.length],
      ['deadline', gate.deadlineAt],
      ...(gate.decisionDraft === undefined
        ? []
        : [['may be executed until', gate.decisionDraft.executeUntil] as const]),
    ]),
    renderTable(
      ['NUMBER OF', 'COUNT'],
      Object.entries(gate.subject.counts).map(([name, count]) => [name, count]),
    ),
  ];
  if (leaves.length > 0) sections.push(renderLeaves(leaves));
  if (gate.body !== undefined) sections.push(renderGateBody(gate.body));
  sections.push(
    renderFields([
      ['plan hash', gate.planHash],
      ['subject hash', gate.subjectHash],
      ['items root', gate.subject.itemsRoot],
      ...(gate.subject.bodyHash === undefined
        ? []
        : [['body hash', gate.subject.bodyHash] as const]),
    ]),
  );
  return sections.join('\n\n');
}

function renderLeaves(leaves: readonly GateLeaf[]): string {
  const shown = leaves.slice(0, leavesShownMax);
  const table = renderTable(
    ['ACTION', 'SERIAL', 'ENTRA OBJECT', 'INTUNE DEVICE', 'ENROLLED', 'AS LONG AS'],
    shown.map((leaf) => [
      leaf.action,
      leaf.serial,
      leaf.entraObjectId ?? '',
      leaf.managedDeviceId ?? '',
      leaf.enrolledDateTime ?? '',
      leaf.precondition,
    ]),
  );
  const more = leaves.length - shown.length;
  return more === 0 ? table : `${table}\n… and ${more} more; --json shows all`;
}

const purposes: Readonly<Record<GateDetail['gateType'], string>> = {
  plan: 'the plan as a whole, and the duplicates it disables',
  policy: 'the co-management settings policy, its command line and its group',
  wave: 'the next wave, although an earlier one failed too often',
  workload: 'moving a workload',
  'duplicate-delete': 'deleting disabled duplicates for good',
  wipe: 'wiping devices: their data is gone',
  drift: 'an object that differs from what was planned',
};
