import type { Answer, Ask, Laboratory } from './support.ts';

type GraphCall = (method: string, path: string, ask?: Ask) => Promise<Answer>;

export interface TestApp {
  name: string;
  clientId: string;
  clientSecret: string;
  roles: string[];
}

/** An app registration that holds these permissions and nothing else. */
export function appWith(...roles: string[]): TestApp {
  return {
    name: roles.join(' '),
    clientId: '44444444-4444-4444-8444-444444444444',
    clientSecret: 'secret',
    roles,
  };
}

/** Calls of Graph in this application's name. */
export async function callsOf(lab: Laboratory, credentials: TestApp): Promise<GraphCall> {
  return callsWith(lab, await lab.tokenOf(credentials));
}

/** Calls of Graph in the name of a person, through an application with delegated scopes. */
export async function callsOfPerson(
  lab: Laboratory,
  person: { clientId: string; userPrincipalName: string; password: string },
): Promise<GraphCall> {
  const { tenantId } = lab.emulator.simulation.world.tenant;
  const response = await fetch(`${lab.emulator.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: person.clientId,
      username: person.userPrincipalName,
      password: person.password,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  if (!response.ok) throw new Error(`No token: ${await response.text()}`);
  return callsWith(lab, ((await response.json()) as { access_token: string }).access_token);
}

function callsWith(lab: Laboratory, token: string): GraphCall {
  return (method, path, ask = {}) =>
    lab.graph(method, path, {
      ...ask,
      headers: { ...ask.headers, authorization: `Bearer ${token}` },
    });
}
