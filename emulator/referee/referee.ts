import { currentRequest } from '../http/current-request.ts';
import type { CurrentRequest } from '../http/current-request.ts';
import type { Simulation } from '../simulation.ts';
import { Announcements } from './announcements.ts';
import type { ListAction } from './announcements.ts';
import { Assignments } from './assignments.ts';
import { judges } from './judges/judges.ts';
import { judgeLostDevices } from './judges/lost-devices.ts';
import { Ownership } from './ownership.ts';
import { ruleOf } from './rule-book.ts';
import { RuleChanges } from './rule-changes.ts';
import type { RuleId } from './rules.ts';
import type { BlamedRequest, Store, Violation } from './violation.ts';

export interface Finding {
  /** Finds it in `/_emulator/truth`. */
  subject: string;
  evidence?: object;
  object?: { store: Store; id: string };
  machineId?: string | undefined;
  /** What set it in motion, when that was not the request under way. */
  request?: CurrentRequest | undefined;
}

/** What a judge is given. */
export interface Judging {
  simulation: Simulation;
  announcements: Announcements;
  ownership: Ownership;
  assignments: Assignments;
  ruleChanges: RuleChanges;
  report: (rule: RuleId, finding: Finding) => void;
}

/**
 * Watches the world, not the code that acts on it, and writes down what must never happen. It
 * knows of the outside only what people announce, and of callers only what they send.
 */
export class Referee {
  readonly announcements: Announcements;
  readonly #found: Violation[] = [];
  readonly #simulation: Simulation;
  readonly #given: Judging;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.announcements = new Announcements(simulation);
    const { off } = simulation.world.referee;
    this.#given = {
      simulation,
      announcements: this.announcements,
      ownership: new Ownership(simulation),
      assignments: new Assignments(simulation),
      ruleChanges: new RuleChanges(simulation),
      report: (rule, finding) => {
        if (!off.includes(rule)) this.#write(rule, finding);
      },
    };
    for (const judge of judges) judge(this.#given);
  }

  get violations(): readonly Violation[] {
    return this.#found.filter(({ severity }) => severity === 'violation');
  }

  /** What the vendor only advises against. */
  get notices(): readonly Violation[] {
    return this.#found.filter(({ severity }) => severity === 'notice');
  }

  /** The caller says that everything is over: whoever is missing now is lost. Told once each. */
  violationsAtEnd(): readonly Violation[] {
    const told = new Set(this.#found.filter(isLoss).map(({ subject }) => subject));
    judgeLostDevices({
      ...this.#given,
      report: (rule, finding) => {
        if (!told.has(finding.subject)) this.#given.report(rule, finding);
      },
    });
    return this.violations;
  }

  announceList(serialNumbers: readonly string[], actions?: readonly ListAction[]): void {
    this.announcements.announceList(serialNumbers, actions);
  }

  announceKeyExport(keyIds: readonly string[]): void {
    this.announcements.announceKeyExport(keyIds);
  }

  #write(id: RuleId, finding: Finding): void {
    const { clock } = this.#simulation;
    const { kind, sentence, severity, source } = ruleOf(id);
    const request = finding.request ?? currentRequest();
    // What the network doubled was asked for once, and judged once.
    if (request?.isRepeat === true) return;
    this.#found.push({
      rule: id,
      kind,
      severity,
      sentence,
      source,
      subject: finding.subject,
      evidence: { ...finding.evidence },
      at: clock.nowIso(),
      ...(request === undefined ? {} : { request: this.#blame(request) }),
      ...(finding.object === undefined ? {} : { object: finding.object }),
      ...(finding.machineId === undefined ? {} : { machine: finding.machineId }),
    });
  }

  #blame({ method, path, clientRequestId, caller, surface }: CurrentRequest): BlamedRequest {
    return {
      method,
      path,
      clientRequestId: clientRequestId ?? null,
      app: surface === 'graph' ? this.#appNamed(caller) : this.#principalNamed(caller),
    };
  }

  #appNamed(clientId: string): string {
    return this.#simulation.world.apps.find((app) => app.clientId === clientId)?.name ?? clientId;
  }

  /** Never the credential itself. */
  #principalNamed(caller: string): string {
    const { principals } = this.#simulation.world.site;
    const found = principals.find(
      ({ token, userPrincipalName }) =>
        (token !== undefined && caller === `Negotiate ${token}`) || userPrincipalName === caller,
    );
    return found?.name ?? 'unknown principal';
  }
}

function isLoss({ rule }: Violation): boolean {
  return rule === 'REF-DEVICE-LOST';
}
