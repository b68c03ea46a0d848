import { describeCases } from './referee-cases/case.ts';
import { machineCases } from './referee-cases/machines.ts';

describeCases('machines and their Intune records', machineCases);
