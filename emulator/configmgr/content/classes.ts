import type { Simulation } from '../../simulation.ts';
import type { Application, ContentCopy } from '../applications/table.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { instant, sint32, text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import { distribute, stateOf } from './distribution.ts';
import type { DistributionPointGroup } from './distribution.ts';

interface Copy {
  application: Application;
  point: string;
  copy: ContentCopy;
}

const APPLICATION = 31;

/** Packages of content, the groups they go to, and how far they got. */
export function contentClasses(simulation: Simulation): SiteClass[] {
  return [
    packageClass(simulation),
    groupClass(simulation),
    pointStatusClass(simulation),
    groupStatusClass(simulation),
    packageStatusClass(simulation),
    extraInfoClass(simulation),
  ];
}

function withContent({ site }: Simulation, view: CallerView): Application[] {
  return site.applications
    .all()
    .filter(({ spec }) => spec.hasContent && view.seesScope(spec.scopes));
}

function copiesOf(applications: Application[]): Copy[] {
  return applications.flatMap((application) =>
    Array.from(application.content, ([point, copy]) => ({ application, point, copy })),
  );
}

function packageClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  return defineClass<Application>({
    name: 'SMS_ContentPackage',
    key: ['PackageID'],
    superclass: 'SMS_PackageBaseclass',
    columns: {
      PackageID: text((a) => a.packageId),
      SecurityKey: text((a) => a.modelName),
      Name: text((a) => a.spec.name),
      PackageType: uint32(() => 8),
      SourceSite: text(() => site.spec.siteCode),
      SourceVersion: uint32(() => 1),
    },
    list: (view) => withContent(simulation, view),
    methods: {
      // https://github.com/joshburkard/MECMAdminService
      AddDistributionPointGroup: {
        parameters: { DistributionPointGroup: { type: 'Collection(Edm.String)' } },
        run: (application, { DistributionPointGroup: ids }, view) => {
          for (const group of site.distributionPointGroups()) {
            const isAsked =
              (ids as string[]).includes(group.groupId) && view.seesScope(group.scopes);
            if (isAsked) distribute(simulation, application, group);
          }
          return {};
        },
      },
    },
  });
}

function groupClass({ site }: Simulation): SiteClass {
  return defineClass<DistributionPointGroup>({
    name: 'SMS_DistributionPointGroup',
    key: ['GroupID'],
    columns: {
      GroupID: text((g) => g.groupId),
      Name: text((g) => g.name),
      Description: text(() => ''),
      MemberCount: uint32((g) => g.members.length),
      SourceSite: text(() => site.spec.siteCode),
    },
    list: (view) => site.distributionPointGroups().filter(({ scopes }) => view.seesScope(scopes)),
    methods: {
      RemovePackages: {
        parameters: { PackageIDs: { type: 'Collection(Edm.String)' } },
        run: (group, { PackageIDs: packageIds }) => {
          for (const application of site.applications.all()) {
            if (!(packageIds as string[]).includes(application.packageId)) continue;
            for (const point of group.members) application.content.delete(point);
          }
          return {};
        },
      },
    },
  });
}

function statusColumns({ clock, site, world }: Simulation): Record<string, Column<Copy>> {
  const stateAt = ({ copy }: Copy) => stateOf(copy, clock.nowMs());
  return {
    PackageID: text(({ application }) => application.packageId),
    Name: text(({ point }) => point),
    NalPath: text(
      ({ point }) =>
        `["Display=\\\\${point}\\"]MSWNET:["SMS_SITE=${site.spec.siteCode}"]\\\\${point}\\`,
    ),
    MessageState: uint32((each) => stateAt(each).state),
    MessageID: uint32((each) => stateAt(each).messageId),
    // Error and information, as status messages carry them.
    MessageSeverity: sint32((each) => (stateAt(each).state === 3 ? -1_073_741_824 : 1_073_741_824)),
    LastUpdateDate: instant(({ copy }) => {
      const startMs = copy.readyMs - world.timings.contentMinutes * 60_000;
      const ms = clock.nowMs() < copy.readyMs ? startMs : copy.readyMs;
      return `${new Date(ms).toISOString().slice(0, 19)}Z`;
    }),
    ObjectID: text(({ application }) => application.modelName),
    ObjectTypeID: uint32(() => APPLICATION),
    InsString1: text(({ application }) => application.packageId),
    InsString2: text(({ point }) => point),
  };
}

function pointStatusClass(simulation: Simulation): SiteClass {
  return defineClass<Copy>({
    name: 'SMS_DistributionDPStatus',
    key: ['ID'],
    columns: {
      ID: text(({ application, point }) => `${application.packageId}@${point}`),
      ...statusColumns(simulation),
    },
    list: (view) => copiesOf(withContent(simulation, view)),
  });
}

function groupStatusClass(simulation: Simulation): SiteClass {
  const { site } = simulation;
  type GroupCopy = Copy & { group: DistributionPointGroup };
  return defineClass<GroupCopy>({
    name: 'SMS_DPGroupDistributionStatusDetails',
    key: ['ID'],
    columns: {
      ID: text(
        ({ application, group, point }) => `${application.packageId}@${group.name}@${point}`,
      ),
      GroupID: text(({ group }) => group.groupId),
      GroupName: text(({ group }) => group.name),
      ...statusColumns(simulation),
    },
    list: (view) => {
      const copies = copiesOf(withContent(simulation, view));
      return site
        .distributionPointGroups()
        .filter(({ scopes }) => view.seesScope(scopes))
        .flatMap((group) =>
          copies
            .filter(({ point }) => group.members.includes(point))
            .map((copy) => ({ ...copy, group })),
        );
    },
  });
}

/** `Status`: 2 received, 3 installed, 5 failed. */
function packageStatusClass(simulation: Simulation): SiteClass {
  const { clock } = simulation;
  const { PackageID, NalPath } = statusColumns(simulation);
  if (PackageID === undefined || NalPath === undefined) throw new Error('A column is missing.');
  const statusOfState = { 1: 3, 2: 2, 3: 5 } as const;
  return defineClass<Copy>({
    name: 'SMS_PackageStatus',
    key: ['PackageID', 'PkgServer'],
    columns: {
      PackageID,
      PkgServer: NalPath,
      Status: uint32(({ copy }) => statusOfState[stateOf(copy, clock.nowMs()).state as 1 | 2 | 3]),
    },
    list: (view) => copiesOf(withContent(simulation, view)),
  });
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/core/servers/configure/sms_objectcontentextrainfo-server-wmi-class */
function extraInfoClass(simulation: Simulation): SiteClass {
  const { clock } = simulation;
  const count = (application: Application, state: number) =>
    [...application.content.values()].filter((copy) => stateOf(copy, clock.nowMs()).state === state)
      .length;
  return defineClass<Application>({
    name: 'SMS_ObjectContentExtraInfo',
    key: ['PackageID'],
    columns: {
      PackageID: text((a) => a.packageId),
      ObjectID: text((a) => a.modelName),
      ObjectTypeID: uint32(() => APPLICATION),
      SoftwareName: text((a) => a.spec.name),
      SourceVersion: uint32(() => 1),
      Targeted: uint32((a) => a.content.size),
      NumberSuccess: uint32((a) => count(a, 1)),
      NumberInProgress: uint32((a) => count(a, 2)),
      NumberErrors: uint32((a) => count(a, 3)),
      NumberUnknown: uint32(() => 0),
      LastUpdateDate: instant(() => clock.nowIso()),
    },
    list: (view) => withContent(simulation, view),
  });
}
