import { gatewayHealthy, gatewayServesContent, gatewayTrusted } from './checks/gateway.ts';
import {
  adminServiceAnswers,
  bothDiscoveries,
  managementPointServesGateway,
  resourceAccessGone,
  settingsAdmitGateway,
  siteNewEnough,
  siteOnboarded,
  siteSupported,
  userPolicyOnInternet,
} from './checks/site.ts';
import { comanagementEnabled } from './checks/cloud-attach.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const both = { isConfirmed: true, paths: ['autopilot', 'existing-clients'] } as const;
const autopilot = { isConfirmed: true, paths: ['autopilot'] } as const;

/** The Configuration Manager site. */
export const site: readonly Requirement[] = [
  {
    ...both,
    id: 'REQ-024',
    kind: 'check',
    title: 'A supported release',
    severity: 'block',
    neededBefore: 'plan',
    statement: 'The site runs a current branch release that is still in support.',
    remedy: 'Update the site.',
    fixer: 'site-admin',
    sources: [sources.coManagementOverview, sources.tutorialClients, sources.siteVersions],
    check: siteSupported,
  },
  {
    ...autopilot,
    // The vendor's list of releases gives the build.
    id: 'REQ-025',
    kind: 'check',
    title: 'Release 2111 or later',
    severity: 'block',
    neededBefore: 'plan',
    statement: 'Autopilot into co-management works from release 2111 (build 9068) on.',
    remedy: 'Update the site, and promote the client that comes with it.',
    fixer: 'site-admin',
    sources: [sources.autopilotEnrollment, sources.siteVersions],
    check: siteNewEnough,
  },
  {
    ...both,
    id: 'REQ-026',
    kind: 'check',
    title: 'Resource access ends with 2403',
    severity: 'warn',
    neededBefore: 'cloud-attach',
    statement:
      'Resource access policies have had no support since 2203; release 2403 forces their workload to Intune and cannot be installed while any are left.',
    remedy: 'Delete the resource access policies before the update.',
    fixer: 'site-admin',
    sources: [sources.workloads],
    check: resourceAccessGone,
  },
  {
    ...both,
    id: 'REQ-027',
    kind: 'check',
    title: 'Co-management is on',
    severity: 'block',
    neededBefore: 'policy',
    statement: 'Co-management is enabled at the site: the policy CoMgmtSettingsProd is assigned.',
    remedy: 'Run Configure Cloud Attach in the console.',
    fixer: 'site-admin',
    sources: [sources.autopilotEnrollment, sources.enableCoManagement, sources.cmdlets],
    check: comanagementEnabled,
  },
  {
    ...autopilot,
    id: 'REQ-028',
    kind: 'check',
    title: 'A healthy cloud management gateway',
    severity: 'block',
    neededBefore: 'cloud-attach',
    statement: 'The site has a cloud management gateway in state ready, with a connection point.',
    remedy:
      'Make the gateway, add a connection point and let the management point accept its traffic.',
    fixer: 'site-admin',
    sources: [sources.autopilotEnrollment, sources.coManagementFaq, sources.tutorialNewDevices],
    check: gatewayHealthy,
  },
  {
    ...autopilot,
    // By which property a gateway says so is not documented.
    isConfirmed: false,
    id: 'REQ-029',
    kind: 'check',
    title: 'The gateway hands out content',
    severity: 'block',
    neededBefore: 'policy',
    statement: 'The gateway serves content: a new device downloads the client from it.',
    remedy: 'Allow the gateway to function as a cloud distribution point.',
    fixer: 'site-admin',
    sources: [sources.autopilotEnrollment, sources.tutorialNewDevices],
    check: gatewayServesContent,
  },
  {
    ...autopilot,
    id: 'REQ-030',
    kind: 'check',
    title: 'A certificate that clean Windows trusts',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'A device fresh from its box trusts the gateway’s certificate, best by a public authority.',
    remedy:
      'Give the gateway a certificate of a public authority; otherwise setup logs WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA.',
    fixer: 'site-admin',
    sources: [sources.prepareInternetDevices, sources.tutorialNewDevices],
    check: gatewayTrusted,
    // Where Gangway itself cannot reach the gateway.
    whenUnknown: {
      instructions:
        'On a PC that never belonged to the organisation open https:// with the gateway’s name in a browser.',
      evidence: 'The issuer of the certificate and its last day.',
      expiresAfterDays: 90,
    },
  },
  {
    ...autopilot,
    id: 'REQ-031',
    kind: 'check',
    title: 'The site is onboarded to Entra ID',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'The site has the Azure service Cloud Management for this tenant, and its apps have consent; otherwise clients fail to register with 0x87d00231.',
    remedy: 'Run the Azure Services wizard, consent for the tenant, run a full user discovery.',
    fixer: 'site-admin',
    sources: [
      sources.coManagementOverview,
      sources.tutorialNewDevices,
      sources.clientByEntra,
      sources.bootstrapTroubles,
    ],
    check: siteOnboarded,
  },
  {
    ...both,
    isConfirmed: false,
    id: 'REQ-032',
    kind: 'check',
    title: 'Both user discoveries',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'Where users are synchronised or federated, the site discovers them in Active Directory and in Entra ID.',
    remedy: 'Enable both discovery methods and run them.',
    fixer: 'site-admin',
    sources: [sources.clientByEntra, sources.bootstrapTroubles],
    check: bothDiscoveries,
  },
  {
    ...autopilot,
    id: 'REQ-033',
    kind: 'check',
    title: 'HTTPS or enhanced HTTP',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'A management point that uses HTTPS, or a site that uses enhanced HTTP, accepts the gateway’s traffic.',
    remedy:
      'Choose HTTPS or certificates of the site under Communication Security, then allow gateway traffic on the management point; its certificate takes about half an hour.',
    fixer: 'site-admin',
    sources: [sources.tutorialNewDevices, sources.gatewayAuthentication, sources.bootstrapTroubles],
    check: managementPointServesGateway,
  },
  {
    ...autopilot,
    id: 'REQ-034',
    kind: 'task',
    title: 'ASP.NET 4.5 on the management point',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'Clients that identify themselves by Entra ID need ASP.NET 4.5 on the management point’s server.',
    remedy: 'Add the Windows feature on the server.',
    fixer: 'site-admin',
    sources: [sources.clientByEntra],
    instructions:
      'On each management point behind the gateway look for the feature ASP.NET 4.5 (or later) in Server Manager.',
    evidence: 'The servers that were looked at.',
    expiresAfterDays: 365,
  },
  {
    ...autopilot,
    id: 'REQ-035',
    kind: 'check',
    title: 'Default client settings admit the gateway',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'The default client settings let clients use a cloud management gateway and a cloud distribution point. A device that is being set up knows no other settings yet.',
    remedy:
      'Set both to Yes in the default settings; take them back by custom settings where they are not wanted.',
    fixer: 'site-admin',
    sources: [
      sources.tutorialNewDevices,
      sources.clientByEntra,
      sources.clientInstallationProperties,
    ],
    check: settingsAdmitGateway,
    // The AdminService cannot show the agents of client settings on every release.
    whenUnknown: {
      instructions:
        'In the console open Administration › Client Settings › Default Client Settings › Cloud Services and look at the two settings for the gateway and the cloud distribution point.',
      evidence: 'Both values as shown.',
      expiresAfterDays: 90,
    },
  },
  {
    ...autopilot,
    id: 'REQ-036',
    kind: 'check',
    title: 'User policy over the internet',
    severity: 'warn',
    neededBefore: 'policy',
    statement: 'Where deployments aim at users, clients on the internet may ask for user policy.',
    remedy: 'Set “Enable user policy requests from internet clients” to Yes.',
    fixer: 'site-admin',
    sources: [sources.tutorialNewDevices],
    check: userPolicyOnInternet,
  },
  {
    ...both,
    id: 'REQ-038',
    kind: 'check',
    title: 'The AdminService answers',
    severity: 'block',
    neededBefore: 'plan',
    statement:
      'The administration service of the site answers Gangway’s site worker, as tenant attach needs it too.',
    remedy:
      'Mend the SMS Provider’s certificate or port, or make the worker’s account an administrative user of the site.',
    fixer: 'site-admin',
    sources: [sources.tenantAttach, sources.adminService],
    check: adminServiceAnswers,
  },
  {
    ...both,
    id: 'REQ-039',
    kind: 'notice',
    title: 'Place of the service connection point',
    severity: 'warn',
    neededBefore: 'cloud-attach',
    statement:
      'For tenant attach the tenant and the service connection point belong in the same geography.',
    remedy: 'Look at both places before the wizard is run.',
    fixer: 'site-admin',
    sources: [sources.tenantAttach],
  },
  {
    isConfirmed: true,
    paths: ['existing-clients'],
    id: 'REQ-042',
    kind: 'task',
    title: 'No other device management',
    severity: 'block',
    neededBefore: 'auto-enrolment',
    statement:
      'No device is enrolled with another management service: Configuration Manager would silently switch its workloads off there, which is coexistence and not co-management.',
    remedy: 'Unenrol the devices from the other service first.',
    fixer: 'run-admin',
    sources: [sources.coexistence],
    instructions:
      'Ask whether another management service was ever used on these PCs; on a sample run dsregcmd /status and look at MdmUrl.',
    evidence: 'Who answered, and the number of PCs looked at.',
    expiresAfterDays: 90,
  },
];
