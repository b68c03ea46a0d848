import { describe, expect, it } from 'vitest';
import { readApiConfig } from '../../config/api-config.ts';
import { ConfigError } from '../../config/env.ts';
import { apiEnvironment } from './environments.ts';

function problemsOf(environment: Record<string, string | undefined>): Record<string, string> {
  try {
    readApiConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, message }) => [variable, message]));
  }
  return {};
}

describe('readApiConfig', () => {
  it('reads what an embedded stack gives', () => {
    const config = readApiConfig(apiEnvironment());
    expect(config).toMatchObject({
      profile: 'embedded',
      host: '127.0.0.1',
      port: 0,
      logLevel: 'info',
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      siteCode: 'PS1',
      timeFactor: 60,
    });
    expect(config.dataKey).toHaveLength(32);
    expect(config.deviceKeySecret).toHaveLength(32);
  });

  it('names every wrong variable at once, with what it should be and without its value', () => {
    const environment = apiEnvironment({
      GANGWAY_DATABASE_URL: 'mysql://secret@host/db',
      GANGWAY_DATA_KEY: 'c2hvcnQ=',
      GANGWAY_TENANT_ID: '',
      GANGWAY_API_PORT: '70000',
    });
    expect(() => readApiConfig(environment)).toThrow(ConfigError);
    const problems = problemsOf(environment);
    expect(Object.keys(problems).sort()).toEqual([
      'GANGWAY_API_PORT',
      'GANGWAY_DATABASE_URL',
      'GANGWAY_DATA_KEY',
      'GANGWAY_TENANT_ID',
    ]);
    expect(problems['GANGWAY_TENANT_ID']).toBe(
      'is missing; it should be the GUID of the Entra tenant',
    );
    expect(problems['GANGWAY_DATA_KEY']).toBe('should be base64 of 32 random bytes');
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('takes no key of another length', () => {
    const key = Buffer.alloc(31).toString('base64');
    expect(problemsOf(apiEnvironment({ GANGWAY_DEVICE_KEY_SECRET: key }))).toHaveProperty(
      'GANGWAY_DEVICE_KEY_SECRET',
    );
  });

  it.each(['0.0.0.0', '10.0.0.1', '::', 'gangway.example', '127.0.0.1.example'])(
    'refuses the embedded profile on %s',
    (host) => {
      const problems = problemsOf(apiEnvironment({ GANGWAY_API_HOST: host }));
      expect(problems['GANGWAY_API_HOST']).toContain('must be loopback');
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('takes %s for loopback', (host) => {
    expect(problemsOf(apiEnvironment({ GANGWAY_API_HOST: host }))).toEqual({});
  });

  it('refuses the development issuer in production, even on loopback', () => {
    const environment = apiEnvironment({ GANGWAY_PROFILE: 'production', GANGWAY_TIME_FACTOR: '1' });
    expect(problemsOf(environment)).toEqual({
      GANGWAY_DEV_ISSUER_KEY_FILE: 'must not be set unless GANGWAY_PROFILE is embedded',
    });
  });

  it('takes production on any address without the development issuer', () => {
    const environment = apiEnvironment({
      GANGWAY_PROFILE: 'production',
      GANGWAY_TIME_FACTOR: '1',
      GANGWAY_DEV_ISSUER_KEY_FILE: undefined,
      GANGWAY_API_HOST: '0.0.0.0',
    });
    expect(readApiConfig(environment)).not.toHaveProperty('devIssuerKeyFile');
  });

  it('refuses a hurried clock in production and beyond loopback', () => {
    const production = apiEnvironment({
      GANGWAY_PROFILE: 'production',
      GANGWAY_DEV_ISSUER_KEY_FILE: undefined,
    });
    expect(problemsOf(production)).toHaveProperty('GANGWAY_TIME_FACTOR');
    const real = apiEnvironment({ GANGWAY_GRAPH_URL: 'https://graph.microsoft.com' });
    expect(problemsOf(real)).toEqual({
      GANGWAY_TIME_FACTOR: 'must be 1 unless GANGWAY_GRAPH_URL is on loopback',
    });
  });
});
