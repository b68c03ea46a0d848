import type { Simulation } from '../../simulation.ts';
import type { Outcome } from '../../world/site.ts';
import type { Application } from '../applications/table.ts';
import { contentFor } from '../content/distribution.ts';
import type { SiteSystem } from '../systems/table.ts';
import { isEnabled, isInstall, isRequired } from './table.ts';
import type { Assignment } from './table.ts';

/** AppStatusType, the EnforcementState that goes with it, and what then stands on the device. */
interface Enforcement {
  statusType: 1 | 2 | 3 | 4 | 5;
  enforcementState: number;
}

export interface Asset extends Enforcement {
  assignment: Assignment;
  system: SiteSystem;
  /** 1 uninstalled, 2 installed, 3 unknown. */
  installedState: 1 | 2 | 3;
}

const unknown: Enforcement = { statusType: 4, enforcementState: 4000 };
const waitingForContent: Enforcement = { statusType: 2, enforcementState: 2001 };
const contentNotLocated: Enforcement = { statusType: 5, enforcementState: 5003 };
const conflicts: Enforcement = { statusType: 5, enforcementState: 5006 };

/** The way of an installation, by the share of `applicationMinutes` that has passed. */
const phases: readonly { until: number; enforcement: Enforcement }[] = [
  { until: 0.4, enforcement: waitingForContent },
  { until: 0.9, enforcement: { statusType: 2, enforcementState: 2002 } },
  { until: 1, enforcement: { statusType: 2, enforcementState: 2008 } },
];
/** Until then the client has not fetched the policy. */
const POLICY_SHARE = 0.2;

const ends: Readonly<Record<Outcome, Enforcement>> = {
  success: { statusType: 1, enforcementState: 1000 },
  error: { statusType: 5, enforcementState: 5002 },
  'requirements-not-met': { statusType: 3, enforcementState: 3000 },
  waiting: { statusType: 2, enforcementState: 2004 },
};

/** One row per member of the target collection, as it stands at `atMs`. */
export function assetsOf(
  simulation: Simulation,
  assignment: Assignment,
  atMs: number = simulation.clock.nowMs(),
): Asset[] {
  const { site } = simulation;
  const collection = site.collections.find(String(assignment.body['TargetCollectionID']));
  return Array.from(collection?.members ?? []).flatMap(([resourceId, memberSinceMs]) => {
    const system = site.systems.find(String(resourceId));
    if (system === undefined || memberSinceMs > atMs) return [];
    const enforcement = enforcementOf(simulation, { assignment, system, memberSinceMs, atMs });
    const installedState = installedStateOf(assignment, enforcement);
    return [{ assignment, system, installedState, ...enforcement }];
  });
}

function installedStateOf(assignment: Assignment, { statusType }: Enforcement): 1 | 2 | 3 {
  if (statusType === 4) return 3;
  return isInstall(assignment) === (statusType === 1) ? 2 : 1;
}

interface Situation {
  assignment: Assignment;
  system: SiteSystem;
  memberSinceMs: number;
  atMs: number;
}

function enforcementOf(simulation: Simulation, situation: Situation): Enforcement {
  const { site, world } = simulation;
  const { assignment, system, atMs } = situation;
  const sinceMs = startOf(situation);
  const answers = system.isClient && system.isActive && !system.isObsolete && !system.isBlocked;
  if (sinceMs === undefined || !answers) return unknown;
  const totalMs = world.timings.applicationMinutes * 60_000;
  if (atMs < sinceMs + POLICY_SHARE * totalMs) return unknown;
  const application = site.applications.find(assignment.modelName);
  if (application === undefined) return ends.error;
  // Install wins. https://learn.microsoft.com/mem/configmgr/apps/deploy-use/deploy-applications
  if (!isInstall(assignment) && isInstalledByAnother(simulation, situation)) return conflicts;
  const outcome = site.outcomeOf(application, system);
  if (outcome === 'requirements-not-met') return ends[outcome];
  const content = contentReadyMs(simulation, application, situation);
  if (content === 'failed') return contentNotLocated;
  if (content > atMs) return waitingForContent;
  const share = (atMs - Math.max(sinceMs, content)) / Math.max(totalMs, 1);
  const phase = totalMs === 0 ? undefined : phases.find(({ until }) => share < until);
  return phase?.enforcement ?? ends[outcome];
}

/** A required one begins at its deadline, an available one when somebody asks for it. */
function startOf({ assignment, system, memberSinceMs }: Situation): number | undefined {
  if (!isEnabled(assignment)) return undefined;
  const pushedMs = assignment.pushedMs.get(system.resourceId);
  if (pushedMs !== undefined) return pushedMs;
  if (!isRequired(assignment)) return undefined;
  const deadlineMs = Date.parse(String(assignment.body['EnforcementDeadline']));
  return Math.max(memberSinceMs, assignment.createdMs, deadlineMs);
}

function contentReadyMs(
  simulation: Simulation,
  application: Application,
  { assignment, system, atMs }: Situation,
): number | 'failed' {
  if (!application.spec.hasContent || !isInstall(assignment)) return 0;
  const isOnInternet = system.aadDeviceId !== null && !system.isHybrid;
  const copy = contentFor(simulation, application, isOnInternet);
  if (copy === undefined) return Number.POSITIVE_INFINITY;
  return copy.failure !== undefined && copy.readyMs <= atMs ? 'failed' : copy.readyMs;
}

function isInstalledByAnother({ site }: Simulation, { assignment, system }: Situation): boolean {
  return site.assignments.all().some((other) => {
    const collection = site.collections.find(String(other.body['TargetCollectionID']));
    return (
      other.modelName === assignment.modelName &&
      isInstall(other) &&
      isEnabled(other) &&
      collection?.members.has(system.resourceId) === true
    );
  });
}
