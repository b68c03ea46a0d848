import type { GateDetail } from '../../api/schemas/gates.ts';
import type { GateLeaf, GateType } from '../../domain/approval.ts';
import type { Json } from '../../domain/canonical-json.ts';
import { gateSubject, subjectHash } from '../../domain/gate-subjects.ts';

const openedAt = '2026-09-01T08:00:00.000Z';
const deadlineAt = '2026-09-04T08:00:00.000Z';

export function aWipeLeaf(number: number): GateLeaf {
  return {
    deviceKey: `key-${number}`,
    action: 'wipe',
    serial: `SN-${number}`,
    entraDeviceId: `entra-${number}`,
    managedDeviceId: `intune-${number}`,
    enrolledDateTime: '2025-01-01T00:00:00Z',
    precondition: 'profile assigned',
  };
}

export const policyBody = {
  group: {
    displayName: 'Gangway devices',
    membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GANGWAY"))',
  },
  espProfile: { displayName: 'Gangway ESP', installProgressTimeoutInMinutes: 90 },
  comanagementPolicy: {
    displayName: 'Gangway settings',
    installConfigurationManagerAgent: true,
    configurationManagerAgentCommandLineArgument:
      'CCMSETUPCMD="CCMHOSTNAME=CMG.CONTOSO.COM/CCM_Proxy SMSSITECODE=PS1"',
  },
} as const satisfies Json;

/** A gate as the API shows it, all leaves on one page. */
export function anOpenGate(
  given: {
    run?: string;
    gate?: string;
    gateType?: GateType;
    leaves?: readonly GateLeaf[];
    quorum?: number;
  } = {},
): GateDetail {
  const {
    run = 'r-1',
    gateType = 'wipe',
    leaves = [aWipeLeaf(1), aWipeLeaf(2), aWipeLeaf(3)],
  } = given;
  const { gate = gateType === 'wipe' ? 'wipe-1' : gateType, quorum = 2 } = given;
  const [first] = leaves;
  const action = first === undefined ? 'go-on' : first.action;
  const counts = { devices: leaves.length };
  const body = gateType === 'policy' ? { body: policyBody } : {};
  const subject = gateSubject({ gateType, wave: 1, action, leaves, counts, ...body });
  const shared = { run, gate, nonce: 'n-1', planHash: 'a'.repeat(64) };
  return {
    ...shared,
    gateId: `${run}.${gate}`,
    gateType,
    wave: 1,
    action,
    state: 'open',
    quorum,
    decidedBy: [],
    counts,
    leafCount: leaves.length,
    openedAt,
    deadlineAt,
    links: [],
    subjectHash: subjectHash(subject),
    subject,
    ...body,
    leaves: { items: leaves },
    decisionDraft: {
      ...shared,
      subjectHash: subjectHash(subject),
      decideBefore: deadlineAt,
      executeUntil: '2026-10-01T08:00:00.000Z',
    },
  };
}
