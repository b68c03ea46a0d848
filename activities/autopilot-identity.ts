import { canonicalHash } from '../domain/canonical-json.ts';
import type { GraphPort } from '../ports/graph/port.ts';
import type { DeviceMove, DeviceRow } from '../ports/ledger/port.ts';
import { effectKey, isUnanswered, performEffect, type EffectDeps } from './effect.ts';
import { unlessRefused } from './refused-device.ts';
import type { ShardInput } from './inputs.ts';
import { allDevices } from './planning.ts';

export interface IdentityDeps extends EffectDeps {
  readonly graph: GraphPort;
}

const tagStep = 'autopilot/tag';
const userStep = 'autopilot/user';

/** Devices that are registered here already: tag and user are brought to what the list asks for; the old values are kept for undo. */
export function createIdentityActivities(deps: IdentityDeps) {
  return {
    async reconcileIdentities(input: ShardInput): Promise<{ adopted: number }> {
      const cleared = await allDevices(deps.ledger, input, {
        wave: input.wave,
        shard: input.shard,
        states: ['cleared'],
      });
      const registered = cleared.filter((row) => row.autopilotIdentityId !== undefined);
      const moves: DeviceMove[] = [];
      for (const device of registered) {
        moves.push(await unlessRefused(device, () => reconcile(deps, input, device)));
      }
      await deps.ledger.moveDevices(input, moves);
      return { adopted: moves.length };
    },
  };
}

async function reconcile(
  deps: IdentityDeps,
  input: ShardInput,
  device: DeviceRow,
): Promise<DeviceMove> {
  const identityId = device.autopilotIdentityId ?? '';
  const identity = await deps.graph.findAutopilotIdentity(identityId);
  const { deviceKey } = device;
  if (identity === undefined || device.entraObjectId === undefined) {
    return { deviceKey, from: 'cleared', to: 'needs-attention', code: 'ConflictingChange' };
  }
  const isOpen = (step: string): Promise<boolean> =>
    isUnanswered(deps.ledger, input, effectKey(input.run, deviceKey, step));
  if (identity.groupTag !== device.groupTag || (await isOpen(tagStep))) {
    await setTag(deps, input, device, identityId);
  }
  const user = device.assignedUser;
  const hasUser = identity.assignedUser?.toLowerCase() === user?.toLowerCase();
  if (user !== undefined && (!hasUser || (await isOpen(userStep)))) {
    await setUser(deps, input, device, { identityId, user });
  }
  return { deviceKey, from: 'cleared', to: 'anchored' };
}

async function setTag(
  deps: IdentityDeps,
  input: ShardInput,
  device: DeviceRow,
  identityId: string,
): Promise<void> {
  const step = tagStep;
  const { groupTag } = device;
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, device.deviceKey, step),
      step,
      deviceKey: device.deviceKey,
      target: identityId,
      bodyHash: canonicalHash(groupTag),
      before: { groupTag: device.previousGroupTag ?? '' },
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: async () =>
      (await deps.graph.findAutopilotIdentity(identityId))?.groupTag === groupTag
        ? groupTag
        : undefined,
    send: async () => {
      await deps.graph.updateAutopilotIdentity(identityId, { groupTag });
      return groupTag;
    },
  });
}

async function setUser(
  deps: IdentityDeps,
  input: ShardInput,
  device: DeviceRow,
  change: { identityId: string; user: string },
): Promise<void> {
  const step = userStep;
  const { identityId, user } = change;
  const isSet = async (): Promise<string | undefined> => {
    const identity = await deps.graph.findAutopilotIdentity(identityId);
    return identity?.assignedUser?.toLowerCase() === user.toLowerCase() ? 'assigned' : undefined;
  };
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, device.deviceKey, step),
      step,
      deviceKey: device.deviceKey,
      target: identityId,
      bodyHash: canonicalHash(user),
      before: { assignedUser: device.previousAssignedUser ?? '' },
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: isSet,
    send: async () => {
      await deps.graph.assignUserToAutopilotIdentity(identityId, user);
      return 'assigned';
    },
  });
}
