import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { toIso } from '../../clock.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { instant, text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { wrongParameter } from '../errors.ts';
import { defineClass } from '../site-class.ts';
import type { MethodParameter, SiteClass } from '../site-class.ts';
import type { ClientOperation } from './table.ts';

/** The fast channel, as field code numbers it. https://github.com/joshburkard/MECMAdminService */
const operationTypes: Readonly<Record<number, string>> = {
  8: 'machine policy',
  9: 'user policy',
  10: 'discovery data',
  11: 'software inventory',
  12: 'hardware inventory',
  13: 'application evaluation',
  14: 'update evaluation',
  15: 'next software update point',
  16: 'health attestation',
  17: 'restart',
  20: 'verbose logging on',
  21: 'verbose logging off',
  22: 'collect logs',
  125: 'conditional access compliance',
  135: 'run script',
  150: 'wake',
};
/** A client answers the fast channel within seconds; its result comes a little later. */
const DONE_AFTER_MS = 60_000;

const parameters: Readonly<Record<string, MethodParameter>> = {
  TargetCollectionID: { type: 'Edm.String' },
  Type: { type: 'Edm.Int64' },
  RandomizationWindow: { type: 'Edm.Int64', isOptional: true },
  TargetResourceIDs: { type: 'Collection(Edm.Int64)', isOptional: true },
};

export function clientOperationClasses(simulation: Simulation): SiteClass[] {
  const { clock, site } = simulation;
  const list = (view: CallerView) =>
    site.clientOperations.all().filter(({ collectionId }) => view.seesCollection(collectionId));
  const common: Record<string, Column<ClientOperation>> = {
    OperationID: uint32((o) => o.operationId),
    Type: uint32((o) => o.type),
    TargetCollectionID: text((o) => o.collectionId),
    RequestedTime: instant((o) => toIso(o.requestedMs)),
  };
  const isDone = ({ requestedMs }: ClientOperation) => clock.nowMs() >= requestedMs + DONE_AFTER_MS;
  const initiate = (body: PlainRow, view: CallerView) => ({
    OperationID: start(simulation, body, view).operationId,
  });
  return [
    defineClass<ClientOperation>({
      name: 'SMS_ClientOperation',
      key: ['OperationID'],
      columns: common,
      list,
      statics: {
        InitiateClientOperation: { parameters, run: initiate },
        InitiateClientOperationEx: {
          parameters: { ...parameters, Param: { type: 'Edm.String', isOptional: true } },
          run: initiate,
        },
      },
    }),
    defineClass<ClientOperation>({
      name: 'SMS_ClientOperationStatus',
      key: ['OperationID'],
      columns: {
        ...common,
        TotalClients: uint32((o) => o.onlineIds.length + o.offlineIds.length),
        CompletedClients: uint32((o) => (isDone(o) ? o.onlineIds.length : 0)),
        UnknownClients: uint32((o) => (isDone(o) ? 0 : o.onlineIds.length)),
        OfflineClients: uint32((o) => o.offlineIds.length),
        FailedClients: uint32(() => 0),
        NotApplicableClients: uint32(() => 0),
        State: uint32((o) => (isDone(o) ? 2 : 1)),
      },
      list,
    }),
  ];
}

/** No target means the whole collection. */
function start(simulation: Simulation, body: PlainRow, view: CallerView): ClientOperation {
  const { clock, site } = simulation;
  const type = body['Type'] as number;
  if (operationTypes[type] === undefined) throw wrongParameter('Type');
  const collection = site.collections.find(String(body['TargetCollectionID']));
  if (collection === undefined || !view.seesCollection(collection.collectionId)) {
    throw wrongParameter('TargetCollectionID');
  }
  const asked = (body['TargetResourceIDs'] ?? []) as number[];
  const members = [...collection.members.keys()].filter((id) => view.seesSystem(id));
  const targets = asked.length === 0 ? members : members.filter((id) => asked.includes(id));
  const isOnline = (id: number) => site.isOnline(id);
  const operation = site.clientOperations.add({
    operationId: site.clientOperations.nextId(),
    type,
    collectionId: collection.collectionId,
    requestedMs: clock.nowMs(),
    onlineIds: targets.filter(isOnline),
    offlineIds: targets.filter((id) => !isOnline(id)),
  });
  for (const id of operation.onlineIds) site.noteContact(id);
  return operation;
}
