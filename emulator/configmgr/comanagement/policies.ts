import type { Simulation } from '../../simulation.ts';
import type { SiteSpec } from '../../world/site.ts';
import { pilotPolicySuffixes } from './pilot-policies.ts';

export type Comanagement = SiteSpec['comanagement'];
type PilotSuffix = Comanagement['pilotWorkloads'][number];

export interface ComanagementPolicy {
  ciId: number;
  assignmentId: number;
  name: string;
  description: string;
  isAssigned: boolean;
  /** What it is, or would be, assigned to. */
  collectionId: string;
  /** Only the production and the enrolment policy carry rules that anybody reads. */
  autoEnroll: boolean;
  flags: number;
}

const FIRST_CI_ID = 16_800_001;
const ASSIGNMENT_OFFSET = 1000;
const ALL_SYSTEMS = 'SMS00001';

/** None before the wizard ran; the production policy and its pilot children after it. */
export function comanagementPolicies({ site }: Simulation): ComanagementPolicy[] {
  const state = site.comanagement;
  if (!state.enabled) return [];
  const pilotCollection = idOf(state.autoEnrollmentCollection);
  const production = {
    name: 'CoMgmtSettingsProd',
    description: 'Production',
    isAssigned: true,
    collectionId: ALL_SYSTEMS,
    autoEnroll: state.autoEnrollment === 'All',
    flags: state.workloadFlags,
  };
  const enrolment = {
    name: 'CoMgmtSettingsPilotAutoEnroll',
    description: 'Automatic enrollment',
    isAssigned: state.autoEnrollment === 'Pilot',
    collectionId: pilotCollection,
    autoEnroll: state.autoEnrollment === 'Pilot',
    flags: 1,
  };
  const pilots = Object.entries(pilotPolicySuffixes).map(([suffix, { description, flags }]) => ({
    name: `CoMgmtSettingsPilot${suffix}`,
    description,
    isAssigned: state.pilotWorkloads.includes(suffix as PilotSuffix),
    collectionId: idOf(
      state.stagingCollections[suffix as PilotSuffix] ?? state.autoEnrollmentCollection,
    ),
    autoEnroll: false,
    flags,
  }));
  return [production, enrolment, ...pilots].map((policy, index) => ({
    ciId: FIRST_CI_ID + index,
    assignmentId: FIRST_CI_ID + index + ASSIGNMENT_OFFSET,
    ...policy,
  }));

  function idOf(nameOrId: string): string {
    return site.collectionNamed(nameOrId)?.collectionId ?? ALL_SYSTEMS;
  }
}

export function assignedPolicies(simulation: Simulation): ComanagementPolicy[] {
  return comanagementPolicies(simulation).filter(({ isAssigned }) => isAssigned);
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
