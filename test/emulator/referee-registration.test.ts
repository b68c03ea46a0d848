import { describeCases } from './referee-cases/case.ts';
import { registrationCases } from './referee-cases/registration.ts';

describeCases('registration', registrationCases);
