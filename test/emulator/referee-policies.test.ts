import { describeCases } from './referee-cases/case.ts';
import { policyCases } from './referee-cases/policies.ts';

describeCases('policies and groups', policyCases);
