import { parseWmiPath } from '../configmgr/wmi/parse-path.ts';
import type { CurrentRequest } from '../http/current-request.ts';
import { plainPath } from '../http/wire-path.ts';
import type { Store } from './violation.ts';

/** The object that a request is about, as its path says. */
export interface WireObject {
  store: Store;
  /** Undefined: the whole list, or an object named otherwise. */
  id: string | undefined;
  uniqueName: string | undefined;
  /** What follows the object in the path, in lower case: `/assign`, `/members/$ref`. */
  rest: string;
}

/** Names in lower case, as both vendors compare them. */
const graphCollections: readonly [segment: string, store: Store][] = [
  ['groups', 'groups'],
  ['devicemanagement/deviceenrollmentconfigurations', 'enrollmentConfigurations'],
  ['devicemanagement/windowsautopilotdeploymentprofiles', 'deploymentProfiles'],
  ['devicemanagement/importedwindowsautopilotdeviceidentities', 'importedIdentities'],
  ['devicemanagement/windowsautopilotdeviceidentities', 'autopilotIdentities'],
  ['devicemanagement/manageddevices', 'managedDevices'],
  ['deviceappmanagement/mobileapps', 'mobileApps'],
  ['devices', 'entraDevices'],
];
const siteClasses: ReadonlyMap<string, Store> = new Map([
  ['sms_collection', 'collections'],
  ['sms_applicationassignment', 'applicationAssignments'],
  ['sms_r_system', 'systems'],
  ['sms_combineddeviceresources', 'systems'],
  ['device', 'systems'],
]);

const AFTER_COLLECTION = /^(?:\/([^/]+)|\((\w+)='((?:[^']|'')*)'\))?(\/.*)?$/;
/** Behind whichever of the service's virtual directories. */
const SITE_PATH = /\/(wmi|v1\.0)\/(.*)$/s;
const V1_PATH = /^(\w+)(?:\(([^)]*)\)|\/(?!AdminService\.|\$)([^/]+))?(.*)$/s;

export function wireObjectOf(
  request: Pick<CurrentRequest, 'surface' | 'path'>,
): WireObject | undefined {
  return request.surface === 'graph' ? graphObject(request.path) : siteObject(request.path);
}

function graphObject(path: string): WireObject | undefined {
  const below = path.replace(/^\/(?:v1\.0|beta)\//i, '');
  const found = graphCollections.find(([segment]) => {
    const next = below.charAt(segment.length);
    return below.toLowerCase().startsWith(segment) && ['', '/', '('].includes(next);
  });
  const match = AFTER_COLLECTION.exec(below.slice(found?.[0].length));
  if (found === undefined || match === null) return undefined;
  const [, id, keyName, key, rest = ''] = match;
  // `/import` and other actions of the list itself are no ids.
  const isAction = id !== undefined && !/[0-9]/.test(id);
  const isUniqueName = keyName?.toLowerCase() === 'uniquename';
  return {
    store: found[1],
    id: isAction ? undefined : id,
    uniqueName: isUniqueName ? key?.replaceAll("''", "'") : undefined,
    rest: plainPath(isAction ? `/${id}${rest}` : rest),
  };
}

function siteObject(path: string): WireObject | undefined {
  const [, route, below = ''] = SITE_PATH.exec(path) ?? [];
  const { name, id, rest } = route === 'wmi' ? wmiObject(below) : v1Object(below);
  const store = siteClasses.get(name.toLowerCase());
  return store === undefined ? undefined : { store, id, uniqueName: undefined, rest };
}

/** Read by the site's own parser: a key has many spellings. */
function wmiObject(below: string) {
  const { className = '', key, method } = parseWmiPath(below) ?? {};
  const rest = method === undefined ? '' : `/adminservice.${method.toLowerCase()}`;
  return { name: className, id: key?.at(-1)?.text, rest };
}

function v1Object(below: string) {
  const [, name = '', inBrackets, segment, rest = ''] = V1_PATH.exec(below) ?? [];
  const id = (inBrackets ?? segment)?.replaceAll("'", '');
  return { name, id, rest: rest.toLowerCase() };
}

export function isWrite({ method }: Pick<CurrentRequest, 'method'>): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
