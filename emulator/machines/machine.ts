import { hardwareIdOf } from '../hardware-hash.ts';
import { Table } from '../table.ts';
import type { JoinKind, MachineSpec, MachineState } from '../world/machine.ts';
import type { TroubleKind } from '../world/trouble.ts';
import type { EspProgress } from './esp-phases.ts';
import type { TransitionName } from './transitions.ts';

/** Something that went wrong on the way, as tools and people find it later. */
export interface MachineFailure {
  at: string;
  /** Where: a transition, or a phase of the status page. */
  during: string;
  /** A code of the catalogue (`failures.ts`); `null` where Windows shows none. */
  code: string | null;
  text: string;
}

/** A physical machine: what it is, where it stands, and what has happened to it. */
export interface Machine {
  id: string;
  spec: MachineSpec;
  hardwareId: string;
  state: MachineState;
  join: JoinKind;
  /** Who signs in: the spec's user, until the device changes hands. */
  userPrincipalName: string | undefined;
  isOnline: boolean;
  /** Raised by a wipe, so that what was under way before it comes to nothing. */
  epoch: number;
  /** Transitions under way, each with the ticket that its end must show. */
  pending: Map<TransitionName, object>;
  history: { state: MachineState; at: string }[];
  wipeCount: number;
  lastWipedAt: string | undefined;
  /** A retire has removed the protectors; a reset ends that. */
  isBitLockerSuspended: boolean;
  /** A protected wipe has left it so. */
  isUnbootable: boolean;
  /** It went through OOBE before its profile was assigned: no client will ever come. */
  lacksProfile: boolean;
  /** The co-management policy it was provisioned with. */
  provisionedBy: string | undefined;
  /** Who decides its workloads, where a change after provisioning has turned it round. */
  authority: 'Intune' | 'ConfigMgr' | undefined;
  /** The enrolment status page, while it shows and afterwards. */
  esp: EspProgress | undefined;
  failures: MachineFailure[];
  /** How often each trouble has struck. */
  troublesMet: Map<TroubleKind, number>;
  retriesLeft: number;
  /** How often its client has asked for its content in vain. */
  clientRetries: number;
  /** A Workplace record that was still there when it joined has fixed its join type. */
  isJoinPoisoned: boolean;
  /** Vendor ms at which automatic enrolment is due. */
  enrollmentDueMs: number | undefined;
  enrollmentAttempts: number;
  /** A user has signed in since the device token was refused. */
  hasUserSignedIn: boolean;
  /** Entra objects of earlier lives that keep it from enrolling while they are enabled. */
  blockingDeviceIds: Set<string>;
  /** The command line of an Intune app that brings the client, where no policy does. */
  clientApp: string | undefined;
  /** Why it stands still, if it does. */
  note: string | undefined;
}

export class MachineTable extends Table<Machine> {
  readonly #byHardwareId = this.indexBy((machine) => machine.hardwareId);
  readonly #byUser = this.indexBy((machine) => machine.userPrincipalName?.toLowerCase());
  readonly #bySerialNumber = this.indexBy((machine) => machine.spec.serialNumber.toLowerCase());

  constructor() {
    super((machine) => machine.id);
  }

  ofUser(userPrincipalName: string): readonly Machine[] {
    return this.#byUser.of(userPrincipalName.toLowerCase());
  }

  /** The device has changed hands. */
  handOver(machine: Machine, userPrincipalName: string): void {
    this.#byUser.delete(machine);
    machine.userPrincipalName = userPrincipalName;
    this.#byUser.add(machine);
  }

  findByHardwareId(hardwareId: string): Machine | undefined {
    return this.#byHardwareId.of(hardwareId)[0];
  }

  withSerialNumber(serialNumber: string): readonly Machine[] {
    return this.#bySerialNumber.of(serialNumber.toLowerCase());
  }
}

export function newMachine(spec: MachineSpec, startAt: string): Machine {
  const id = spec.machineId ?? spec.serialNumber;
  return {
    id,
    spec,
    hardwareId: hardwareIdOf(id),
    state: spec.state,
    join: spec.join,
    userPrincipalName: spec.userPrincipalName,
    isOnline: spec.online,
    epoch: 0,
    pending: new Map(),
    history: [{ state: spec.state, at: startAt }],
    wipeCount: 0,
    lastWipedAt: undefined,
    isBitLockerSuspended: false,
    isUnbootable: false,
    lacksProfile: false,
    provisionedBy: undefined,
    authority: undefined,
    esp: undefined,
    failures: [],
    troublesMet: new Map(),
    retriesLeft: spec.userRetries,
    clientRetries: 0,
    isJoinPoisoned: false,
    enrollmentDueMs: undefined,
    enrollmentAttempts: 0,
    hasUserSignedIn: false,
    blockingDeviceIds: new Set(),
    clientApp: undefined,
    note: undefined,
  };
}

export function hostNameOf(machine: Machine): string {
  return machine.spec.name ?? machine.spec.serialNumber;
}

export function isHybrid(machine: Machine): boolean {
  return machine.join === 'hybrid' || machine.join === 'hybrid-pending';
}
