/** What an admin asks for: the whole of `examples/run.json`, checked by the API's schema. Durations are ISO 8601. */
export interface RunSpec {
  readonly name: string;
  readonly path: 'autopilot';
  readonly groupTag: string;
  readonly deviceGroup: { readonly name: string };
  readonly espProfile: { readonly name: string; readonly timeoutMinutes: number };
  readonly autopilotProfile: { readonly name: string; readonly deviceNameTemplate?: string };
  readonly comanagementPolicy: { readonly name: string; readonly description: string };
  readonly deviceCollection: { readonly name: string; readonly limitToCollectionId: string };
  /** Applications of the site, by their localized display name; each is deployed as required. */
  readonly applications: readonly string[];
  readonly waves: WaveSpec;
  /** How long a disabled duplicate rests before it may be deleted, in vendor time. Default P30D. */
  readonly duplicateGrace: string;
  readonly gates: GateSpec;
}

export interface WaveSpec {
  /** Devices of the first wave, which must be co-managed before the next begins. */
  readonly canary: number;
  /** Devices of each further wave; the last one holds what is left. */
  readonly size: number;
  /** A wave is within budget while at most this share of it failed, in percent. */
  readonly failureBudgetPercent: number;
}

export interface GateSpec {
  /** Time from opening to escalation, and again from escalation to hold. Wall time. */
  readonly deadline: string;
  /** How long after signing the guard may act on a decision. Wall time; default P30D. */
  readonly executeWithin: string;
}
