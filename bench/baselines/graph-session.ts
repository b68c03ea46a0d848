/** One app's conversation with Graph, in plain HTTP, with what a bench wants to know about it. */
export interface GraphAnswer {
  status: number;
  headers: Headers;
  body: GraphBody;
}

/** What the baselines read of an answer: a list, an entity or nothing. Only named, not checked. */
export interface GraphBody {
  value?: GraphRow[];
  '@odata.nextLink'?: string;
  responses?: { id: string; status: number }[];
  [property: string]: unknown;
}

export type GraphRow = Record<string, unknown> & { id: string };

/** Waits as a script would; a bench scales it, a test moves its clocks instead. */
export type Pause = (seconds: number) => Promise<void>;

export interface GraphSessionOptions {
  /** `https://localhost:PORT` */
  readonly url: string;
  readonly token: string;
  readonly pause: Pause;
}

export class GraphCallError extends Error {
  readonly status: number;

  constructor(method: string, path: string, status: number) {
    super(`${method} ${path}: ${status}`);
    this.status = status;
  }
}

/** A list longer than this is a next link that leads in circles. */
const PAGES_MAX = 10_000;
/** Of `Invoke-MgGraphRequest`: three more tries, three seconds, doubled each time. */
const RETRIES_MAX = 3;
const RETRY_DELAY_SECONDS = 3;
const retriedStatuses = [429, 503, 504];

export class GraphSession {
  calls = 0;
  throttled = 0;
  readonly pause: Pause;
  readonly #options: GraphSessionOptions;

  constructor(options: GraphSessionOptions) {
    this.#options = options;
    this.pause = options.pause;
  }

  /** Sends once; the status is for the caller to look at. */
  async send(method: string, pathOrLink: string, body?: unknown): Promise<GraphAnswer> {
    const { url, token } = this.#options;
    const response = await fetch(pathOrLink.startsWith('/') ? `${url}${pathOrLink}` : pathOrLink, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.calls += 1;
    if (response.status === 429) this.throttled += 1;
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as GraphBody),
    };
  }

  /** As `Invoke-MgGraphRequest` does: three more tries on 429, 503 and 504, then it throws. */
  async invoke(method: string, pathOrLink: string, body?: unknown): Promise<GraphBody> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.send(method, pathOrLink, body);
      if (answer.status < 400) return answer.body;
      if (!retriedStatuses.includes(answer.status) || attempt >= RETRIES_MAX) {
        throw new GraphCallError(method, pathOrLink, answer.status);
      }
      const retryAfter = Number(answer.headers.get('retry-after') ?? 0);
      await this.pause(Math.max(retryAfter, RETRY_DELAY_SECONDS * 2 ** attempt));
    }
  }

  /** Every page of a list. */
  async list(path: string): Promise<GraphRow[]> {
    const rows: GraphRow[] = [];
    let next: string | undefined = path;
    for (let page = 0; next !== undefined; page += 1) {
      if (page >= PAGES_MAX) throw new Error(`${path} does not end.`);
      const body: GraphBody = await this.invoke('GET', next);
      rows.push(...(body.value ?? []));
      next = body['@odata.nextLink'];
    }
    return rows;
  }
}

/** A text of a row; empty where there is none, as PowerShell reads it. */
export function text(row: Record<string, unknown> | undefined, property: string): string {
  const value = row?.[property];
  return typeof value === 'string' ? value : '';
}

/** What people type between the quotes of a filter. */
export function quoted(value: string): string {
  return encodeURIComponent(`'${value.replaceAll("'", "''")}'`);
}
