import type { Facts } from '../facts.ts';
import { failMildly, given, pass, passIf } from '../outcome.ts';
import { isReached } from './reach.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { ConfigurationPolicy, EnrollmentConfiguration, MobileApp } from '../tenant-facts.ts';

type ComanagementPolicy = Extract<EnrollmentConfiguration, { kind: 'comanagement-authority' }>;

/** The setting `AllowedTlsAuthenticationEndpoints` of the policy area NetworkListManager, as the settings catalogue names it. */
export const tlsEndpointsSetting =
  'device_vendor_msft_policy_config_networklistmanager_allowedtlsauthenticationendpoints';

/** What sets up the client in the name and command lines of an Intune app. */
const clientSetup = /ccmsetup|configmgr client setup bootstrap/;

export function onePolicy(facts: Facts): CheckOutcome {
  return otherPolicies(facts, (others, reaching) => {
    if (facts.run.managedDesktop) {
      return passIf(others.length === 0, `${others.length} other policies are assigned`);
    }
    const evidence = `${reaching.length} other policies reach the run’s devices`;
    // Elsewhere the lowest priority number wins, which is defined but easily overlooked.
    return reaching.length === 0 ? pass(evidence) : failMildly(evidence);
  });
}

/** What would take over if the run's policy were deleted. */
export function nextPolicy(facts: Facts): CheckOutcome {
  return otherPolicies(facts, (_others, reaching) =>
    passIf(reaching.length === 0, `${reaching.length} other policies would take over`),
  );
}

function otherPolicies(
  { tenant, run }: Facts,
  judge: (
    assigned: readonly ComanagementPolicy[],
    reaching: readonly ComanagementPolicy[],
  ) => CheckOutcome,
): CheckOutcome {
  return given(tenant.deviceEnrollmentConfigurations, (configurations) =>
    given(tenant.deviceGroup, (group) => {
      const others = configurations
        .filter((one) => one.kind === 'comanagement-authority')
        .filter(({ displayName }) => displayName !== run.spec?.comanagementPolicy.name)
        .filter(({ targets }) => targets.length > 0);
      return judge(
        others,
        others.filter(({ targets }) => isReached(targets, group)),
      );
    }),
  );
}

export function noClientApp({ tenant }: Facts): CheckOutcome {
  return given(tenant.mobileApps, (apps) =>
    given(tenant.deviceGroup, (group) => {
      const hit = apps.filter((app) => installsClient(app) && isReached(app.targets, group));
      return passIf(hit.length === 0, `${hit.length} apps install the client on the run’s devices`);
    }),
  );
}

function installsClient({ displayName, installText }: MobileApp): boolean {
  return clientSetup.test(displayName.toLowerCase()) || clientSetup.test(installText.toLowerCase());
}

export function noTlsEndpointsPolicy({ tenant }: Facts): CheckOutcome {
  return given(tenant.configurationPolicies, (policies) =>
    given(tenant.deviceGroup, (group) => {
      const hit = policies.filter((one) => hasEndpoints(one) && isReached(one.targets, group));
      return passIf(
        hit.length === 0,
        `${hit.length} policies with TLS endpoints reach the run’s devices`,
      );
    }),
  );
}

function hasEndpoints({ settingDefinitionIds }: ConfigurationPolicy): boolean {
  return settingDefinitionIds.some((id) => id.toLowerCase() === tlsEndpointsSetting);
}
