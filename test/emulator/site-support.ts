import { expect } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import { openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

export type SiteRow = Record<string, unknown>;

export interface SiteAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** An entity, a list (`value`), out-parameters or an error; only named, not checked. */
  body: SiteRow & { value: SiteRow[]; error: { code: string; message: string } };
}

export interface SiteAsk {
  body?: unknown;
  /** The token behind `Negotiate`; default: the principal that may everything. */
  as?: string;
  /** Default `/AdminService/wmi/`. */
  prefix?: string;
  headers?: Record<string, string>;
}

export interface SiteLaboratory {
  lab: Laboratory;
  call: (method: string, path: string, ask?: SiteAsk) => Promise<SiteAnswer>;
  /** The rows of a list or of a keyed read; fails loudly when there is an error instead. */
  rows: (path: string, ask?: SiteAsk) => Promise<SiteRow[]>;
  /** The one row of a list or of a keyed read. */
  row: (path: string, ask?: SiteAsk) => Promise<SiteRow>;
  /** An instance or static method that succeeds. */
  invoke: (path: string, body: object, ask?: SiteAsk) => Promise<SiteRow>;
  /** Something of the console or the laboratory. */
  console: (path: string, body: object) => Promise<void>;
  advance: (seconds: number) => void;
}

export async function openSite(
  site: WorldInput['site'] = {},
  world: WorldInput = {},
): Promise<SiteLaboratory> {
  // The limits of calls a second have tests of their own.
  const lab = await openLaboratory({ throttling: { mode: 'off' }, ...world, site });
  const call: SiteLaboratory['call'] = async (method, path, ask = {}) => {
    const { as = 'gangway-site-token', body, headers, prefix = '/AdminService/wmi/' } = ask;
    const response = await fetch(`${lab.emulator.url}${prefix}${path}`, {
      method,
      headers: {
        authorization: `Negotiate ${as}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /^[{[]/.test(text);
    const parsed = (isJson ? JSON.parse(text) : {}) as SiteAnswer['body'];
    return { status: response.status, headers: response.headers, text, body: parsed };
  };
  const rows: SiteLaboratory['rows'] = async (path, ask) => {
    const answer = await call('GET', path, ask);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
    return answer.body.value;
  };
  return {
    lab,
    call,
    rows,
    row: async (path, ask) => {
      const [row, ...others] = await rows(path, ask);
      if (row === undefined || others.length > 0) throw new Error(`GET ${path}: not one row.`);
      return row;
    },
    invoke: async (path, body, ask = {}) => {
      const answer = await call('POST', path, { ...ask, body });
      if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
      return answer.body;
    },
    console: async (path, body) => {
      const answer = await lab.admin('POST', `site/${path}`, body);
      if (answer.status !== 200) throw new Error(`POST site/${path}: ${answer.status}`);
    },
    advance: (seconds) => {
      lab.emulator.simulation.clock.advance(seconds);
    },
  };
}

const rule = (type: string, members: object) => ({
  collectionRule: { '@odata.type': `#AdminService.SMS_CollectionRule${type}`, ...members },
});

export const directRule = (resourceId: unknown) =>
  rule('Direct', {
    RuleName: 'direct',
    ResourceClassName: 'SMS_R_System',
    ResourceID: resourceId,
  });
export const queryRule = (query: string) =>
  rule('Query', { RuleName: 'query', QueryExpression: query });
export const includeRule = (id: string) =>
  rule('IncludeCollection', { RuleName: 'include', IncludeCollectionID: id });
export const excludeRule = (id: string) =>
  rule('ExcludeCollection', { RuleName: 'exclude', ExcludeCollectionID: id });

/** Makes a device collection and answers its id. */
export async function addCollection(
  { call }: SiteLaboratory,
  given: SiteRow & { Name: string },
): Promise<string> {
  const body = { CollectionType: 2, LimitToCollectionID: 'SMS00001', RefreshType: 4, ...given };
  const created = await call('POST', 'SMS_Collection', { body });
  if (created.status !== 201) throw new Error(created.text);
  return String(created.body['CollectionID']);
}

/** Adds a rule and waits for the evaluation. */
export async function addRule(
  site: SiteLaboratory,
  collectionId: string,
  body: object,
): Promise<void> {
  await site.invoke(`SMS_Collection('${collectionId}')/AdminService.AddMembershipRule`, body);
  site.advance(60);
}

export async function memberNames(site: SiteLaboratory, collectionId: string): Promise<unknown[]> {
  const filter = `CollectionID eq '${collectionId}'`;
  const rows = await site.rows(`SMS_FullCollectionMembership?$filter=${filter}&$orderby=Name`);
  return rows.map((row) => row['Name']);
}

export const clientQuery = (where: string) =>
  `select SMS_R_System.ResourceID, SMS_R_System.Name from SMS_R_System where ${where}`;

/** A required installation, with what a client has to send. */
export const assignmentOf = (ciId: unknown, collectionId: string, change: object = {}) => ({
  AssignmentName: `app_${collectionId}_Install`,
  AssignedCIs: [ciId],
  TargetCollectionID: collectionId,
  AssignmentType: 2,
  AssignmentAction: 2,
  DesiredConfigType: 1,
  OfferTypeID: 0,
  StartTime: '2026-09-01T08:00:00Z',
  EnforcementDeadline: '2026-09-01T08:00:00Z',
  ...change,
});

/** Asymmetric matchers without the `any` they are declared with. */
export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const aNumber: unknown = expect.any(Number);
export const aString: unknown = expect.any(String);
export const having = (members: object): unknown => expect.objectContaining(members);
