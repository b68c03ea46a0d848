import { describe, expect, it } from 'vitest';
import { readWorkerConfig } from '../../config/worker-config.ts';
import {
  graphEnvironment,
  guardEnvironment,
  orchestratorEnvironment,
  siteEnvironment,
} from './environments.ts';

const beyondLoopback = 'https://sccm.contoso.example/AdminService';

describe('readWorkerConfig', () => {
  it('asks the orchestrator for no vendor credentials', () => {
    const config = readWorkerConfig('orchestrator', orchestratorEnvironment());
    expect(config.siteCode).toBe('PS1');
    expect(config).not.toHaveProperty('workflowBundle');
  });

  it('gives the graph role its own registration, without a slash at the end of the addresses', () => {
    const { graph } = readWorkerConfig('graph', graphEnvironment());
    expect(graph).toEqual({
      graphUrl: 'https://127.0.0.1:8443',
      authorityUrl: 'https://localhost:8443',
      tenantId: '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d',
      clientId: 'a-client',
      clientSecret: 'a-secret',
    });
  });

  it('asks only the guard for the trust list', () => {
    expect(readWorkerConfig('guard', guardEnvironment()).trustListFile).toContain('trust-list');
    expect(() => readWorkerConfig('guard', graphEnvironment())).toThrow('GANGWAY_TRUST_LIST_FILE');
  });

  it('signs in to the AdminService by Kerberos unless told otherwise', () => {
    const environment = siteEnvironment({
      GANGWAY_ADMIN_SERVICE_AUTH: undefined,
      GANGWAY_ADMIN_SERVICE_TOKEN: undefined,
    });
    expect(readWorkerConfig('site', environment).adminServiceAuth).toEqual({ kind: 'kerberos' });
  });

  it('gives fixed-negotiate its token on loopback', () => {
    const { adminServiceAuth } = readWorkerConfig('site', siteEnvironment());
    expect(adminServiceAuth).toEqual({ kind: 'fixed-negotiate', token: 'a-token' });
  });

  it('refuses fixed-negotiate beyond loopback by name', () => {
    const environment = siteEnvironment({
      GANGWAY_ADMIN_SERVICE_URL: beyondLoopback,
      GANGWAY_TIME_FACTOR: '1',
    });
    expect(() => readWorkerConfig('site', environment)).toThrow(
      /GANGWAY_ADMIN_SERVICE_AUTH must not be fixed-negotiate/,
    );
  });

  it('refuses fixed-negotiate without a token', () => {
    const environment = siteEnvironment({ GANGWAY_ADMIN_SERVICE_TOKEN: undefined });
    expect(() => readWorkerConfig('site', environment)).toThrow('GANGWAY_ADMIN_SERVICE_TOKEN');
  });

  it.each(['graph', 'guard'] as const)('refuses a hurried clock to %s beyond loopback', (role) => {
    const environment = guardEnvironment({
      GANGWAY_AUTHORITY_URL: 'https://login.microsoftonline.com',
    });
    expect(() => readWorkerConfig(role, environment)).toThrow(
      'GANGWAY_TIME_FACTOR must be 1 unless GANGWAY_AUTHORITY_URL is on loopback',
    );
  });

  it('refuses plain http towards a vendor', () => {
    const environment = graphEnvironment({ GANGWAY_GRAPH_URL: 'http://127.0.0.1:8080' });
    expect(() => readWorkerConfig('graph', environment)).toThrow('GANGWAY_GRAPH_URL should be');
  });
});
