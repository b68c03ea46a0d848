import type { Simulation } from '../simulation.ts';
import type { EnrollmentConfiguration } from '../graph/enrollment-configurations/table.ts';

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-prepare-win10 */
const LENGTH_MAX = 1024;
const GATEWAY_PATH = /^([^/\s"']+)\/CCM_Proxy_MutualAuth\/\d+$/i;

/** What ccmsetup makes of the command line; reads as far as anything hangs on it. */
interface CommandLine {
  text: string;
  inner: string | undefined;
  host: string;
  siteCode: string;
  managementPoint: string | undefined;
}

export function commandLineOf(policy: EnrollmentConfiguration): string {
  const text = policy.settings['configurationManagerAgentCommandLineArgument'];
  return typeof text === 'string' ? text : '';
}

/** `PROVISIONTS=…`: the deployment of a task sequence that device setup waits for. */
export function provisioningSequenceOf(policy: EnrollmentConfiguration): string | undefined {
  return /\bPROVISIONTS=(\S+?)(?=["\s]|$)/i.exec(commandLineOf(policy))?.[1];
}

type Mistake = (line: CommandLine, site: Simulation['site']['spec']) => string | undefined;

/**
 * The mistakes that keep the client from its site, in the order in which they bite.
 * https://learn.microsoft.com/mem/configmgr/core/clients/deploy/about-client-installation-properties
 */
const mistakes: readonly Mistake[] = [
  ({ text }) => (text.length > LENGTH_MAX ? 'The command line is longer than 1,024.' : undefined),
  // Intune runs ccmsetup.msi: what ccmsetup.exe is to read travels in one property of it.
  ({ inner }) => (inner === undefined ? 'The command line is not in CCMSETUPCMD="…".' : undefined),
  ({ inner }) => (inner?.includes('"') ? 'The command line nests quotation marks.' : undefined),
  ({ host }) => (host === '' ? 'The command line names no CCMHOSTNAME.' : undefined),
  ({ host }) => (/^https?:/i.test(host) ? 'CCMHOSTNAME must not start with https://.' : undefined),
  ({ host }) =>
    GATEWAY_PATH.test(host) ? undefined : 'CCMHOSTNAME lacks /CCM_Proxy_MutualAuth/ and its id.',
  ({ host }, { cmg }) =>
    GATEWAY_PATH.exec(host)?.[1]?.toLowerCase() === cmg?.serviceCName.toLowerCase()
      ? undefined
      : 'The command line does not name the cloud management gateway.',
  ({ siteCode }) =>
    siteCode.toUpperCase() === 'AUTO' ? 'SMSSITECODE=AUTO finds no site from outside.' : undefined,
  ({ siteCode }, site) =>
    siteCode.toUpperCase() === site.siteCode.toUpperCase()
      ? undefined
      : 'The command line names another site.',
  ({ inner }) =>
    /(^|\s)\/UsePKICert\b/i.test(inner ?? '') ? '/UsePKICert stops Entra sign-in.' : undefined,
  ({ managementPoint }) =>
    managementPoint !== undefined && !/^https:\/\//i.test(managementPoint)
      ? '/mp needs https:// before a gateway.'
      : undefined,
];

/** Why the client never reaches its site by this command line; `undefined` when it does. */
export function mistakeOf({ site }: Simulation, text: string): string | undefined {
  const line = read(text);
  for (const mistake of mistakes) {
    const found = mistake(line, site.spec);
    if (found !== undefined) return found;
  }
  return undefined;
}

function read(text: string): CommandLine {
  const inner = /^\s*CCMSETUPCMD="(.*)"\s*$/is.exec(text)?.[1];
  const value = (pattern: RegExp) => pattern.exec(inner ?? '')?.[1];
  return {
    text,
    inner,
    host: value(/(?:^|\s)CCMHOSTNAME=(\S+)/i) ?? '',
    siteCode: value(/(?:^|\s)SMSSITECODE=(\S+)/i) ?? '',
    managementPoint: value(/(?:^|\s)\/mp:(\S+)/i),
  };
}
