import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import type { AutopilotIdentity } from '../../graph/autopilot-identities/table.ts';
import type { Judging } from '../referee.ts';
import { isSuccess, wireObjectOf } from '../wire-objects.ts';
import type { RuleId } from '../rules.ts';

/** Rules about registrations, and about the rows and profiles that go with them. */
export function judgeIdentities(given: Judging): void {
  const { events } = given.simulation;
  events.on('identity-delete-asked', ({ identity, isEnrolled }) => {
    judgeDeletion(given, identity, isEnrolled);
  });
  events.on('request-received', ({ request }) => {
    if (request.method === 'DELETE') judgeProfileDeletion(given, request);
  });
  events.on('request-answered', ({ request, status }) => {
    if (!isSuccess(status)) return;
    if (request.method === 'DELETE') judgeRowDeletion(given, request);
    else judgeConversion(given, request);
  });
}

function judgeDeletion(given: Judging, identity: AutopilotIdentity, isEnrolled: boolean): void {
  const { simulation, announcements, ownership } = given;
  const { id, machineId, managedDeviceId, serialNumber } = identity;
  const write = (rule: RuleId, evidence: object) => {
    given.report(rule, {
      subject: id,
      evidence: { serialNumber, ...evidence },
      object: { store: 'autopilotIdentities', id },
      machineId,
    });
  };
  if (isEnrolled) write('REF-IDENTITY-ENROLLED', { managedDeviceId });
  const { managedDevices } = simulation;
  const candidates =
    managedDevices.lookUp('serialNumber', serialNumber) ?? managedDevices.entries();
  const records = candidates
    .filter(({ row }) => row.serialNumber === serialNumber && row.machineId === machineId)
    .map(({ row }) => row.id);
  if (!isEnrolled && records.length > 0) {
    write('REF-IDENTITY-BEFORE-INTUNE', { managedDeviceIds: records });
  }
  const request = currentRequest();
  const machine = machineId === undefined ? undefined : simulation.machines.find(machineId);
  // Without a machine it is an orphan; a bystander has a rule of its own.
  if (request === undefined || machine === undefined || machine.spec.bystander) return;
  const isOwn = ownership.makerOfIdentity(id) === ownership.partyOf(request);
  // To register a device is not to take it out.
  if (!isOwn && announcements.listsOf(machine.spec.serialNumber, 'clean-up') === 0) {
    write('REF-IDENTITY-UNLISTED', {});
  }
}

/** Judged by the asking: the vendor may refuse, or strand devices with event 809. */
function judgeProfileDeletion({ simulation, report }: Judging, request: CurrentRequest): void {
  const target = wireObjectOf(request);
  if (target?.store !== 'deploymentProfiles' || target.id === undefined || target.rest !== '') {
    return;
  }
  const profile = simulation.deploymentProfiles.find(target.id);
  if (profile === undefined) return;
  const object = { store: 'deploymentProfiles', id: profile.id } as const;
  const assignments = profile.assignments.length;
  if (assignments > 0) {
    report('REF-PROFILE-ASSIGNED', {
      subject: profile.id,
      evidence: { assignments },
      object,
      request,
    });
    return;
  }
  const holders = simulation.autopilotIdentities
    .all()
    .filter((each) => !each.isDeleted && each.deploymentProfileId === profile.id)
    .map(({ serialNumber }) => serialNumber);
  if (holders.length === 0) return;
  report('REF-PROFILE-HELD', { subject: profile.id, evidence: { holders }, object, request });
}

function judgeRowDeletion({ announcements, ownership, report }: Judging, request: CurrentRequest) {
  const target = wireObjectOf(request);
  if (target?.store !== 'importedIdentities' || target.id === undefined) return;
  const { id, store } = target;
  const madeBy = ownership.makerOf(store, id);
  if (madeBy === ownership.partyOf(request) || announcements.isPermitted(id)) return;
  report('REF-FOREIGN-ROWS', { subject: id, object: { store, id }, request });
}

/** The older and the newer name: https://learn.microsoft.com/graph/api/resources/intune-enrollment-windowsautopilotdeploymentprofile */
const conversions = ['hardwareHashExtractionEnabled', 'extractHardwareHash'];

function judgeConversion({ report }: Judging, request: CurrentRequest): void {
  const { body } = request;
  if (wireObjectOf(request)?.store !== 'deploymentProfiles') return;
  if (typeof body !== 'object' || body === null) return;
  const asked = conversions.filter((name) => (body as Record<string, unknown>)[name] === true);
  if (asked.length === 0) return;
  report('REF-CONVERTS-TARGETED', { subject: request.path, evidence: { asked }, request });
}
