import { describe, expect, test } from 'vitest';
import {
  commandLineAdvice,
  commandLineMax,
  commandLineProblem,
} from '../../domain/command-line.ts';

// The grammar is Appendix A of the domain facts (client installation properties, "How to enroll with Autopilot").
const site = { siteCode: 'PS1', cmgHost: 'cmg.contoso.example' };
const cmg = 'CCMHOSTNAME=cmg.contoso.example/CCM_Proxy_MutualAuth/72057594037928000';
const code = 'SMSSITECODE=PS1';
const line = (inner: string): string => `CCMSETUPCMD="${inner}"`;

function problem(text: string): { position: number; part: string; message: string } {
  const found = commandLineProblem(text, site);
  if (found === undefined) throw new Error(`no problem with ${text}`);
  return found;
}

describe('a command line passes', () => {
  test.each([
    ['as the console shows it', `${cmg} ${code}`],
    ['with the properties the other way round', `${code} ${cmg}`],
    ['with names and values in other case', `ccmhostname=${cmg.slice(12)} SMSSiteCode=ps1`],
    ['with the gateway spelt otherwise', `${cmg.replace('cmg.contoso', 'CMG.Contoso')} ${code}`],
    ['with parameters in front', `/AllowMetered /retry:10 ${cmg} ${code}`],
    [
      'with a management point for the intranet',
      `${cmg} ${code} SMSMP=https://mp1.contoso.example`,
    ],
    ['with two blanks', `${cmg}  ${code}`],
    ['with both Entra app properties', `${cmg} ${code} AADCLIENTAPPID=guid AADRESOURCEURI=api://x`],
    [
      'with the gateway as management point',
      `/mp:https://${cmg.slice('CCMHOSTNAME='.length)} ${cmg} ${code}`,
    ],
    [
      'with a management point of the intranet as parameter',
      `/mp:mp1.contoso.example ${cmg} ${code}`,
    ],
  ])('%s', (_name, inner) => {
    expect(commandLineProblem(line(inner), site)).toBeUndefined();
  });

  test('of exactly the length that is allowed, and no longer', () => {
    const rest = commandLineMax - line(`${cmg} ${code} SMSMP=`).length;
    const longest = line(`${cmg} ${code} SMSMP=${'m'.repeat(rest)}`);
    expect(longest).toHaveLength(commandLineMax);
    expect(commandLineProblem(longest, site)).toBeUndefined();
    expect(problem(line(`${cmg} ${code} SMSMP=${'m'.repeat(rest + 1)}`))).toMatchObject({
      position: 1025,
      part: '"',
    });
  });
});

