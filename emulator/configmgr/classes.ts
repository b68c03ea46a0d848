import type { Simulation } from '../simulation.ts';
import { applicationClasses } from './applications/classes.ts';
import { collectionClasses } from './collections/classes.ts';
import { comanagementClasses } from './comanagement/classes.ts';
import { deploymentClasses } from './deployments/classes.ts';
import type { SiteClass } from './site-class.ts';
import { siteFactClasses } from './site-facts/classes.ts';
import { systemClasses } from './systems/classes.ts';

export function siteClasses(simulation: Simulation): SiteClass[] {
  return [
    ...siteFactClasses(simulation),
    ...comanagementClasses(simulation),
    ...collectionClasses(simulation),
    ...applicationClasses(simulation),
    ...deploymentClasses(simulation),
    ...systemClasses(simulation),
  ];
}
