/** Over this many characters the client installation fails (Microsoft Learn, "How to enroll with Autopilot"). */
export const commandLineMax = 1024;

export interface CommandLineProblem {
  /** 1-based; where in the text the offending part begins. */
  readonly position: number;
  readonly part: string;
  readonly message: string;
}

/** Checks the client command line against what the site says of itself. No call returns the line, so a person copies it. */
export function commandLineProblem(
  text: string,
  site: { siteCode: string; cmgHost: string },
): CommandLineProblem | undefined {
  if (text.length > commandLineMax) {
    return {
      position: commandLineMax + 1,
      part: text.slice(commandLineMax, commandLineMax + 20),
      message: `longer than ${commandLineMax} characters`,
    };
  }
  const whole = /^CCMSETUPCMD="([^"]*)"$/.exec(text);
  if (whole?.[1] === undefined)
    return problem(
      text,
      text.slice(0, 20),
      'must be CCMSETUPCMD="…" with no quotation marks inside',
    );
  const host = propertyOf(whole[1], 'CCMHOSTNAME');
  if (host === undefined) return problem(text, '', 'CCMHOSTNAME is missing');
  const cmg = /^([^/]+)\/CCM_Proxy_MutualAuth\/\d+$/i.exec(host);
  if (cmg?.[1] === undefined)
    return problem(text, host, 'must be HOST/CCM_Proxy_MutualAuth/DIGITS without https://');
  if (cmg[1].toLowerCase() !== site.cmgHost.toLowerCase()) {
    return problem(text, cmg[1], `the site's cloud management gateway is ${site.cmgHost}`);
  }
  const code = propertyOf(whole[1], 'SMSSITECODE');
  if (code === undefined) return problem(text, '', 'SMSSITECODE is missing');
  if (code.toUpperCase() !== site.siteCode.toUpperCase())
    return problem(text, code, `the site's code is ${site.siteCode}`);
  const taskSequence = propertyOf(whole[1], 'PROVISIONTS');
  return taskSequence === undefined
    ? undefined
    : problem(text, taskSequence, 'a task sequence is not supported on this path');
}

function propertyOf(inner: string, name: string): string | undefined {
  for (const word of inner.split(' ')) {
    const at = word.indexOf('=');
    if (at > 0 && word.slice(0, at).toUpperCase() === name) return word.slice(at + 1);
  }
  return undefined;
}

function problem(text: string, part: string, message: string): CommandLineProblem {
  return { position: Math.max(text.indexOf(part), 0) + 1, part, message };
}
