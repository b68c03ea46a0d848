import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { renderEntraDevice } from '../devices/table.ts';
import { renderGroup } from '../groups/table.ts';
import { answerRows } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import { deviceRules, groupRules } from '../query/directory-rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import type { DeletedItem } from './table.ts';

const base = '/directory/deletedItems';

/** https://learn.microsoft.com/graph/api/resources/directory; devices in beta only. */
export function deletedItemRoutes(simulation: Simulation): GraphRoute[] {
  const { deletedItems: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const kindOf = (request: GraphRequest) => table.find(param(request, 'id'))?.kind ?? 'device';
  const family = 'directory';
  const list = (request: GraphRequest, kind: DeletedItem['kind']): GraphResponse =>
    answerRows(
      request,
      table
        .all()
        .filter((item) => item.kind === kind)
        .map(render),
      kind === 'device' ? deviceRules : groupRules,
    );
  return [
    {
      operation: 'deletedDevices.list',
      method: 'GET',
      path: `${base}/microsoft.graph.device`,
      family,
      handle: (request) => list(request, 'device'),
    },
    {
      operation: 'deletedGroups.list',
      method: 'GET',
      path: `${base}/microsoft.graph.group`,
      family,
      handle: (request) => list(request, 'group'),
    },
    {
      operation: 'deletedDevices.get',
      method: 'GET',
      path: `${base}/:id`,
      family,
      handle: (request) => answerOne(request, renderTyped(get(request))),
    },
    {
      operation: 'deletedDevices.restore',
      operationFor: (request) =>
        kindOf(request) === 'group' ? 'deletedGroups.restore' : 'deletedDevices.restore',
      method: 'POST',
      path: `${base}/:id/restore`,
      family,
      handle: (request) => {
        const item = get(request);
        table.restore(item);
        return answerOne(request, { ...renderTyped(item), deletedDateTime: null });
      },
    },
    {
      operation: 'deletedDevices.purge',
      method: 'DELETE',
      path: `${base}/:id`,
      family,
      handle: (request) => {
        const item = get(request);
        table.delete(item.id);
        if (item.kind === 'device') {
          simulation.events.publish({ type: 'deleted-device-purged', device: item.object });
        }
        return noContent;
      },
    },
  ];
}

function render(item: DeletedItem): PlainRow {
  const { deletedDateTime } = item;
  const row = item.kind === 'device' ? renderEntraDevice(item.object) : renderGroup(item.object);
  return { ...row, deletedDateTime };
}

function renderTyped(item: DeletedItem): PlainRow {
  return { '@odata.type': `#microsoft.graph.${item.kind}`, ...render(item) };
}
