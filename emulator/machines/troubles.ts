import type { Simulation } from '../simulation.ts';
import type { FailureRates, Trouble, TroubleKind } from '../world/trouble.ts';
import { draw } from './chance.ts';
import type { Machine } from './machine.ts';

/** The rate by which the seed hands a trouble out, and what it is then. */
const drawn: Readonly<
  Record<TroubleKind, { rate: keyof FailureRates; trouble: Omit<Trouble, 'kind'> }>
> = {
  'client-install-slow': { rate: 'clientInstallSlow', trouble: { attempts: 1 } },
  'client-setup-error': { rate: 'clientSetupError', trouble: {} },
  'esp-identifying-hang': { rate: 'espIdentifyingHang', trouble: {} },
  'provisioning-sequence-failed': { rate: 'provisioningSequenceFailed', trouble: { attempts: 1 } },
  'enrollment-error': {
    rate: 'enrollmentError',
    trouble: { attempts: 1, code: '0x80180005' },
  },
  'device-token-refused': { rate: 'deviceTokenRefused', trouble: {} },
  'hybrid-registration-stuck': { rate: 'hybridRegistrationStuck', trouble: {} },
  'user-abandons': { rate: 'userAbandons', trouble: { attempts: 1 } },
};

/** The trouble of this kind that awaits the machine, whether it is named or drawn. */
export function troubleOf(
  { world }: Simulation,
  machine: Machine,
  kind: TroubleKind,
): Trouble | undefined {
  const named = machine.spec.troubles.find((trouble) => trouble.kind === kind);
  const { rate, trouble } = drawn[kind];
  const isDrawn = named === undefined && isUnlucky(world, machine, rate);
  const found = named ?? (isDrawn ? { kind, ...trouble } : undefined);
  const met = machine.troublesMet.get(kind) ?? 0;
  return found === undefined || met >= (found.attempts ?? Infinity) ? undefined : found;
}

/** The same, and one of its attempts is used up. */
export function meetTrouble(
  simulation: Simulation,
  machine: Machine,
  kind: TroubleKind,
): Trouble | undefined {
  const trouble = troubleOf(simulation, machine, kind);
  if (trouble !== undefined) {
    machine.troublesMet.set(kind, (machine.troublesMet.get(kind) ?? 0) + 1);
  }
  return trouble;
}

export function isUnlucky(
  world: { seed: number; failureRates: FailureRates },
  machine: Machine,
  rate: keyof FailureRates,
): boolean {
  const share = world.failureRates[rate];
  return share > 0 && draw(world.seed, machine.id, rate) < share;
}
