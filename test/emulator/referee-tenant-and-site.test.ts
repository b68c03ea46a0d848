import { describeCases } from './referee-cases/case.ts';
import { tenantAndSiteCases } from './referee-cases/tenant-and-site.ts';

describeCases('the tenant and the site', tenantAndSiteCases);
