/** Over this many characters the client installation fails (Microsoft Learn, "How to enroll with Autopilot"). */
export const commandLineMax = 1024;

export interface CommandLineProblem {
  /** 1-based; where in the text the offending part begins. */
  readonly position: number;
  readonly part: string;
  readonly message: string;
}

/** What works but is better not there; each kind is a requirement of its own (`domain/requirements`). */
export interface CommandLineAdvice extends CommandLineProblem {
  readonly kind: 'order' | 'revocation-check' | 'registration-token' | 'for-testing';
}

interface Word {
  readonly text: string;
  /** 1-based, in the whole text. */
  readonly position: number;
}

const prefix = 'CCMSETUPCMD="';

/**
 * Checks the client command line against what the site says of itself. No call returns the line, so a person copies it.
 * Thin: the properties this path needs, and what it forbids; the whole grammar is domain-facts Appendix A.
 */
export function commandLineProblem(
  text: string,
  site: { siteCode: string; cmgHost: string },
): CommandLineProblem | undefined {
  if (text.length > commandLineMax) {
    const part = text.slice(commandLineMax, commandLineMax + 20);
    return {
      position: commandLineMax + 1,
      part,
      message: `longer than ${commandLineMax} characters`,
    };
  }
  const whole = /^CCMSETUPCMD="([^"]*)"$/.exec(text);
  if (whole?.[1] === undefined) {
    const message = 'must be CCMSETUPCMD="…" with no quotation marks inside';
    return { position: 1, part: text.slice(0, 20), message };
  }
  const words = wordsOf(whole[1]);
  return (
    forbidden(words) ??
    halfPair(words) ??
    managementPoint(words, site.cmgHost) ??
    property(words, 'CCMHOSTNAME', (value) => hostProblem(value, site.cmgHost)) ??
    property(words, 'SMSSITECODE', (value) =>
      value.toUpperCase() === site.siteCode.toUpperCase()
        ? undefined
        : `the site's code is ${site.siteCode}`,
    )
  );
}

/** In the order in which it stands in the text; nothing for a text without the frame. */
export function commandLineAdvice(text: string): readonly CommandLineAdvice[] {
  const inner = /^CCMSETUPCMD="([^"]*)"$/.exec(text)?.[1];
  if (inner === undefined) return [];
  const words = wordsOf(inner);
  const firstProperty = words.findIndex(({ text: word }) => !word.startsWith('/'));
  return words.flatMap(({ text: part, position }, at) => {
    const found: CommandLineAdvice[] = [];
    const known = advice.get(nameOf(part).toUpperCase());
    if (known !== undefined) found.push({ ...known, part, position });
    if (part.startsWith('/') && firstProperty !== -1 && at > firstProperty) {
      const message = 'a parameter stands behind a property';
      found.push({ kind: 'order', part, position, message });
    }
    return found;
  });
}

const advice: ReadonlyMap<string, Pick<CommandLineAdvice, 'kind' | 'message'>> = new Map([
  [
    '/NOCRLCHECK',
    { kind: 'revocation-check', message: 'the client would not check for revoked certificates' },
  ],
  [
    '/REGTOKEN',
    { kind: 'registration-token', message: 'a registration token expires within days' },
  ],
  ['CCMDEBUGLOGGING', { kind: 'for-testing', message: 'debug logging is for testing' }],
  [
    'CCMALLOWSILENTREBOOT',
    { kind: 'for-testing', message: 'the device may restart under its user' },
  ],
]);

function wordsOf(inner: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of inner.matchAll(/\S+/g)) {
    words.push({ text: match[0], position: prefix.length + match.index + 1 });
  }
  return words;
}

/** What the path does not support: a client that identifies itself by PKI alone, and a task sequence in provisioning. */
function forbidden(words: readonly Word[]): CommandLineProblem | undefined {
  for (const { text, position } of words) {
    const name = nameOf(text).toUpperCase();
    if (name === '/USEPKICERT') {
      return { position, part: text, message: 'PKI-only authentication is not supported here' };
    }
    if (name === 'PROVISIONTS') {
      return { position, part: text, message: 'a task sequence is not supported on this path' };
    }
  }
  return undefined;
}

/** Client app and resource are the two halves of one thing: with one of them the client finds neither. */
function halfPair(words: readonly Word[]): CommandLineProblem | undefined {
  const pair = ['AADCLIENTAPPID', 'AADRESOURCEURI'];
  const found = words.filter(({ text }) => pair.includes(nameOf(text).toUpperCase()));
  const names = new Set(found.map(({ text }) => nameOf(text).toUpperCase()));
  const [only] = found;
  if (names.size !== 1 || only === undefined) return undefined;
  const missing = pair.find((name) => !names.has(name)) ?? '';
  return { position: only.position, part: only.text, message: `${missing} is missing beside it` };
}

/** `/mp` through the gateway takes `https://`, the opposite of CCMHOSTNAME; one of the intranet may go without. */
function managementPoint(words: readonly Word[], cmgHost: string): CommandLineProblem | undefined {
  const found = words.find(({ text }) => nameOf(text).toUpperCase() === '/MP');
  if (found === undefined) return undefined;
  const { text, position } = found;
  const value = text.slice('/mp:'.length);
  const host = value.replace(/^https?:\/\//i, '').split('/', 1)[0] ?? '';
  const isGateway =
    /CCM_Proxy_MutualAuth/i.test(value) ||
    (cmgHost !== '' && host.toLowerCase() === cmgHost.toLowerCase());
  if (!isGateway || /^https:\/\/[^/:]+\/CCM_Proxy_MutualAuth\/\d+$/i.test(value)) return undefined;
  const message = 'must be https://HOST/CCM_Proxy_MutualAuth/DIGITS for the gateway';
  return { position, part: text, message };
}

/** The property must be there once, and its value must do. */
function property(
  words: readonly Word[],
  name: string,
  problemOf: (value: string) => string | undefined,
): CommandLineProblem | undefined {
  const found = words.filter(({ text }) => nameOf(text).toUpperCase() === name);
  const [first, second] = found;
  if (first === undefined) return { position: 1, part: '', message: `${name} is missing` };
  if (second !== undefined) {
    return { position: second.position, part: second.text, message: `${name} is given twice` };
  }
  const message = problemOf(first.text.slice(name.length + 1));
  return message === undefined
    ? undefined
    : { position: first.position, part: first.text, message };
}

function nameOf(word: string): string {
  return word.split(/[=:]/, 1)[0] ?? '';
}

function hostProblem(value: string, cmgHost: string): string | undefined {
  const host = /^([^/:]+)\/CCM_Proxy_MutualAuth\/\d+$/i.exec(value)?.[1];
  if (host === undefined) return 'must be HOST/CCM_Proxy_MutualAuth/DIGITS without https://';
  const isSame = host.toLowerCase() === cmgHost.toLowerCase();
  return isSame ? undefined : `the site's cloud management gateway is ${cmgHost}`;
}
