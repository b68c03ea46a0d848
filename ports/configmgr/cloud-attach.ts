import type { z } from 'zod';
import { findByKey, listRows } from './answers.ts';
import { ConfigMgrError } from './errors.ts';
import type { AdminHttp } from './http.ts';
import { isAutoEnrolling, parsePolicyRules, workloadFlagsOf } from './policy-xml.ts';
import type { PolicyRule } from './policy-xml.ts';
import type { ConfigMgrPort } from './port.ts';
import { configurationPolicyFields, configurationPolicySchema, policyXmlSchema } from './schema.ts';

const CLASS = 'SMS_ConfigurationPolicy';
const PRODUCTION = 'CoMgmtSettingsProd';
const PILOT_ENROLMENT = 'CoMgmtSettingsPilotAutoEnroll';

/** The bit of each pilot policy's workload in the production flags (§12.1, §12.3). */
const workloadBits: Readonly<Record<string, number>> = {
  CoMgmtSettingsPilotCP: 2,
  CoMgmtSettingsPilotRAP: 4,
  CoMgmtSettingsPilotDC: 8,
  CoMgmtSettingsPilotWUP: 16,
  CoMgmtSettingsPilotEP: 32,
  CoMgmtSettingsPilotCApp: 64,
  CoMgmtSettingsPilotO365: 128,
};

type Policy = z.infer<typeof configurationPolicySchema>;

export function createCloudAttachReads(http: AdminHttp): Pick<ConfigMgrPort, 'readCloudAttach'> {
  return {
    readCloudAttach: async () => {
      const $filter = "startswith(LocalizedDisplayName,'CoMgmtSettings')";
      const query = { $filter, $select: configurationPolicyFields };
      const policies = await listRows(http, CLASS, query, configurationPolicySchema);
      const production = policies.find((policy) => policy.LocalizedDisplayName === PRODUCTION);
      const rules = await readRules(http, production);
      const workloadFlags = production === undefined ? 0 : flagsOrThrow(rules);
      return {
        comanagementEnabled: production?.IsAssigned ?? false,
        automaticEnrolment: isAutoEnrolling(rules) ? 'all' : await readPilot(http, policies),
        pilotWorkloads: policies
          .filter((policy) => isPilotWorkload(policy, workloadFlags))
          .map((policy) => policy.LocalizedDisplayName),
        workloadFlags,
      };
    },
  };
}

async function readPilot(http: AdminHttp, policies: readonly Policy[]): Promise<'pilot' | 'none'> {
  const pilot = policies.find((policy) => policy.LocalizedDisplayName === PILOT_ENROLMENT);
  return isAutoEnrolling(await readRules(http, pilot)) ? 'pilot' : 'none';
}

/** A workload whose bit stands in production is with Intune for everybody, pilot or not (§12.2). */
function isPilotWorkload(policy: Policy, productionFlags: number): boolean {
  const bit = workloadBits[policy.LocalizedDisplayName];
  const isPilot =
    policy.LocalizedDisplayName.startsWith('CoMgmtSettingsPilot') &&
    policy.LocalizedDisplayName !== PILOT_ENROLMENT;
  // A pilot policy we do not know is reported rather than missed.
  return isPilot && policy.IsAssigned && (bit === undefined || (productionFlags & bit) === 0);
}

async function readRules(http: AdminHttp, policy: Policy | undefined): Promise<PolicyRule[]> {
  if (policy === undefined) return [];
  const found = await findByKey(http, CLASS, policy.CI_ID, policyXmlSchema);
  return found === undefined ? [] : parsePolicyRules(found.SDMPackageXML);
}

/** Flags decide whether devices may be onboarded at all: no guess when they cannot be read. */
function flagsOrThrow(rules: readonly PolicyRule[]): number {
  const flags = workloadFlagsOf(rules);
  if (flags !== undefined) return flags;
  throw new ConfigMgrError({
    kind: 'unexpected-answer',
    status: 200,
    operation: `${CLASS} (workload flags)`,
  });
}
