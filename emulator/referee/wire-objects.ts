import type { CurrentRequest } from '../http/current-request.ts';
import type { Store } from './violation.ts';

/** The object that a request is about, as its path says. */
export interface WireObject {
  store: Store;
  /** Undefined: the whole list, or an object named otherwise. */
  id: string | undefined;
  uniqueName: string | undefined;
  /** What follows the object in the path: `/assign`, `/members/$ref`. */
  rest: string;
}

const graphCollections: readonly [segment: string, store: Store][] = [
  ['groups', 'groups'],
  ['deviceManagement/deviceEnrollmentConfigurations', 'enrollmentConfigurations'],
  ['deviceManagement/windowsAutopilotDeploymentProfiles', 'deploymentProfiles'],
  ['deviceManagement/importedWindowsAutopilotDeviceIdentities', 'importedIdentities'],
  ['deviceManagement/windowsAutopilotDeviceIdentities', 'autopilotIdentities'],
  ['deviceManagement/managedDevices', 'managedDevices'],
  ['devices', 'entraDevices'],
];
const siteClasses: readonly [name: string, store: Store][] = [
  ['SMS_Collection', 'collections'],
  ['SMS_ApplicationAssignment', 'applicationAssignments'],
  ['SMS_R_System', 'systems'],
  ['SMS_CombinedDeviceResources', 'systems'],
  ['Device', 'systems'],
];

const AFTER_COLLECTION = /^(?:\/([^/]+)|\((\w+)='([^']*)'\))?(\/.*)?$/;
/** Behind whichever of the service's virtual directories. */
const SITE_PATH = /\/(?:wmi|v1\.0)\/(\w+)(?:\('?([^')]*)'?\)|\/([^/.]+))?(.*)$/i;

export function wireObjectOf(request: Pick<CurrentRequest, 'surface' | 'path'>) {
  return request.surface === 'graph' ? graphObject(request.path) : siteObject(request.path);
}

function graphObject(path: string): WireObject | undefined {
  const below = path.replace(/^\/(?:v1\.0|beta)\//, '');
  const found = graphCollections.find(([segment]) => {
    const next = below.charAt(segment.length);
    return below.toLowerCase().startsWith(segment.toLowerCase()) && ['', '/', '('].includes(next);
  });
  const match = AFTER_COLLECTION.exec(below.slice(found?.[0].length));
  if (found === undefined || match === null) return undefined;
  const [, id, keyName, key, rest = ''] = match;
  // `/import` and other actions of the list itself are no ids.
  const isAction = id !== undefined && !/[0-9]/.test(id);
  return {
    store: found[1],
    id: isAction ? undefined : id,
    uniqueName: keyName?.toLowerCase() === 'uniquename' ? key : undefined,
    rest: isAction ? `/${id}${rest}` : rest,
  };
}

function siteObject(path: string): WireObject | undefined {
  const match = SITE_PATH.exec(path);
  const found = siteClasses.find(([name]) => name.toLowerCase() === match?.[1]?.toLowerCase());
  if (match === null || found === undefined) return undefined;
  const [, , key, segment, rest = ''] = match;
  return { store: found[1], id: key ?? segment, uniqueName: undefined, rest };
}

export function isWrite({ method }: Pick<CurrentRequest, 'method'>): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
