import { describe, expect, test } from 'vitest';
import { tenantObjectBodies } from '../../domain/tenant-objects.ts';
import { aSpec } from './requirements/facts.ts';

describe('the co-management settings policy', () => {
  const { comanagementPolicy } = tenantObjectBodies(aSpec, 'CCMSETUPCMD="…"');

  test('installs the client, with the line that was handed in', () => {
    expect(comanagementPolicy).toMatchObject({
      installConfigurationManagerAgent: true,
      configurationManagerAgentCommandLineArgument: 'CCMSETUPCMD="…"',
    });
  });

  test('gives all workloads to Intune', () => {
    expect(comanagementPolicy.managedDeviceAuthority).toBe(1);
  });
});

test('the Autopilot profile is user-driven, without pre-provisioning, and registers no PC by itself', () => {
  expect(tenantObjectBodies(aSpec, '').autopilotProfile).toMatchObject({
    deviceUsageType: 'singleUser',
    preprovisioningAllowed: false,
    hardwareHashExtractionEnabled: false,
  });
});

test('the status page shows progress, so that the device waits for the client', () => {
  expect(tenantObjectBodies(aSpec, '').espProfile.showInstallationProgress).toBe(true);
});
