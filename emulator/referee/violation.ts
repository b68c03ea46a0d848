import type { Severity } from './rule-data.ts';
import type { RuleId, ViolationKind } from './rules.ts';

/** Something that must never happen, whoever did it. */
export interface Violation {
  rule: RuleId;
  kind: ViolationKind;
  severity: Severity;
  /** Of the rule. */
  sentence: string;
  source: string;
  /** What it happened to, in a form that finds it in `/_emulator/truth`. */
  subject: string;
  evidence: Record<string, unknown>;
  /** Vendor time. */
  at: string;
  /** The request that did it, or that set in motion what did it; none when people did. */
  request?: BlamedRequest;
  object?: { store: Store; id: string };
  /** The machine's own name in the world: `machineId`. */
  machine?: string;
}

export interface BlamedRequest {
  method: string;
  path: string;
  clientRequestId: string | null;
  /** Name of the app registration or of the site's principal, as the world has it. */
  app: string;
}

/** Where an object stands; the names are those of `/_emulator/truth`. */
export type Store =
  | 'entraDevices'
  | 'managedDevices'
  | 'autopilotIdentities'
  | 'importedIdentities'
  | 'groups'
  | 'enrollmentConfigurations'
  | 'deploymentProfiles'
  | 'mobileApps'
  | 'collections'
  | 'applicationAssignments'
  | 'systems'
  | 'approvalRequests';
