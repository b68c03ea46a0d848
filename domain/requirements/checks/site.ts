import type { Facts } from '../facts.ts';
import { fail, given, notApplicable, pass, passIf, unknown } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { ClientSettings } from '../site-facts.ts';
import { autopilotBuildMin, noResourceAccessBuild, releaseOf } from './site-releases.ts';

/** `SMS_Azure_CloudService.ServiceType` of cloud management; 5 is device upload. */
const cloudManagement = 1;

export function siteSupported({ site, clocks }: Facts): CheckOutcome {
  return given(site.site, ({ buildNumber }) => {
    const release = releaseOf(buildNumber);
    if (release === undefined) return pass(`build ${buildNumber} is newer than the known releases`);
    // Whole days, so plain comparison of the text is enough.
    const isSupported = clocks.vendorNow.slice(0, 10) <= release.supportedUntil;
    const { release: name, supportedUntil } = release;
    return passIf(isSupported, `release ${name}, supported until ${supportedUntil}`);
  });
}

export function siteNewEnough({ site }: Facts): CheckOutcome {
  return given(site.site, ({ buildNumber }) =>
    passIf(buildNumber >= autopilotBuildMin, `site build ${buildNumber}`),
  );
}

export function resourceAccessGone({ site }: Facts): CheckOutcome {
  return given(site.site, ({ buildNumber }) => {
    if (buildNumber >= noResourceAccessBuild) return notApplicable(`site build ${buildNumber}`);
    return given(site.resourceAccessPolicies, (count) =>
      passIf(count === 0, `${count} resource access policies are left`),
    );
  });
}

export function adminServiceAnswers({ site }: Facts): CheckOutcome {
  return given(site.adminService, ({ problem }) =>
    problem === undefined ? pass('the AdminService answers') : fail(problem),
  );
}

/** Attached, and the connection for cloud management consented to. */
export function siteOnboarded({ site, tenant, run }: Facts): CheckOutcome {
  return given(site.aadTenantIds, (tenantIds) => {
    if (!tenantIds.includes(run.tenantId)) return fail('the site is not onboarded to this tenant');
    return given(site.cloudServiceTypes, (types) => {
      if (!types.includes(cloudManagement)) return fail('there is no cloud management service');
      return given(tenant.siteServicePrincipals, (apps) => {
        const unfit = apps.filter((app) => !app.accountEnabled || !app.hasAdminConsent);
        const evidence = `${apps.length} apps of the site, ${unfit.length} disabled or without consent`;
        return passIf(apps.length > 0 && unfit.length === 0, evidence);
      });
    });
  });
}

export function bothDiscoveries({ site }: Facts): CheckOutcome {
  return given(site.discovery, ({ adUsers, entraUsers }) =>
    passIf(
      adUsers && entraUsers,
      `user discovery: Active Directory ${onOff(adUsers)}, Entra ID ${onOff(entraUsers)}`,
    ),
  );
}

/** The console offers gateway traffic on HTTPS and enhanced HTTP alone: an endpoint that answers is proof enough. */
export function managementPointServesGateway({ site }: Facts): CheckOutcome {
  if (site.managementPoints.kind === 'known') {
    const fit = site.managementPoints.value.filter(
      (point) => point.allowsGateway && (point.isHttps || point.usesEnhancedHttp),
    );
    const evidence = `${fit.length} management points with HTTPS or enhanced HTTP serve the gateway`;
    return passIf(fit.length > 0, evidence);
  }
  return given(site.gatewayEndpoints, (names) => {
    const count = names.filter((name) => name.toUpperCase() === 'SMS_MP').length;
    return passIf(count > 0, `${count} management points answer through the gateway`);
  });
}

export function settingsAdmitGateway({ site }: Facts): CheckOutcome {
  return given(site.clientSettingsDefault, ({ allowGateway, allowCloudDistributionPoint }) => {
    if (allowGateway === undefined || allowCloudDistributionPoint === undefined) {
      return unknown('a read of the cloud services agent in SMS_ClientSettingsDefault');
    }
    return passIf(
      allowGateway && allowCloudDistributionPoint,
      `default settings: gateway ${onOff(allowGateway)}, cloud distribution point ${onOff(allowCloudDistributionPoint)}`,
    );
  });
}

export function userPolicyOnInternet({ site }: Facts): CheckOutcome {
  return given(site.clientSettingsDefault, ({ userPolicyOnInternet: setting }: ClientSettings) =>
    setting === undefined
      ? unknown('a read of the client policy agent in SMS_ClientSettingsDefault')
      : passIf(setting, `user policy from the internet ${onOff(setting)}`),
  );
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
