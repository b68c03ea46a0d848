import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Simulation } from '../simulation.ts';
import { comanagementSchema, outcomes, principalSchema } from '../world/site.ts';
import { failureOf } from './content/distribution.ts';

const buildSchema = z.strictObject({ buildNumber: z.int() });
const providerSchema = z.strictObject({ up: z.boolean() });
const gatewaySchema = z.strictObject({ state: z.int() });
const portalSchema = z.strictObject({ userPortal: z.int().min(0).max(1) });
const outcomeSchema = z.strictObject({
  application: z.string(),
  /** Left out: on every device. */
  resourceId: z.int().optional(),
  outcome: z.enum(outcomes),
});
const applicationNameSchema = z.strictObject({ name: z.string() });
const contentFailureSchema = z.strictObject({
  application: z.string(),
  point: z.string().default('*'),
  messageId: z.int().default(2303),
});
const stateSchema = z.strictObject({
  resourceId: z.int(),
  state: z.strictObject({
    mdmEnrolled: z.int().optional(),
    policyPresent: z.int().optional(),
    enrollmentScheduled: z.int().optional(),
    pendingLogon: z.int().optional(),
    enrollmentFailed: z.int().optional(),
    enrollmentStatusCode: z.int().optional(),
    hybridAadJoined: z.int().optional(),
    aadJoined: z.int().optional(),
  }),
});
const namesSchema = z.strictObject({ name: z.string() });

/** `/_emulator/site/…`: what people do in the console, and what happens to the site's server. */
export function registerSiteAdminRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { site } = simulation;
  app.post('/_emulator/site/cloud-attach', ({ body }) => {
    // Only what is named changes: the schema's defaults belong to a world file.
    const given = z.record(z.string(), z.unknown()).parse(body ?? {});
    const parsed = comanagementSchema.parse({ ...site.comanagement, enabled: true, ...given });
    return site.cloudAttach(parsed);
  });
  app.post('/_emulator/site/build', ({ body }) => {
    site.spec.buildNumber = buildSchema.parse(body).buildNumber;
    return { buildNumber: site.spec.buildNumber };
  });
  app.post('/_emulator/site/provider', ({ body }) => {
    site.isProviderUp = providerSchema.parse(body).up;
    return { up: site.isProviderUp };
  });
  app.post('/_emulator/site/cmg', ({ body }) => {
    const { state } = gatewaySchema.parse(body);
    if (site.spec.cmg !== null) site.spec.cmg.state = state;
    return { cmg: site.spec.cmg };
  });
  app.post('/_emulator/site/user-portal', ({ body }) => {
    site.spec.userPortal = portalSchema.parse(body).userPortal;
    site.userPortalChangedAt = simulation.clock.nowIso();
    return { userPortal: site.spec.userPortal };
  });
  app.post('/_emulator/site/principals', ({ body }) => {
    const principal = principalSchema.parse(body);
    const others = site.spec.principals.filter(({ name }) => name !== principal.name);
    site.spec.principals = [...others, principal];
    return { principals: site.spec.principals.map(({ name }) => name) };
  });
  app.post('/_emulator/site/duplicate-collection', ({ body }) => {
    const { name } = namesSchema.parse(body);
    return { collectionId: site.addCollection({ name }).collectionId };
  });
  app.post('/_emulator/site/comanagement-state', ({ body }) => {
    const { resourceId, state } = stateSchema.parse(body);
    const system = site.systems.find(String(resourceId));
    const change = Object.fromEntries(
      Object.entries(state).filter(([, value]) => value !== undefined),
    );
    if (system !== undefined) site.setComanagement(system, change);
    return { changed: system !== undefined };
  });
  registerApplicationRoutes(app, simulation);
}

function registerApplicationRoutes(app: FastifyInstance, { site }: Simulation): void {
  const named = (name: string) => site.applications.all().filter(({ spec }) => spec.name === name);
  app.post('/_emulator/site/outcomes', ({ body }) => {
    const { application: name, resourceId, outcome } = outcomeSchema.parse(body);
    for (const application of named(name)) {
      if (resourceId === undefined) application.spec.outcome = outcome;
      else site.scriptedOutcomes.set(`${application.modelName}@${resourceId}`, outcome);
    }
    return { changed: named(name).length };
  });
  app.post('/_emulator/site/revise-application', ({ body }) => {
    const { name } = applicationNameSchema.parse(body);
    return { ciIds: named(name).map((application) => site.reviseApplication(application)) };
  });
  app.post('/_emulator/site/content-failures', ({ body }) => {
    const { application: name, point, messageId } = contentFailureSchema.parse(body);
    for (const application of named(name)) {
      application.spec.contentFailures = [{ point, messageId }];
      for (const [on, copy] of application.content) copy.failure = failureOf(application, on);
    }
    return { changed: named(name).length };
  });
}
