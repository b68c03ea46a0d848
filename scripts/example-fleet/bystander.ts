import type { FleetDraft } from './draft.ts';
import { guidOf } from './random.ts';
import type { MachineInput } from './world-parts.ts';

/** Somebody's PC that no list names, in Intune or in both; `facts` say what it shares with the fleet. */
export function addBystander(draft: FleetDraft, facts: Partial<MachineInput>): MachineInput {
  const name = facts.name ?? draft.nextName();
  // Two machines may bear one name, so the ids come from the machine, not from its name.
  const count = draft.world.machines.length;
  return draft.addMachine({
    name,
    bystander: true,
    userPrincipalName: facts.userPrincipalName ?? draft.people.employee(),
    entraObjectId: guidOf(`bystander ${count}/entra-object`),
    entraDeviceId: guidOf(`bystander ${count}/entra-device`),
    managedDeviceId: guidOf(`bystander ${count}/managed-device`),
    ...facts,
    expectedEnd: 'untouched',
  });
}
