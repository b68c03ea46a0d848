import { describeNamedCases } from './referee-cases/case.ts';
import { effectCases } from './referee-cases/effects.ts';

describeNamedCases('the effect, whatever the call is', effectCases);
