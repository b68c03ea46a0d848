import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The part of an emulator's world that says how Gangway is to sign in there. */
const worldSchema = z.object({
  tenant: z.object({ tenantId: z.string() }),
  apps: z.array(z.object({ name: z.string(), clientId: z.string(), clientSecret: z.string() })),
  site: z.object({
    siteCode: z.string(),
    principals: z.array(z.object({ token: z.string() })).min(1),
  }),
});

export interface WorldCredentials {
  readonly tenantId: string;
  readonly siteCode: string;
  readonly adminServiceToken: string;
  app(name: 'gangway' | 'gangway-guard'): {
    readonly clientId: string;
    readonly clientSecret: string;
  };
}

export async function readWorldCredentials(file: string): Promise<WorldCredentials> {
  const parsed = worldSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    throw new Error(`${file} is no world for the emulator: ${z.prettifyError(parsed.error)}`);
  }
  const { tenant, apps, site } = parsed.data;
  return {
    tenantId: tenant.tenantId,
    siteCode: site.siteCode,
    adminServiceToken: site.principals[0]?.token ?? '',
    app: (name) => {
      const found = apps.find((app) => app.name === name);
      if (found === undefined) throw new Error(`${file} registers no app named "${name}"`);
      return found;
    },
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read the world file ${file}`, { cause: error });
  }
}
