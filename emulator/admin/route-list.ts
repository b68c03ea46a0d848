import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AdminError } from './admin-error.ts';

const PREFIX = '/_emulator/';

/** One line each; README has the fields of the bodies and the queries. */
const lines: Readonly<Record<string, string>> = {
  'GET clock': 'vendor time and its rate',
  'POST clock': 'sets the rate, advances by seconds, or goes forward to an instant',
  'GET machines/hashes': 'hardware hashes for ?serialNumbers=A1,B2; as CSV with Accept: text/csv',
  'POST machines/deliver': 'the warehouse ships what is in a box',
  'POST machines/online': 'unplugs machines, or brings them back',
  'POST machines/reset': 'somebody resets machines by hand',
  'POST machines/retry': 'somebody tries again what failed in OOBE',
  'POST machines/hand-over': 'a reset by hand, and the next user',
  'POST site/cloud-attach': 'co-management as an administrator sets it in the console',
  'POST site/user-portal': 'client settings: the portal',
  'POST site/revise-application': 'a new revision of an application',
  'POST site/duplicate-collection': 'a second collection of the name',
  'POST site/principals': 'adds or changes an administrative user',
  'POST site/build': 'updates the site',
  'POST site/provider': 'stops or starts the SMS Provider',
  'POST site/cmg': 'stops or starts the cloud management gateway',
  'POST site/outcomes': 'how installations of an application end',
  'POST site/content-failures': 'where content of an application fails',
  'POST site/comanagement-state': 'what a client reports about its enrolment',
  'POST lists': 'tells the referee which devices people asked for',
  'POST key-exports': 'tells the referee which recovery keys people have exported',
  'POST permits': 'tells the referee whose objects anybody may change',
  'GET faults': 'the rules that are left',
  'POST faults': 'adds a rule or a list of rules: what goes wrong next',
  'DELETE faults': 'removes all rules',
  'GET verdict': 'the violations so far; ?ended=1, ?notices=1',
  'GET rules': 'what the referee judges by',
  'GET approvals': 'Multi Admin Approval: what waits',
  'POST approvals/:id': 'a person approves, rejects or cancels',
  'GET daily-pools': "what is left of today's wipes, retires and deletions",
  'POST daily-pools': 'other people use some of it up',
  'GET stats': 'calls so far, by route',
  'GET truth': 'everything there is; ?part=, ?machine=, ?state=, ?top=, ?skip=',
};

/** `GET /_emulator` lists what is there, and so does every question for what is not. */
export function registerRouteList(app: FastifyInstance): void {
  const registered: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (typeof method !== 'string' || method === 'HEAD' || !url.startsWith(PREFIX)) return;
    registered.push(`${method} ${url.slice(PREFIX.length)}`);
  });
  const list = () => registered.map((route) => `${route}: ${lines[route] ?? ''}`);
  app.get('/_emulator', (_request, reply) =>
    // One line each also where a terminal shows it.
    reply.type('application/json').send(`${JSON.stringify({ routes: list() }, null, 2)}\n`),
  );
  for (const path of ['/_emulator', `${PREFIX}*`]) {
    app.route({
      method: app.supportedMethods.filter((each) => path.endsWith('*') || !isGet(each)),
      url: path,
      handler: (request) => {
        throw new AdminError(404, whyNothing(request, registered));
      },
    });
  }
}

const isGet = (method: string) => method === 'GET' || method === 'HEAD';

function whyNothing({ method, url }: FastifyRequest, registered: readonly string[]): string {
  const [path = ''] = url.slice(PREFIX.length).split('?');
  const others = registered.filter((route) => route.endsWith(` ${path}`));
  const here = others.length > 0 ? others : registered;
  return `Nothing answers ${method} ${url}. Below /_emulator there is ${here.join(', ')}.`;
}
