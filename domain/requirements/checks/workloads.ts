import type { Facts } from '../facts.ts';
import { fail, given, notApplicable, pass, passIf } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';

/**
 * Bits of `CoManagementFlags`; Microsoft’s pages show 2, 4 and 16 only, the rest is community tables that agree:
 * https://byteben.com. Newer clients set bits above, whose meaning nobody has published.
 */
const workloads = {
  compliance: 2,
  resourceAccess: 4,
  deviceConfiguration: 8,
  windowsUpdate: 16,
  endpointProtection: 32,
} as const;
const knownBits = 0xff;

/** Of a flag word those bits that have a meaning. */
export function workloadsOf(flags: number): number {
  return flags & knownBits;
}

/** What moves with device configuration: https://learn.microsoft.com/intune/configmgr/comanage/workloads */
export function draggedWorkloads(facts: Facts): CheckOutcome {
  const dragged = workloads.resourceAccess | workloads.endpointProtection;
  const isMoved = (flags: number): boolean => (flags & workloads.deviceConfiguration) !== 0;
  const isTorn = (flags: number): boolean => isMoved(flags) && (flags & dragged) !== dragged;
  return given(facts.site.comanagement, ({ workloadFlags }) =>
    given(facts.site.workloadFlagsOnClients, (reported) => {
      if (!isMoved(workloadFlags) && !reported.some(({ flags }) => isMoved(flags)))
        return notApplicable('device configuration is with Configuration Manager');
      const torn = reported.filter(({ flags }) => isTorn(flags));
      const clients = torn.reduce((sum, row) => sum + row.clients, 0);
      const evidence = `flags are ${workloadsOf(workloadFlags)}; ${clients} clients have device configuration alone`;
      return passIf(!isTorn(workloadFlags) && clients === 0, evidence);
    }),
  );
}

const neverRemoved: readonly string[] = ['CoMgmtSettingsPilotEP', 'CoMgmtSettingsPilotDC'];

export function pilotThatNeverRemoves(facts: Facts): CheckOutcome {
  return given(facts.site.comanagement, ({ pilotWorkloads }) => {
    const found = pilotWorkloads.filter((name) => neverRemoved.includes(name));
    return found.length === 0
      ? pass('neither endpoint protection nor device configuration is piloted')
      : fail(`at Pilot Intune: ${found.join(', ')}`);
  });
}

/** On the Autopilot path the policy hands every workload to Intune, wherever the sliders stand. */
export function updatesAreOffAtTheSite(facts: Facts): CheckOutcome {
  return given(facts.site.comanagement, ({ workloadFlags }) => {
    const isWithIntune =
      facts.run.path === 'autopilot' || (workloadFlags & workloads.windowsUpdate) !== 0;
    if (!isWithIntune)
      return notApplicable('Windows Update policies are with Configuration Manager');
    return given(facts.site.clientSettingsDefault, (standard) =>
      given(facts.site.clientSettings, (custom) => {
        const isOff = [standard, ...custom].some(
          ({ softwareUpdatesEnabled }) => softwareUpdatesEnabled === false,
        );
        const evidence = isOff
          ? 'client settings that turn software updates off are there'
          : 'no client settings turn software updates off';
        return passIf(isOff, evidence);
      }),
    );
  });
}

export function complianceBeforeConditionalAccess(facts: Facts): CheckOutcome {
  return given(facts.tenant.conditionalAccessPolicies, (policies) => {
    const asking = policies.filter(
      ({ state, builtInControls }) =>
        state === 'enabled' && builtInControls.includes('compliantDevice'),
    ).length;
    if (asking === 0) return notApplicable('no conditional access policy asks for compliance');
    return given(facts.site.comanagement, ({ workloadFlags }) =>
      passIf(
        (workloadFlags & workloads.compliance) !== 0,
        `${asking} policies ask for a compliant device; workload flags are ${workloadsOf(workloadFlags)}`,
      ),
    );
  });
}
