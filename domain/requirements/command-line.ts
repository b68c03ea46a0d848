import { lineIsFreeOf } from './checks/cloud-attach.ts';
import { noClientApp, noTlsEndpointsPolicy } from './checks/policies.ts';
import { tenantConnected } from './checks/roles.ts';
import type { Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const both = { isConfirmed: true, paths: ['autopilot', 'existing-clients'] } as const;
const autopilot = { isConfirmed: true, paths: ['autopilot'] } as const;

/** Refused by the parser before anything is made with the line. */
const parsed = {
  kind: 'rule',
  neededBefore: 'policy',
  fixer: 'site-admin',
  enforcedIn: 'domain/command-line.ts#commandLineProblem',
} as const;

const properties = sources.clientInstallationProperties;

/** The client command line. */
export const commandLine: readonly Requirement[] = [
  {
    ...both,
    ...parsed,
    id: 'REQ-063',
    title: 'CCMHOSTNAME names the gateway',
    severity: 'block',
    statement:
      'CCMHOSTNAME is there and reads as the gateway’s name, /CCM_Proxy_MutualAuth/ and a number, without https:// in front.',
    remedy: 'Copy the line from the Enablement page again.',
    sources: [sources.prepareInternetDevices, properties],
    shownBy: 'test/domain/command-line.test.ts#a gateway with https://',
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-064',
    title: 'SMSSITECODE is the site’s own code',
    severity: 'block',
    statement:
      'SMSSITECODE is there with the site’s three characters; AUTO does not work over the internet.',
    remedy: 'Write the site’s code.',
    sources: [sources.prepareInternetDevices, properties],
    shownBy: 'test/domain/command-line.test.ts#a site to be found',
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-065',
    title: 'At most 1,024 characters',
    severity: 'block',
    statement:
      'The whole line has at most 1,024 characters; beyond that the client’s installation fails.',
    remedy: 'Leave optional properties out.',
    sources: [sources.prepareInternetDevices, properties, sources.bootstrapTroubles],
    shownBy:
      'test/domain/command-line.test.ts#of exactly the length that is allowed, and no longer',
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-066',
    title: 'The frame CCMSETUPCMD="…"',
    severity: 'block',
    statement:
      'Intune runs ccmsetup.msi, so everything meant for ccmsetup.exe stands within CCMSETUPCMD="…", with no quotation marks inside.',
    remedy: 'Put the frame around the whole line.',
    sources: [properties, sources.prepareInternetDevices],
    shownBy: 'test/domain/command-line.test.ts#without its frame',
  },
  {
    ...both,
    id: 'REQ-067',
    kind: 'check',
    title: 'Parameters before properties',
    severity: 'warn',
    neededBefore: 'policy',
    statement: 'Within the frame parameters with a slash stand before properties NAME=value.',
    remedy: 'Change the order.',
    fixer: 'site-admin',
    sources: [properties],
    check: lineIsFreeOf('order'),
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-068',
    title: '/mp through the gateway begins with https://',
    severity: 'block',
    statement: 'Where /mp names the gateway it begins with https://, the opposite of CCMHOSTNAME.',
    remedy: 'Write https:// in front, or leave /mp out.',
    sources: [properties],
    shownBy: 'test/domain/command-line.test.ts#the gateway as management point without https://',
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-070',
    title: 'No /UsePKICert',
    severity: 'block',
    statement: '/UsePKICert keeps the client from fetching its Entra data through the gateway.',
    remedy: 'Take it out.',
    sources: [properties],
    shownBy:
      'test/domain/command-line.test.ts#with /UsePKICert, which keeps the client from its Entra data',
  },
  {
    ...both,
    id: 'REQ-072',
    kind: 'check',
    title: 'No /NoCRLCheck',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      '/NoCRLCheck is only for a private authority whose revocation list is not published to the internet; publishing it is better.',
    remedy: 'Publish the revocation list and take the parameter out.',
    fixer: 'site-admin',
    sources: [sources.prepareInternetDevices, properties],
    check: lineIsFreeOf('revocation-check'),
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-073',
    title: 'PROVISIONTS',
    severity: 'warn',
    statement:
      'PROVISIONTS would start a task sequence by its deployment id on the collection All Provisioning Devices, if the client registered. Gangway refuses lines with it: applications are deployed to the device collection.',
    remedy: 'Take it out and deploy the applications.',
    sources: [properties, sources.autopilotEnrollment],
    shownBy: 'test/domain/command-line.test.ts#a task sequence',
  },
  {
    ...both,
    ...parsed,
    id: 'REQ-074',
    title: 'A task sequence would need a certificate',
    severity: 'warn',
    statement:
      'A provisioning task sequence that installs applications or updates needs a client certificate, which a new device does not have. Gangway refuses lines with one.',
    remedy: 'Take PROVISIONTS out.',
    sources: [properties],
    shownBy: 'test/domain/command-line.test.ts#a task sequence',
  },
  {
    ...autopilot,
    ...parsed,
    managedDesktop: 'only',
    id: 'REQ-075',
    title: 'No task sequence under Managed Desktop',
    severity: 'block',
    statement:
      'Under Managed Desktop no task sequence runs: it conflicts with the apps of its own status page.',
    remedy: 'Take PROVISIONTS out and deploy applications in Configuration Manager.',
    sources: [sources.autopilotCoManagement],
    shownBy: 'test/domain/command-line.test.ts#a task sequence',
  },
  {
    ...autopilot,
    ...parsed,
    isConfirmed: false,
    id: 'REQ-076',
    title: 'A small task sequence, or none',
    severity: 'warn',
    statement:
      'A provisioning task sequence with many applications runs into the status page’s timeout. Gangway refuses lines with one.',
    remedy: 'Deploy the applications after setup.',
    sources: [sources.autopilotEnrollment],
    shownBy: 'test/domain/command-line.test.ts#a task sequence',
  },
  {
    ...both,
    id: 'REQ-078',
    kind: 'check',
    title: 'No registration token',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'A bulk registration token lives for days, cannot be renewed and eats up the line’s length; devices joined to Entra ID do not need one.',
    remedy: 'Take /regtoken out: the devices identify themselves by Entra ID.',
    fixer: 'site-admin',
    sources: [sources.clientByToken, properties, sources.gatewayAuthentication],
    check: lineIsFreeOf('registration-token'),
  },
  {
    ...autopilot,
    id: 'REQ-080',
    kind: 'check',
    title: 'No app that installs the client',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'The co-management settings policy installs the client; an Intune app that does the same comes later, competes with it and hands no authority over.',
    remedy: 'Unassign the app from the devices before the policy is assigned.',
    fixer: 'tenant-admin',
    sources: [
      sources.autopilotCoManagement,
      sources.autopilotEnrollment,
      sources.prepareInternetDevices,
    ],
    check: noClientApp,
  },
  {
    ...autopilot,
    id: 'REQ-081',
    kind: 'task',
    title: 'Clients identify themselves by Entra ID',
    severity: 'block',
    neededBefore: 'policy',
    statement:
      'A site whose clients identify themselves by PKI certificates alone cannot set devices up this way: the certificate is not there yet when the client needs it.',
    remedy: 'Let clients use Entra ID.',
    fixer: 'site-admin',
    sources: [sources.autopilotEnrollment],
    instructions:
      'In the console open the properties of the site, Communication Security, and the settings of the gateway; look whether clients must present a PKI certificate.',
    evidence: 'Both settings as shown.',
    expiresAfterDays: 180,
    readBack: tenantConnected,
  },
  {
    ...autopilot,
    id: 'REQ-082',
    kind: 'check',
    title: 'No policy of TLS endpoints on these devices',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'The setting AllowedTlsAuthenticationEndpoints can keep Entra joined devices from registering while they are in a network with these endpoints.',
    remedy: 'Exclude the run’s device group from the policy.',
    fixer: 'tenant-admin',
    sources: [sources.clientByEntra],
    check: noTlsEndpointsPolicy,
  },
];
