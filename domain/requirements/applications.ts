import type { Facts } from './facts.ts';
import { fail, given, notApplicable, pass, passIf, present, unknown } from './outcome.ts';
import { namesOf } from './checks/reach.ts';
import type { CheckOutcome, Requirement } from './requirement.ts';
import { sources } from './sources.ts';

const common = {
  isConfirmed: true,
  paths: ['autopilot'],
  neededBefore: 'registration',
  fixer: 'site-admin',
} as const;

/** Applications that Configuration Manager deploys. */
export const applications: readonly Requirement[] = [
  {
    ...common,
    id: 'REQ-140',
    kind: 'rule',
    title: 'Device collection first',
    severity: 'block',
    statement:
      'Applications are deployed to a device collection of the run’s clients, which is made and evaluated before them.',
    remedy:
      'Correct the collection in the console if Gangway reports it as not ready or as somebody else’s.',
    fixer: 'gangway',
    sources: [sources.autopilotCoManagement, sources.mecmAdminService],
    enforcedIn: 'activities/site-objects.ts#createSiteObjectActivities',
    shownBy:
      'test/activities/tenant-objects.test.ts#what is not there is made once, assigned to the group and written down',
  },
  {
    ...common,
    id: 'REQ-142',
    kind: 'check',
    title: 'About 200 incremental collections',
    severity: 'warn',
    neededBefore: 'policy',
    statement:
      'A site keeps at most about 200 collections with incremental updates; beyond that evaluation falls behind, and devices join the run’s collection late.',
    remedy: 'Set collections that need no quick membership to a schedule.',
    sources: [sources.collections],
    check: fewIncrementalCollections,
  },
  {
    ...common,
    id: 'REQ-144',
    kind: 'rule',
    title: 'A deployment counts when it is listed',
    severity: 'warn',
    // The documented way is the New-CMApplicationDeployment cmdlet.
    isConfirmed: false,
    statement:
      'Making a deployment over the AdminService is not documented, so a deployment counts only once the site lists it on the run’s collection.',
    remedy:
      'Deploy the application in the console or with New-CMApplicationDeployment; Gangway adopts it.',
    sources: [sources.cmdlets, sources.mecmAdminService],
    enforcedIn: 'activities/site-objects.ts#createSiteObjectActivities',
    shownBy:
      'test/activities/tenant-objects.test.ts#is adopted when it is what is wanted, and not made again',
  },
  {
    ...common,
    id: 'REQ-145',
    kind: 'check',
    title: 'Install beats uninstall',
    severity: 'warn',
    statement:
      'No application of the run has an install and an uninstall deployment on one collection: the install wins, and taking it back takes more than an uninstall.',
    remedy:
      'Delete the uninstall deployment; to take an application back, delete the install deployment first.',
    sources: [sources.cmdlets],
    check: noCompetingDeployments,
  },
  {
    ...common,
    id: 'REQ-146',
    kind: 'check',
    title: 'Content on the gateway',
    severity: 'block',
    // That content must be there is documented; which class tells so of a gateway is not.
    isConfirmed: false,
    statement:
      'The content of every application of the run is on a content-enabled cloud management gateway: devices on the internet get it nowhere else.',
    remedy:
      'Distribute the content to the gateway. Gangway deploys an application only once it is there.',
    sources: [
      sources.tutorialNewDevices,
      sources.clientInstallationProperties,
      sources.gatewayScale,
    ],
    check: contentIsOnGateway,
  },
];

const incrementalMax = 200;

function fewIncrementalCollections(facts: Facts): CheckOutcome {
  return given(facts.site.collections, ({ incremental, total }) =>
    passIf(
      incremental <= incrementalMax,
      `${incremental} of ${total} collections are updated incrementally`,
    ),
  );
}

function noCompetingDeployments(facts: Facts): CheckOutcome {
  return present(facts.run.spec, 'a run with its spec', (spec) =>
    given(facts.site.applicationAssignments, (assignments) => {
      const wanted = spec.applications.filter((name) =>
        assignments.some(
          ({ applicationName, isUninstall }) => isUninstall && applicationName === name,
        ),
      );
      return wanted.length === 0
        ? pass('no application of the run is uninstalled on its collection')
        : fail(`uninstalled on the same collection: ${wanted.slice(0, 3).join(', ')}`);
    }),
  );
}

function contentIsOnGateway(facts: Facts): CheckOutcome {
  return given(facts.site.applications, (found) => {
    const withContent = found.filter(({ hasContent }) => hasContent);
    if (withContent.length === 0) return notApplicable('no application of the run has content');
    const missing = withContent.filter(({ isOnGateway }) => isOnGateway === false);
    if (missing.length > 0) return fail(`not on a gateway: ${namesOf(missing)}`);
    const unsaid = withContent.filter(({ isOnGateway }) => isOnGateway === undefined);
    return unsaid.length > 0
      ? unknown(`the content status of ${unsaid.length} applications`)
      : pass(`the content of ${withContent.length} applications is on a gateway`);
  });
}
