import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a route answers: JSON with 200, or status, type and text. */
export type Answer =
  | { readonly json: unknown; readonly status?: number }
  | { readonly status: number; readonly type: string; readonly text: string };

/** `GET /v1/runs/r-1` → what it answers; `*` stands for any one part of the path. */
export type Script = Readonly<Record<string, (request: SeenRequest) => Answer>>;

export interface ScriptedApi {
  readonly url: string;
  /** Every request, in order; also those no route was written for. */
  readonly seen: readonly SeenRequest[];
}

/** Lends a real socket that answers as written, so that the client is tested with its own fetch. */
export async function withScriptedApi<T>(
  script: Script,
  use: (api: ScriptedApi) => Promise<T>,
): Promise<T> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      const asked = { method, path: url, headers, body };
      seen.push(asked);
      const answer = findRoute(script, asked)?.(asked) ?? problem(404, 'NotFound', 'no such route');
      const isJson = 'json' in answer;
      response.writeHead(answer.status ?? 200, {
        'content-type': isJson ? 'application/json' : answer.type,
      });
      response.end(isJson ? JSON.stringify(answer.json) : answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use({ url: `http://127.0.0.1:${port}`, seen });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function problem(status: number, code: string, detail: string): Answer {
  const body = { type: `urn:gangway:failure:${code}`, title: code, status, code, detail };
  return {
    status,
    type: 'application/problem+json',
    text: JSON.stringify({ ...body, requestId: 'req-1' }),
  };
}

function findRoute(script: Script, { method, path }: SeenRequest): Script[string] | undefined {
  const [place = ''] = path.split('?');
  const parts = `${method} ${place}`.split('/');
  const key = Object.keys(script).find((route) => {
    const wanted = route.split('/');
    return (
      wanted.length === parts.length &&
      wanted.every((part, index) => part === '*' || part === parts[index])
    );
  });
  return key === undefined ? undefined : script[key];
}
