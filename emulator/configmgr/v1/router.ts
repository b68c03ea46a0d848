import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { ClassOperation } from '../../world/site.ts';
import type { AdminServiceRequest, AdminServiceResponse } from '../admin-service.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { accessDenied, badRequest, instanceNotFound, notEmulated, notFound } from '../errors.ts';
import { renderMetadata } from '../metadata.ts';
import type { SiteClass, SiteRow } from '../site-class.ts';
import { checkOptions, listRows, selectedNames } from '../wmi/query-options.ts';
import { applicationClass, deviceClass } from './classes.ts';
import { pushApplication } from './push-application.ts';
import { deleteExtensionData, extensionDataOf, setExtensionData } from './extension-data.ts';

const PATH = /^(\w+)(?:\(([^)]*)\)|\/(?!AdminService\.|\$)([^/]+))?(?:\/(.+))?$/;

interface Asked {
  siteClass: SiteClass;
  key: string | undefined;
  rest: string;
  view: CallerView;
}

/** The newer route: fewer classes, spelt exactly, entities bare and refusals with 403. */
export class V1Router {
  readonly #simulation: Simulation;
  readonly #classes: ReadonlyMap<string, SiteClass>;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const classes = [deviceClass(simulation), applicationClass(simulation)];
    this.#classes = new Map(classes.map((each) => [each.name, each]));
  }

  answer(request: AdminServiceRequest, view: CallerView): AdminServiceResponse {
    if (request.path.startsWith('$batch')) throw badRequest('$batch is not supported.');
    if (request.path === '$metadata') {
      const body = renderMetadata(this.#classes.values());
      return { status: 200, body, contentType: 'application/xml' };
    }
    const match = PATH.exec(request.path);
    const siteClass = this.#classes.get(match?.[1] ?? '');
    if (match === null || siteClass === undefined) throw notFound(request.path);
    const key = (match[2] ?? match[3])?.replaceAll("'", '');
    const asked = { siteClass, key, rest: match[4] ?? '', view };
    return asked.rest === '' || asked.rest === '$count'
      ? this.#read(request, asked)
      : this.#call(request, asked);
  }

  #read(request: AdminServiceRequest, asked: Asked): AdminServiceResponse {
    const { siteClass, key, rest, view } = asked;
    if (request.method !== 'GET') throw notEmulated(`${request.method} v1.0/${siteClass.name}`);
    checkOptions(request.query);
    demand(asked, 'read');
    const names = selectedNames(siteClass, request.query['$select']);
    const context = `${request.baseUrl}/$metadata#${siteClass.name}`;
    if (key !== undefined) {
      const entity = wire(siteClass, this.#one(asked), names);
      return { status: 200, body: { '@odata.context': `${context}/$entity`, ...entity } };
    }
    const rows = listRows(siteClass, view, request.query);
    if (rest === '$count') return { status: 200, body: rows.length };
    const value = rows.map((row) => wire(siteClass, row, names));
    return { status: 200, body: { '@odata.context': context, value } };
  }

  #one({ siteClass, key, view }: Asked): SiteRow {
    const found = key === undefined ? undefined : siteClass.find([key], view);
    if (found === undefined) throw instanceNotFound();
    return found;
  }

  #call(request: AdminServiceRequest, asked: Asked): AdminServiceResponse {
    const name = asked.rest.replace(/^AdminService\./, '').replace(/\(\)$/, '');
    const call = `${request.method} ${asked.siteClass.name}.${name}`;
    const body = (request.body ?? {}) as PlainRow;
    const simulation = this.#simulation;
    const done = (value: PlainRow): AdminServiceResponse => ({
      status: 201,
      body: { '@odata.context': `${request.baseUrl}/$metadata#__PARAMETERS`, ...value },
    });
    switch (call) {
      case 'GET Device.ResourceCollectionMembership':
        return this.#memberships(request, asked);
      case 'GET Device.GetExtensionData':
        demand(asked, 'read');
        return { status: 200, body: extensionDataOf(simulation, this.#one(asked)) };
      case 'POST Device.SetExtensionData':
        demand(asked, 'modify');
        return done(setExtensionData(simulation, this.#one(asked), body));
      case 'POST Device.DeleteExtensionData':
        demand(asked, 'modify');
        return done(
          deleteExtensionData(simulation, asked.key === undefined ? undefined : this.#one(asked)),
        );
      case 'POST Application.InstallApplication':
      case 'POST Application.UninstallApplication': {
        demand(asked, 'execute');
        const isInstall = name === 'InstallApplication';
        return done(pushApplication(simulation, this.#one(asked), { ...body, isInstall }));
      }
      default:
        if (
          /^\w+ \w+\.(Events|AvailableApplications|BoundaryGroups|Run|Script|CMPivot)/.test(call)
        ) {
          throw notEmulated(`v1.0 ${call}`);
        }
        throw notFound(request.path);
    }
  }

  #memberships(request: AdminServiceRequest, asked: Asked): AdminServiceResponse {
    checkOptions(request.query, ['$expand']);
    demand(asked, 'read');
    const resourceId = Number(this.#one(asked)['MachineId']);
    const value = this.#simulation.site.collections
      .all()
      .filter(
        (each) => each.members.has(resourceId) && asked.view.seesCollection(each.collectionId),
      )
      .map(({ collectionId, name }) => ({
        ...(request.query['$select'] === 'Collection' ? {} : { CollectionId: collectionId }),
        ...(request.query['$expand'] === 'Collection'
          ? { Collection: { CollectionId: collectionId, Name: name } }
          : {}),
      }));
    const context = `${request.baseUrl}/$metadata#ResourceCollectionMembership`;
    return { status: 200, body: { '@odata.context': context, value } };
  }
}

/** Refusals of roles are 403 on this route. */
function demand({ siteClass, view }: Asked, operation: ClassOperation): void {
  if (!view.may(operation, siteClass.name)) throw accessDenied(403);
}

function wire(siteClass: SiteClass, row: SiteRow, names: readonly string[] | undefined): PlainRow {
  return Object.fromEntries(
    [...(names ?? siteClass.columns.keys())].map((name) => [name, row[name]]),
  );
}
