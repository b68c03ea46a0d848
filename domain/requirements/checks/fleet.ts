import type { Facts } from '../facts.ts';
import { fail, notApplicable, pass, present, share, unknown } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { MachineFacts } from '../run-facts.ts';

const needsFleet = 'an inventory of the machines of a run';

interface Question {
  /** Left out: every machine of the run. */
  readonly among?: (machine: MachineFacts) => boolean;
  /** Undefined: no store says so of this machine. */
  readonly isGood: (machine: MachineFacts) => boolean | undefined;
  /** Follows the count of those that are not good. */
  readonly words: string;
}

function givenMachines(
  facts: Facts,
  judge: (machines: readonly MachineFacts[]) => CheckOutcome,
): CheckOutcome {
  return present(facts.run.machines, needsFleet, judge);
}

/** Passes when no machine is known to be bad; says of how many nothing is known, and is unknown when that is all of them. */
export function everyMachine(facts: Facts, { among, isGood, words }: Question): CheckOutcome {
  return givenMachines(facts, (all) => {
    const machines = among === undefined ? all : all.filter((machine) => among(machine));
    if (machines.length === 0) return notApplicable('no machine of the run is concerned');
    const answers = machines.map((machine) => isGood(machine));
    const bad = answers.filter((answer) => answer === false).length;
    const silent = answers.filter((answer) => answer === undefined).length;
    if (bad === 0 && silent === machines.length)
      return unknown(`a read that tells which machines ${words}`);
    const untold = silent === 0 ? '' : `; nothing is known of ${silent}`;
    const evidence = `${share(bad, machines.length, `machines ${words}`)}${untold}`;
    return bad === 0 ? pass(evidence) : fail(evidence);
  });
}