describe('a command line is refused', () => {
  test.each([
    ['empty', ''],
    ['without its frame', `${cmg} ${code}`],
    ['without the closing quotation mark', line(`${cmg} ${code}`).slice(0, -1)],
    ['with curly quotation marks from a document', `CCMSETUPCMD=“${cmg} ${code}”`],
    ['with quotation marks inside', line(`${cmg} "${code}"`)],
    ['with something behind', `${line(`${cmg} ${code}`)} /mp:x`],
    ['with a blank in front', ` ${line(`${cmg} ${code}`)}`],
    ['with a line break behind', `${line(`${cmg} ${code}`)}\n`],
  ])('%s', (_name, text) => {
    expect(problem(text)).toMatchObject({ position: 1 });
  });

  test.each([
    ['no gateway', code, 'CCMHOSTNAME is missing', ''],
    ['no site', cmg, 'SMSSITECODE is missing', ''],
    [
      'a gateway with https://',
      `${cmg.replace('=', '=https://')} ${code}`,
      'must be HOST/CCM_Proxy_MutualAuth/DIGITS without https://',
      cmg.replace('=', '=https://'),
    ],
    [
      'a gateway without its digits',
      `CCMHOSTNAME=cmg.contoso.example/CCM_Proxy_MutualAuth/ ${code}`,
      'must be HOST/CCM_Proxy_MutualAuth/DIGITS without https://',
      'CCMHOSTNAME=cmg.contoso.example/CCM_Proxy_MutualAuth/',
    ],
    [
      'the gateway of another site',
      `${cmg.replace('cmg.', 'cmg2.')} ${code}`,
      "the site's cloud management gateway is cmg.contoso.example",
      cmg.replace('cmg.', 'cmg2.'),
    ],
    ['another site', `${cmg} SMSSITECODE=PS2`, "the site's code is PS1", 'SMSSITECODE=PS2'],
    ['a site to be found', `${cmg} SMSSITECODE=AUTO`, "the site's code is PS1", 'SMSSITECODE=AUTO'],
    [
      'the gateway as management point without https://',
      `/mp:${cmg.slice('CCMHOSTNAME='.length)} ${cmg} ${code}`,
      'must be https://HOST/CCM_Proxy_MutualAuth/DIGITS for the gateway',
      `/mp:${cmg.slice('CCMHOSTNAME='.length)}`,
    ],
    [
      'the gateway as management point by its bare name',
      `/mp:https://CMG.contoso.example ${cmg} ${code}`,
      'must be https://HOST/CCM_Proxy_MutualAuth/DIGITS for the gateway',
      '/mp:https://CMG.contoso.example',
    ],
    [
      'one Entra app property alone',
      `${cmg} ${code} AADRESOURCEURI=api://x`,
      'AADCLIENTAPPID is missing beside it',
      'AADRESOURCEURI=api://x',
    ],
    [
      'a task sequence',
      `${cmg} ${code} PROVISIONTS=PS120001`,
      'a task sequence is not supported on this path',
      'PROVISIONTS=PS120001',
    ],
  ])('with %s', (_name, inner, message, part) => {
    const found = problem(line(inner));
    expect(found).toMatchObject({ message, part });
    if (part !== '') expect(line(inner).indexOf(part) + 1).toBe(found.position);
  });

  test('when the site has no gateway that it could name', () => {
    expect(
      commandLineProblem(line(`${cmg} ${code}`), { siteCode: 'PS1', cmgHost: '' }),
    ).toBeDefined();
  });

  test('with the offending part pointed at where it stands, not where the same letters stand first', () => {
    const found = problem(line(`SMSMP=SMSSITECODE=CCM ${cmg} SMSSITECODE=CCM`));
    expect(found.position).toBe(line(`SMSMP=SMSSITECODE=CCM ${cmg} `).length);
  });

  test('with /UsePKICert, which keeps the client from its Entra data (REQ-070)', () => {
    expect(problem(line(`/UsePKICert ${cmg} ${code}`))).toMatchObject({ part: '/UsePKICert' });
  });

  test('with one property given twice: which of them counts is the client’s secret', () => {
    expect(problem(line(`${cmg} ${code} SMSSITECODE=XYZ`)).part).toBe('SMSSITECODE=XYZ');
    expect(problem(line(`${cmg} ${code} ${code}`)).part).toBe(code);
    expect(problem(line(`${cmg} ${cmg.replace('cmg.', 'cmg2.')} ${code}`)).part).toMatch('cmg2');
  });
});

describe('a command line is advised against', () => {
  const mp = '/mp:https://mp1.contoso.example';
  test.each([
    ['nothing that the console shows', `${cmg} ${code}`, []],
    ['nothing for parameters in front', `/AllowMetered /retry:10 ${cmg} ${code}`, []],
    ['a parameter behind a property', `${cmg} ${mp} ${code}`, ['order']],
    ['/NoCRLCheck, however spelt', `/nocrlcheck ${cmg} ${code}`, ['revocation-check']],
    ['a registration token', `/regtoken:abc ${cmg} ${code}`, ['registration-token']],
    [
      'properties for testing',
      `${cmg} ${code} CCMDEBUGLOGGING=1 CCMALLOWSILENTREBOOT`,
      ['for-testing', 'for-testing'],
    ],
    ['two things at once', `${cmg} /regtoken:abc ${code}`, ['registration-token', 'order']],
  ])('%s', (_name, inner, kinds) => {
    const advice = commandLineAdvice(line(inner));
    expect(advice.map(({ kind }) => kind)).toEqual(kinds);
    for (const { part, position } of advice) {
      expect(line(inner).slice(position - 1, position - 1 + part.length)).toBe(part);
    }
  });

  test('not at all without its frame: that is refused', () => {
    expect(commandLineAdvice(`/regtoken:abc ${cmg}`)).toEqual([]);
  });
});
