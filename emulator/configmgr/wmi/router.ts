import type { PlainRow } from '../../http/odata-match.ts';
import type { ClassOperation } from '../../world/site.ts';
import type { AdminServiceRequest, AdminServiceResponse } from '../admin-service.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { accessDenied, badRequest, instanceNotFound, notEmulated, notFound } from '../errors.ts';
import { renderMetadata } from '../metadata.ts';
import type { Site } from '../site.ts';
import type { SiteClass, SiteRow } from '../site-class.ts';
import { checkEntity, checkParameters } from './body.ts';
import { resolveKey } from './key.ts';
import { parseWmiPath } from './parse-path.ts';
import type { KeyValue, WmiPath } from './parse-path.ts';
import { checkOptions, listRows, selectedNames } from './query-options.ts';
import { renderInstance } from './render.ts';
import type { RenderContext } from './render.ts';

/** Microsoft publishes no specification of the `wmi` route; this is what sites answer. */
export class WmiRouter {
  readonly #site: Site;
  readonly #classes: Map<string, SiteClass>;

  constructor(site: Site, classes: readonly SiteClass[]) {
    this.#site = site;
    this.#classes = new Map(classes.map((each) => [each.name.toLowerCase(), each]));
  }

  answer(request: AdminServiceRequest, view: CallerView): AdminServiceResponse {
    if (request.path.startsWith('$batch')) throw badRequest('$batch is not supported.');
    if (request.path === '$metadata') {
      const body = renderMetadata(this.#classes.values());
      return { status: 200, body, contentType: 'application/xml' };
    }
    const path = parseWmiPath(request.path);
    const siteClass = path && this.#classNamed(path.className);
    if (path === undefined || siteClass === undefined) throw notFound(request.path);
    if (path.method !== undefined) return this.#call(request, { siteClass, path, view });
    if (request.method === 'GET') return this.#read(request, { siteClass, path, view });
    if (request.method === 'POST' && path.key === undefined) {
      return this.#create(request, siteClass, view);
    }
    if (path.key === undefined) throw notFound(request.path);
    return this.#change(request, { siteClass, path, view });
  }

  #classNamed(name: string): SiteClass | undefined {
    const found = this.#classes.get(name.toLowerCase());
    const isExact = this.#site.spec.behaviour.classNames === 'exact';
    return isExact && found?.name !== name ? undefined : found;
  }

  #read(request: AdminServiceRequest, asked: Asked): AdminServiceResponse {
    const { siteClass, path, view } = asked;
    const { query } = request;
    checkOptions(query);
    const names = selectedNames(siteClass, query['$select']);
    const byKey = path.key !== undefined;
    const rows = byKey ? [this.#one(siteClass, path.key, view)] : listRows(siteClass, view, query);
    if (path.isCount) return { status: 200, body: rows.length };
    const context = this.#contextOf(request);
    const { shown, nextLink } = this.#page(request, rows);
    const value = shown.map((row) => renderInstance(siteClass, row, { byKey, names, context }));
    const odataContext = `${context.baseUrl}/$metadata#${siteClass.name}`;
    return { status: 200, body: { '@odata.context': odataContext, value, ...nextLink } };
  }

