import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import {
  abortUpdate,
  confirmDeliveredUpdate,
  decideUpdate,
  pauseUpdate,
  type DecideInput,
  type OnboardingRunInput,
} from '../../../workflows/onboarding-run/contract.ts';

/** Takes the messages of a run and does nothing else: what the API's client sees is what is tested. */
export async function onboardingRun(input: OnboardingRunInput): Promise<string> {
  let isAborted = false;
  let decisions = 0;
  setHandler(
    decideUpdate,
    ({ signed }) => {
      decisions += 1;
      return { gate: signed.decision.gate, state: 'open', approvals: decisions, quorum: 2 };
    },
    {
      validator: ({ signed }: DecideInput) => {
        const { gate } = signed.decision;
        if (gate === 'closed') throw ApplicationFailure.nonRetryable('it is closed', 'GateNotOpen');
        if (gate === 'plain') throw new Error('forged');
      },
    },
  );
  setHandler(pauseUpdate, () => {
    throw ApplicationFailure.nonRetryable('too late', 'EpochPast');
  });
  // Longer than anybody waits for an answer.
  setHandler(confirmDeliveredUpdate, async () => {
    await condition(() => isAborted);
    return { delivered: 0 };
  });
  setHandler(abortUpdate, () => {
    isAborted = true;
  });
  await condition(() => isAborted);
  return input.run;
}
