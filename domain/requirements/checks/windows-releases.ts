/**
 * Builds of Windows that still receive security updates, with the last day of the longest-lived edition that a business runs.
 * To be kept up: https://learn.microsoft.com/windows/release-health/release-information and …/windows11-release-information
 */
const windowsReleases: readonly { readonly build: number; readonly servicedUntil: string }[] = [
  { build: 17763, servicedUntil: '2029-01-09' }, // Windows 10 Enterprise LTSC 2019
  { build: 19044, servicedUntil: '2027-01-12' }, // Windows 10 Enterprise LTSC 2021
  { build: 19045, servicedUntil: '2028-10-10' }, // Windows 10 22H2, with Extended Security Updates
  { build: 22000, servicedUntil: '2024-10-08' }, // Windows 11 21H2
  { build: 22621, servicedUntil: '2025-10-14' }, // 22H2
  { build: 22631, servicedUntil: '2026-11-10' }, // 23H2
  { build: 26100, servicedUntil: '2029-10-09' }, // 24H2; its LTSC outlives it
  { build: 26200, servicedUntil: '2028-10-10' }, // 25H2
];

/** Whether a version such as `10.0.22631.4460` was still serviced at that instant; undefined: not a version of Windows. */
export function isWindowsServiced(osVersion: string, vendorNow: string): boolean | undefined {
  const build = Number(/^10\.0\.(\d{5})(\.|$)/.exec(osVersion)?.[1]);
  if (Number.isNaN(build)) return undefined;
  const newest = windowsReleases.at(-1);
  if (newest !== undefined && build > newest.build) return true;
  const release = windowsReleases.find((one) => one.build === build);
  return release !== undefined && vendorNow.slice(0, 10) <= release.servicedUntil;
}