  /** Server paging is described nowhere; a world may switch it on. */
  #page(request: AdminServiceRequest, rows: SiteRow[]) {
    const { pageSize } = this.#site.spec.behaviour;
    if (pageSize === null || rows.length <= pageSize) return { shown: rows };
    const query = new URLSearchParams(request.query);
    query.set('$skip', String(Number(request.query['$skip'] ?? 0) + pageSize));
    if (request.query['$top'] !== undefined) {
      query.set('$top', String(Number(request.query['$top']) - pageSize));
    }
    const nextLink = {
      '@odata.nextLink': `${request.baseUrl}/${request.path}?${query.toString()}`,
    };
    return { shown: rows.slice(0, pageSize), nextLink };
  }

  /** What the caller's scope hides is not there. */
  #one(siteClass: SiteClass, key: KeyValue[] | undefined, view: CallerView): SiteRow {
    const found = view.may('read', siteClass.name)
      ? siteClass.find(resolveKey(siteClass, key ?? []), view)
      : undefined;
    if (found === undefined) throw instanceNotFound();
    return found;
  }

  #create(
    request: AdminServiceRequest,
    siteClass: SiteClass,
    view: CallerView,
  ): AdminServiceResponse {
    this.#demand(siteClass, 'create', view);
    const body = checkEntity(siteClass, bodyOf(request));
    if (siteClass.create === undefined) throw notEmulated(`POST ${siteClass.name}`);
    const row = siteClass.create(body, view);
    return { status: 201, body: this.#entity(request, siteClass, row) };
  }

  #change(request: AdminServiceRequest, { siteClass, path, view }: Asked): AdminServiceResponse {
    if (request.method === 'DELETE') {
      this.#demand(siteClass, 'delete', view);
      const row = this.#one(siteClass, path.key, view);
      if (siteClass.remove === undefined) throw notEmulated(`DELETE ${siteClass.name}`);
      siteClass.remove(row, view);
      return { status: 204 };
    }
    if (request.method !== 'PUT' && request.method !== 'PATCH') throw notFound(request.path);
    this.#demand(siteClass, 'modify', view);
    const row = this.#one(siteClass, path.key, view);
    const body = checkEntity(siteClass, bodyOf(request));
    if (siteClass.update === undefined) throw notEmulated(`${request.method} ${siteClass.name}`);
    siteClass.update(row, body, view);
    if (this.#site.spec.behaviour.updateStatus === 204) return { status: 204 };
    return { status: 200, body: this.#entity(request, siteClass, row) };
  }

  /** Methods answer 201 with their out-parameters flat; those without input answer GET as well. */
  #call(request: AdminServiceRequest, { siteClass, path, view }: Asked): AdminServiceResponse {
    const name = path.method ?? '';
    const body = bodyOf(request);
    if (path.key === undefined) {
      const method = siteClass.statics.get(name);
      const isOpenToGet = Object.keys(method?.parameters ?? {}).length === 0;
      if (method === undefined || (request.method !== 'POST' && !isOpenToGet)) {
        throw notFound(request.path);
      }
      this.#demand(siteClass, method.right ?? 'execute', view);
      return this.#result(
        request,
        method.run(checkParameters(method.parameters ?? {}, body), view),
      );
    }
    const method = siteClass.methods.get(name);
    if (method === undefined || request.method !== 'POST') throw notFound(request.path);
    this.#demand(siteClass, method.right ?? 'execute', view);
    const row = this.#one(siteClass, path.key, view);
    const parameters = checkParameters(method.parameters ?? {}, body);
    return this.#result(request, method.run(row, parameters, view));
  }

  #result(request: AdminServiceRequest, outParameters: PlainRow): AdminServiceResponse {
    const context = { '@odata.context': `${request.baseUrl}/$metadata#__PARAMETERS` };
    return { status: 201, body: { ...context, ReturnValue: 0, ...outParameters } };
  }

  #entity(request: AdminServiceRequest, siteClass: SiteClass, row: SiteRow): PlainRow {
    const context = this.#contextOf(request);
    const odataContext = `${context.baseUrl}/$metadata#${siteClass.name}/$entity`;
    const options = { byKey: true, names: undefined, context };
    return { '@odata.context': odataContext, ...renderInstance(siteClass, row, options) };
  }

  #demand(siteClass: SiteClass, operation: ClassOperation, view: CallerView): void {
    if (!view.may(operation, siteClass.name)) {
      throw accessDenied(this.#site.spec.behaviour.deniedStatus);
    }
  }

  #contextOf({ baseUrl }: AdminServiceRequest): RenderContext {
    const { serverName, siteCode } = this.#site.spec;
    return { baseUrl, serverName, siteCode };
  }
}

interface Asked {
  siteClass: SiteClass;
  path: WmiPath;
  view: CallerView;
}

function bodyOf(request: AdminServiceRequest): PlainRow {
  const { body } = request;
  return typeof body === 'object' && body !== null ? (body as PlainRow) : {};
}
