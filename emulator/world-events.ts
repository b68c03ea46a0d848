import type { EntraDevice } from './graph/devices/table.ts';
import type { EnrollmentConfiguration } from './graph/enrollment-configurations/table.ts';
import type { ManagedDevice } from './graph/managed-devices/table.ts';
import type { AutopilotIdentity } from './graph/autopilot-identities/table.ts';

/** Who did it: a caller of the API, or the world itself. Only callers can be at fault. */
export type Actor = 'caller' | 'world';

/** What happens in the world; processes and the referee listen, nobody is called directly. */
export type WorldEvent =
  | { type: 'entra-device-added'; device: EntraDevice; actor: Actor }
  | { type: 'entra-device-changed'; device: EntraDevice; changes: string[]; actor: Actor }
  | { type: 'entra-device-deleted'; device: EntraDevice; actor: Actor }
  | { type: 'group-members-changed'; groupId: string; added: string[]; removed: string[] }
  | { type: 'profile-assignments-changed'; profileId: string }
  | { type: 'configuration-changed'; configuration: EnrollmentConfiguration; changes: string[] }
  | { type: 'configuration-deleted'; configuration: EnrollmentConfiguration }
  | { type: 'configuration-assigned'; configuration: EnrollmentConfiguration; before: string[] }
  | { type: 'identity-added'; identity: AutopilotIdentity }
  | { type: 'identity-changed'; identity: AutopilotIdentity; actor: Actor }
  | { type: 'identity-delete-asked'; identity: AutopilotIdentity; isEnrolled: boolean }
  | { type: 'import-accepted'; rowCount: number; machineIds: string[] }
  | { type: 'batch-received'; requestCount: number }
  | { type: 'sync-asked'; sinceLastMs: number }
  | { type: 'managed-device-action'; action: 'wipe' | 'retire' | 'delete'; device: ManagedDevice }
  | { type: 'machine-delivered'; machineId: string; hasProfile: boolean }
  | { type: 'machine-provisioned'; machineId: string; configurationId: string }
  | { type: 'system-changed'; resourceId: number }
  | { type: 'system-deleted'; resourceId: number; machineId: string | undefined }
  | { type: 'cloud-attached' }
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
