import type { EntraDevice } from './graph/devices/table.ts';
import type { EnrollmentConfiguration } from './graph/enrollment-configurations/table.ts';
import type { Group } from './graph/groups/table.ts';
import type { ManagedDevice } from './graph/managed-devices/table.ts';
import type { AutopilotIdentity } from './graph/autopilot-identities/table.ts';
import type { CurrentRequest } from './http/current-request.ts';
import type { SiteSpec } from './world/site.ts';

/** Who did it: a caller of the API, or the world itself. Only callers can be at fault. */
export type Actor = 'caller' | 'world';

/** What a caller has Intune do to a device, where it changes anything. */
export type RemoteActionKind = 'wipe' | 'clean' | 'retire' | 'delete' | 'rename';

/** What happens in the world; processes and the referee listen, nobody is called directly. */
export type WorldEvent =
  | { type: 'entra-device-added'; device: EntraDevice; actor: Actor }
  | { type: 'entra-device-changed'; device: EntraDevice; changes: string[]; actor: Actor }
  | { type: 'entra-device-deleted'; device: EntraDevice; actor: Actor }
  /** By a caller, before its 30 days were over: nothing brings it back, its keys are gone. */
  | { type: 'deleted-device-purged'; device: EntraDevice }
  | { type: 'group-members-changed'; groupId: string; added: string[]; removed: string[] }
  /** Of the links themselves; `group-members-changed` tells of groups in groups too. */
  | { type: 'group-links-changed'; groupId: string; added: string[]; removed: string[] }
  /** Of a dynamic group: its rule has been applied. */
  | { type: 'group-evaluated'; groupId: string }
  | { type: 'group-added'; group: Group }
  | { type: 'group-changed'; group: Group }
  | { type: 'group-deleted'; group: Group }
  | { type: 'mobile-app-assigned'; appId: string }
  | { type: 'profile-assignments-changed'; profileId: string }
  | { type: 'configuration-changed'; configuration: EnrollmentConfiguration; changes: string[] }
  | { type: 'configuration-deleted'; configuration: EnrollmentConfiguration }
  | { type: 'configuration-assigned'; configuration: EnrollmentConfiguration; before: string[] }
  | { type: 'identity-added'; identity: AutopilotIdentity }
  | { type: 'identity-changed'; identity: AutopilotIdentity; actor: Actor }
  /** The profile that a device is to get, or has to let go of. */
  | { type: 'profile-wanted'; identity: AutopilotIdentity; profileId: string | undefined }
  | {
      type: 'identity-delete-asked';
      identity: AutopilotIdentity;
      isEnrolled: boolean;
      isRefused: boolean;
    }
  | { type: 'import-accepted'; rowCount: number; machineIds: string[] }
  | { type: 'batch-received'; requestCount: number }
  | { type: 'sync-asked'; sinceLastMs: number }
  | { type: 'autopilot-synced' }
  | { type: 'managed-device-action'; action: RemoteActionKind; device: ManagedDevice }
  /** Restarts and the like: nothing goes by them, but people notice. */
  | { type: 'managed-device-told'; action: string; device: ManagedDevice }
  | { type: 'machine-delivered'; machineId: string; hasProfile: boolean }
  | { type: 'machine-provisioned'; machineId: string; configurationId: string }
  | { type: 'system-changed'; resourceId: number }
  | { type: 'system-deleted'; resourceId: number; machineId: string | undefined }
  | { type: 'collection-members-changed'; collectionId: string; added: number[]; removed: number[] }
  | {
      type: 'cloud-attached';
      before: SiteSpec['comanagement'];
      after: SiteSpec['comanagement'];
    }
  /** At every attempt to file, whether or not it is refused. */
  | {
      type: 'approval-filed';
      requestId: string;
      objectId: string;
      caller: string;
      /** Requests about the same object that wait already. */
      pendingRequestIds: string[];
    }
  /** At every replay with an approval code, whether or not it is refused. */
  | {
      type: 'approval-used';
      requestId: string;
      objectId: string;
      filedBy: string;
      usedBy: string;
    }
  /** Before the effect of a vendor request, and after it; not when it is refused on the way. */
  | { type: 'request-received'; request: CurrentRequest }
  | { type: 'request-answered'; request: CurrentRequest; status: number; body: unknown }
  | { type: 'called-too-early'; key: string; remainingMs: number };

export type WorldEventOf<Type extends WorldEvent['type']> = Extract<WorldEvent, { type: Type }>;

export class WorldEvents {
  readonly #listeners: { type: WorldEvent['type']; listen: (event: never) => void }[] = [];

  on<Type extends WorldEvent['type']>(
    type: Type,
    listen: (event: WorldEventOf<Type>) => void,
  ): void {
    this.#listeners.push({ type, listen });
  }

  publish(event: WorldEvent): void {
    for (const { type, listen } of this.#listeners) {
      if (type === event.type) listen(event as never);
    }
  }
}
