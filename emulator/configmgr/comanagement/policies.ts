import { pilotPolicySuffixes } from './pilot-policies.ts';
import type { SiteSpec } from '../../world/site.ts';

export type Comanagement = SiteSpec['comanagement'];

export interface ComanagementPolicy {
  ciId: number;
  name: string;
  description: string;
  isAssigned: boolean;
  /** Only the production and the enrolment policy carry rules that anybody reads. */
  autoEnroll: boolean;
  flags: number;
}

const FIRST_CI_ID = 16_800_001;

/** None before the wizard ran; the production policy and its pilot children after it. */
export function comanagementPolicies(state: Comanagement): ComanagementPolicy[] {
  if (!state.enabled) return [];
  const production = {
    name: 'CoMgmtSettingsProd',
    description: 'Production',
    isAssigned: true,
    autoEnroll: state.autoEnrollment === 'All',
    flags: state.workloadFlags,
  };
  const enrolment = {
    name: 'CoMgmtSettingsPilotAutoEnroll',
    description: 'Automatic enrollment',
    isAssigned: state.autoEnrollment === 'Pilot',
    autoEnroll: state.autoEnrollment === 'Pilot',
    flags: 1,
  };
  const pilots = Object.entries(pilotPolicySuffixes).map(([suffix, { description, flags }]) => ({
    name: `CoMgmtSettingsPilot${suffix}`,
    description,
    isAssigned: (state.pilotWorkloads as string[]).includes(suffix),
    autoEnroll: false,
    flags,
  }));
  return [production, enrolment, ...pilots].map((policy, index) => ({
    ciId: FIRST_CI_ID + index,
    ...policy,
  }));
}

/** The digest as far as readers go: three rules, the flags in the third. */
export function sdmPackageXml(policy: ComanagementPolicy): string {
  const rules = [
    ['Allow_Name', 'true'],
    ['AutoEnroll_Name', String(policy.autoEnroll)],
    ['Capabilities_Name', String(policy.flags)],
  ].map(
    ([name, value]) =>
      `<Rule><Annotation><DisplayName ResourceId="${name}"/></Annotation>` +
      `<Expression><Operands><ConstantValue DataType="String" Value="${value}"/></Operands></Expression></Rule>`,
  );
  return (
    '<DesiredConfigurationDigest><ConfigurationPolicy><Rules>' +
    `${rules.join('')}</Rules></ConfigurationPolicy></DesiredConfigurationDigest>`
  );
}
