import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { sint32, text, uint32 } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';

export function siteFactClasses({ site }: Simulation): SiteClass[] {
  // A member of the site's spec is read when asked: an administrator updates the site meanwhile.
  const version = () => `5.00.${site.spec.buildNumber}.1000`;
  return [
    defineClass<object>({
      name: 'SMS_Site',
      key: ['SiteCode'],
      columns: {
        SiteCode: text(() => site.spec.siteCode),
        SiteName: text(() => site.spec.siteName),
        ServerName: text(() => site.spec.serverName),
        InstallDir: text(() => 'C:\\Program Files\\Microsoft Configuration Manager'),
        ReportingSiteCode: text(() => ''),
        Version: text(version),
        BuildNumber: sint32(() => site.spec.buildNumber),
        Type: uint32(() => 2),
        Status: uint32(() => 1),
        Mode: uint32(() => 0),
        TimeZoneInfo: text(() => '0 0000000 00000000'),
      },
      list: () => [{}],
    }),
    defineClass<PlainRow>({
      name: 'SMS_Identification',
      key: ['SiteCode'],
      columns: { SiteCode: text(() => null) },
      list: () => [],
      statics: {
        GetSiteID: {
          right: 'read',
          run: () => ({ SiteID: `{${site.spec.siteId.toUpperCase()}}` }),
        },
        GetProviderVersion: { right: 'read', run: () => ({ Version: version() }) },
      },
    }),
    defineClass<{ name: string }>({
      name: 'SMS_ADDomain',
      key: ['DomainName'],
      columns: {
        DomainName: text(({ name }) => name),
        DomainFlatName: text(({ name }) => name),
      },
      list: () => site.spec.domains.map((name) => ({ name })),
    }),
  ];
}
