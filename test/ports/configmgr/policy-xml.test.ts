import { expect, test } from 'vitest';
import {
  isAutoEnrolling,
  parsePolicyRules,
  workloadFlagsOf,
} from '../../../ports/configmgr/policy-xml.ts';

const rule = (name: string, value: string) => `<Rule xmlns="urn:rules" id="r1" Severity="Warning">
  <Annotation><DisplayName Text="" ResourceId="${name}"/><Description Text="x"/></Annotation>
  <Expression><Operator>Equals</Operator><Operands>
    <SettingReference SettingLogicalName="s"/><ConstantValue DataType="Int64" Value="${value}"/>
  </Operands></Expression></Rule>`;
const document = (...rules: string[]) =>
  `<?xml version="1.0"?><DesiredConfigurationDigest><ConfigurationPolicy><Rules>${rules.join('\n')}</Rules></ConfigurationPolicy></DesiredConfigurationDigest>`;

test('reads automatic enrolment by the name of its rule', () => {
  const xml = document(rule('Allow_Name', 'true'), rule('AutoEnroll_Name', 'True'));
  expect(isAutoEnrolling(parsePolicyRules(xml))).toBe(true);
  expect(isAutoEnrolling(parsePolicyRules(document(rule('Allow_Name', 'true'))))).toBe(false);
});

test.each([1, 67, 8193, 12_333, 12_543])('reads workload flags %i by name', (flags) => {
  const xml = document(rule('Capabilities_Name', String(flags)), rule('AutoEnroll_Name', 'false'));
  expect(workloadFlagsOf(parsePolicyRules(xml))).toBe(flags);
});

test('falls back to the third rule, as sites were seen to store it', () => {
  const xml = document(rule('a', 'true'), rule('b', 'false'), rule('c', '8193'));
  expect(workloadFlagsOf(parsePolicyRules(xml))).toBe(8193);
});

test('tolerates prefixes and single quotes', () => {
  const xml = document(rule('Capabilities_Name', '8193'))
    .replaceAll('<', '<p:')
    .replaceAll('<p:/', '</p:')
    .replaceAll('"', "'");
  expect(workloadFlagsOf(parsePolicyRules(xml))).toBe(8193);
});

test('says that it does not know rather than guess', () => {
  expect(workloadFlagsOf(parsePolicyRules('<nonsense/>'))).toBeUndefined();
  expect(workloadFlagsOf(parsePolicyRules(document(rule('x', 'true'))))).toBeUndefined();
});
