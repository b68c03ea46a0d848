import type { Simulation } from '../simulation.ts';
import { applicationClasses } from './applications/classes.ts';
import { azureClasses } from './azure/classes.ts';
import { clientOperationClasses } from './client-operations/classes.ts';
import { clientSettingsClasses } from './client-settings/classes.ts';
import { collectionClasses } from './collections/classes.ts';
import { comanagementClasses } from './comanagement/classes.ts';
import { contentClasses } from './content/classes.ts';
import { deploymentClasses } from './deployments/classes.ts';
import { folderClasses } from './folders/classes.ts';
import type { SiteClass } from './site-class.ts';
import { siteFactClasses } from './site-facts/classes.ts';
import { systemClasses } from './systems/classes.ts';

export function siteClasses(simulation: Simulation): SiteClass[] {
  return [
    ...siteFactClasses(simulation),
    ...azureClasses(simulation),
    ...comanagementClasses(simulation),
    ...systemClasses(simulation),
    ...collectionClasses(simulation),
    ...folderClasses(simulation),
    ...applicationClasses(simulation),
    ...contentClasses(simulation),
    ...deploymentClasses(simulation),
    ...clientOperationClasses(simulation),
    ...clientSettingsClasses(simulation),
  ];
}
