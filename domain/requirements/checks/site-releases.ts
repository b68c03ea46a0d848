/**
 * Releases of Configuration Manager by build, with the last day of support: eighteen months from availability.
 * To be kept up: https://learn.microsoft.com/intune/configmgr/core/servers/manage/updates
 */
const siteReleases: readonly {
  readonly release: string;
  readonly build: number;
  readonly supportedUntil: string;
}[] = [
  { release: '2107', build: 9058, supportedUntil: '2023-02-02' },
  { release: '2111', build: 9068, supportedUntil: '2023-06-01' },
  { release: '2203', build: 9078, supportedUntil: '2023-10-06' },
  { release: '2207', build: 9088, supportedUntil: '2024-02-12' },
  { release: '2211', build: 9096, supportedUntil: '2024-06-05' },
  { release: '2303', build: 9106, supportedUntil: '2024-10-10' },
  { release: '2309', build: 9122, supportedUntil: '2025-04-09' },
  { release: '2403', build: 9128, supportedUntil: '2025-10-22' },
  { release: '2409', build: 9132, supportedUntil: '2026-06-04' },
  { release: '2503', build: 9135, supportedUntil: '2026-09-30' },
  { release: '2509', build: 9141, supportedUntil: '2027-05-12' },
  { release: '2603', build: 9146, supportedUntil: '2027-11-05' },
];

/** The first release that Autopilot into co-management works with, 2111. */
export const autopilotBuildMin = 9068;
/** Release 2403, from which the node for resource access is gone. */
export const noResourceAccessBuild = 9128;

/** The release a build belongs to; undefined: newer than this table, so its support is not known to have ended. */
export function releaseOf(build: number): (typeof siteReleases)[number] | undefined {
  const newest = siteReleases.at(-1);
  if (newest !== undefined && build > newest.build) return undefined;
  return siteReleases.findLast((release) => release.build <= build) ?? siteReleases[0];
}
