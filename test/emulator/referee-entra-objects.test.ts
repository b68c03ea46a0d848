import { describeCases } from './referee-cases/case.ts';
import { entraObjectCases } from './referee-cases/entra-objects.ts';

describeCases('Entra objects', entraObjectCases);
