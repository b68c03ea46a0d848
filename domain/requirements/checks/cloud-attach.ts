import { commandLineAdvice, commandLineProblem } from '../../command-line.ts';
import type { CommandLineAdvice, CommandLineProblem } from '../../command-line.ts';
import type { Facts } from '../facts.ts';
import { fail, given, notApplicable, pass, passIf, present, share, unknown } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { MachineFacts } from '../run-facts.ts';
import { isWindowsServiced } from './windows-releases.ts';

export function comanagementEnabled({ site }: Facts): CheckOutcome {
  return given(site.comanagement, ({ isEnabled }) =>
    passIf(isEnabled, `CoMgmtSettingsProd is ${isEnabled ? '' : 'not '}assigned`),
  );
}

/** All enrols every eligible client at once: the default of the wizard, and not a controlled rollout. */
export function enrolmentControlled({ site }: Facts): CheckOutcome {
  return given(site.comanagement, ({ automaticEnrolment }) =>
    passIf(automaticEnrolment !== 'all', `automatic enrolment is ${automaticEnrolment}`),
  );
}

export function stagingWithinEnrolment({ site }: Facts): CheckOutcome {
  return given(site.stagingCollections, (collections) => {
    const members = collections.reduce((sum, one) => sum + one.members, 0);
    const outside = collections.reduce((sum, one) => sum + one.outsideAutoEnrolment, 0);
    const evidence = `${share(outside, members, 'members')} of ${collections.length} staging collections outside the Intune Auto Enrollment collection`;
    return passIf(outside === 0, evidence);
  });
}

const lineNeeded = 'the client command line, which a person copies from the console';

export function commandLineSaved({ run, site }: Facts): CheckOutcome {
  return present(run.commandLine, lineNeeded, (line) =>
    given(site.site, ({ siteCode }) =>
      given(site.gateways, (gateways) => {
        // With several gateways the console names one of them; which is its choice.
        const problems = gateways.map(({ hostName }) =>
          commandLineProblem(line, { siteCode, cmgHost: hostName }),
        );
        if (problems.includes(undefined)) return pass('it names this site and its gateway');
        const [first] = problems;
        return fail(first == null ? 'the site has no gateway it could name' : sayWhere(first));
      }),
    ),
  );
}

export function lineIsFreeOf(advice: CommandLineAdvice['kind']): (facts: Facts) => CheckOutcome {
  return ({ run }) =>
    present(run.commandLine, lineNeeded, (line) => {
      const found = commandLineAdvice(line).find(({ kind }) => kind === advice);
      return found === undefined ? pass('nothing of the kind in it') : fail(sayWhere(found));
    });
}

function sayWhere({ position, message }: CommandLineProblem): string {
  return `client command line, position ${position}: ${message}`;
}

export function machinesJoined({ run }: Facts): CheckOutcome {
  return ofMachines(run.machines, (machines) => {
    const told = machines.filter(({ trustType }) => trustType !== undefined);
    const unfit = told.filter(
      ({ trustType }) => trustType !== 'AzureAd' && trustType !== 'ServerAd',
    );
    const evidence = `${share(unfit.length, machines.length, 'machines')} registered only`;
    if (unfit.length > 0) return fail(evidence);
    return told.length === machines.length
      ? pass(evidence)
      : unknown(
          `the join type of ${share(machines.length - told.length, machines.length, 'machines')}`,
        );
  });
}

export function machinesServiced({ run, clocks }: Facts): CheckOutcome {
  return ofMachines(run.machines, (machines) => {
    const verdicts = machines.map(({ osVersion }) =>
      osVersion === undefined ? undefined : isWindowsServiced(osVersion, clocks.vendorNow),
    );
    const old = verdicts.filter((isServiced) => isServiced === false).length;
    if (old > 0)
      return fail(`${share(old, machines.length, 'machines')} on a Windows out of service`);
    const untold = verdicts.filter((isServiced) => isServiced === undefined).length;
    return untold === 0
      ? pass(`${machines.length} machines on a serviced Windows`)
      : unknown(`the Windows version of ${share(untold, machines.length, 'machines')}`);
  });
}

function ofMachines(
  machines: readonly MachineFacts[] | undefined,
  judge: (machines: readonly MachineFacts[]) => CheckOutcome,
): CheckOutcome {
  if (machines === undefined) return unknown('the inventory of the run');
  return machines.length === 0 ? notApplicable('no machines') : judge(machines);
}
