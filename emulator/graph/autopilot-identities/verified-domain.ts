import type { Simulation } from '../../simulation.ts';
import { intuneBadRequest } from '../errors.ts';

/**
 * Of a user only the domain is looked at, never whether there is such a user.
 * https://learn.microsoft.com/autopilot/add-devices#add-devices; the answer is unconfirmed.
 */
export function requireVerifiedDomain({ world }: Simulation, userPrincipalName: string): string {
  const domain = userPrincipalName.replace(/^.*@/s, '').toLowerCase();
  const verified = world.tenant.verifiedDomains.map((name) => name.toLowerCase());
  if (userPrincipalName === '' || verified.includes(domain)) return userPrincipalName;
  throw intuneBadRequest(`The domain of the user '${userPrincipalName}' is not verified.`);
}
