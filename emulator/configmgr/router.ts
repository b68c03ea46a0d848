import { FilterSyntaxError, parseFilter } from '../http/odata-filter.ts';
import { matchesFilter, order, readProperty } from '../http/odata-match.ts';
import type { PlainRow } from '../http/odata-match.ts';
import type { Simulation } from '../simulation.ts';
import { siteClasses } from './classes.ts';
import { AdminServiceError, accessDenied, instanceNotFound, notFound } from './errors.ts';
import { parseWmiPath } from './parse-path.ts';
import type { WmiPath } from './parse-path.ts';
import { renderInstance, selectProperties } from './render.ts';
import type { RenderContext } from './render.ts';
import type { SiteClass } from './site-class.ts';

export interface AdminServiceRequest {
  method: string;
  /** Below `/AdminService/wmi/`, percent-decoded. */
  path: string;
  query: Record<string, string>;
  authorization: string | undefined;
  body: unknown;
  origin: string;
}

export interface AdminServiceResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const knownOptions = ['$filter', '$select', '$orderby', '$top', '$skip'];

/** Microsoft publishes no specification of the `wmi` route; this is what sites answer. */
export class AdminServiceRouter {
  readonly #simulation: Simulation;
  readonly #classes: Map<string, SiteClass>;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const classes = siteClasses(simulation);
    this.#classes = new Map(classes.map((each) => [each.name.toLowerCase(), each]));
  }

  answer(request: AdminServiceRequest): AdminServiceResponse {
    try {
      return this.#answer(request);
    } catch (error) {
      if (error instanceof AdminServiceError) {
        const body = { error: { code: String(error.status), message: error.message } };
        return { status: error.status, body, headers: error.headers };
      }
      if (error instanceof FilterSyntaxError) {
        return { status: 400, body: { error: { code: '400', message: error.message } } };
      }
      throw error;
    }
  }

  #answer(request: AdminServiceRequest): AdminServiceResponse {
    const rights = this.#rightsOf(request.authorization);
    const path = parseWmiPath(request.path);
    const siteClass = path && this.#classes.get(path.className.toLowerCase());
    if (path === undefined || siteClass === undefined) throw notFound(request.path);
    const isRead =
      path.method === undefined
        ? request.method === 'GET'
        : siteClass.readOnlyMethods?.includes(path.method) === true;
    if (!rights.includes(isRead ? 'read' : 'write')) throw accessDenied();
    if (path.method !== undefined) return this.#call(request, siteClass, path);
    if (request.method === 'GET') return this.#read(request, siteClass, path);
    if (request.method === 'POST' && path.key === undefined && siteClass.create !== undefined) {
      return this.#create(request, siteClass, siteClass.create);
    }
    if (request.method === 'DELETE' && path.key !== undefined && siteClass.remove !== undefined) {
      this.#get(siteClass, path.key);
      siteClass.remove(path.key);
      return { status: 204 };
    }
    throw new AdminServiceError(501, `Not emulated: ${request.method} ${request.path}`);
  }

  /** A configured token stands for a Kerberos ticket; the provider knows only principals. */
  #rightsOf(authorization: string | undefined): readonly string[] {
    const token = /^Negotiate (.+)$/i.exec(authorization ?? '')?.[1];
    const principal = this.#simulation.site.spec.principals.find((each) => each.token === token);
    if (principal === undefined) {
      const headers = { 'www-authenticate': 'Negotiate' };
      throw new AdminServiceError(401, 'Authorization has been denied for this request.', headers);
    }
    return principal.rights;
  }

  #read(request: AdminServiceRequest, siteClass: SiteClass, path: WmiPath): AdminServiceResponse {
    const unknown = Object.keys(request.query).find((name) => !knownOptions.includes(name));
    if (unknown !== undefined) throw new AdminServiceError(400, `Unknown option ${unknown}.`);
    const context = this.#contextOf(request);
    const rows =
      path.key === undefined ? this.#list(request, siteClass) : [this.#get(siteClass, path.key)];
    if (path.isCount) return { status: 200, body: rows.length };
    const options = { byKey: path.key !== undefined, context };
    const value = rows.map((row) =>
      selectProperties(renderInstance(siteClass, row, options), request.query['$select']),
    );
    const odataContext = `${context.baseUrl}/$metadata#${siteClass.name}`;
    return { status: 200, body: { '@odata.context': odataContext, value } };
  }

  #list(request: AdminServiceRequest, siteClass: SiteClass): PlainRow[] {
    const { $filter, $orderby, $top, $skip } = request.query;
    const filter = $filter === undefined ? undefined : parseFilter($filter);
    const rows = siteClass
      .rows()
      .filter((row) => filter === undefined || matchesFilter(row, filter));
    if ($orderby !== undefined) {
      const [name = '', direction] = $orderby.trim().split(/\s+/);
      const sign = direction?.toLowerCase() === 'desc' ? -1 : 1;
      rows.sort((left, right) => {
        const value = readProperty(right, name) as string | number | null;
        return sign * (order(readProperty(left, name), value) ?? 0);
      });
    }
    const start = Number($skip ?? 0);
    return rows.slice(start, $top === undefined ? undefined : start + Number($top));
  }

  #get(siteClass: SiteClass, key: string): PlainRow {
    const found = siteClass
      .rows()
      .find((row) => siteClass.key.map((name) => String(row[name])).join(';') === key);
    if (found === undefined) throw instanceNotFound();
    return found;
  }

  #create(
    request: AdminServiceRequest,
    siteClass: SiteClass,
    create: (body: PlainRow) => PlainRow,
  ): AdminServiceResponse {
    const context = this.#contextOf(request);
    const row = create(bodyOf(request));
    const entity = renderInstance(siteClass, row, { byKey: true, context });
    const odataContext = `${context.baseUrl}/$metadata#${siteClass.name}/$entity`;
    return { status: 201, body: { '@odata.context': odataContext, ...entity } };
  }

  #call(request: AdminServiceRequest, siteClass: SiteClass, path: WmiPath): AdminServiceResponse {
    const name = path.method ?? '';
    const { baseUrl } = this.#contextOf(request);
    const respond = (outParameters: PlainRow): AdminServiceResponse => ({
      status: 201,
      body: {
        '@odata.context': `${baseUrl}/$metadata#__PARAMETERS`,
        ReturnValue: 0,
        ...outParameters,
      },
    });
    if (path.key === undefined) {
      const method = siteClass.statics?.[name];
      if (method === undefined) throw notFound(request.path);
      return respond(method(bodyOf(request)));
    }
    const method = siteClass.methods?.[name];
    if (method === undefined) throw notFound(request.path);
    this.#get(siteClass, path.key);
    return respond(method(path.key, bodyOf(request)));
  }

  #contextOf(request: AdminServiceRequest): RenderContext {
    const { serverName, siteCode } = this.#simulation.site.spec;
    return { baseUrl: `${request.origin}/AdminService/wmi`, serverName, siteCode };
  }
}

function bodyOf(request: AdminServiceRequest): PlainRow {
  const { body } = request;
  return typeof body === 'object' && body !== null ? (body as PlainRow) : {};
}
