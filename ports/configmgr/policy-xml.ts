/**
 * Reads the rules of a configuration policy's `SDMPackageXML`: per rule the `ResourceId` of its
 * display name and its constant. Path in the document: `DesiredConfigurationDigest /
 * ConfigurationPolicy / Rules / Rule / (Annotation/DisplayName@ResourceId,
 * Expression/Operands/ConstantValue@Value)` (§12.2). The document is machine-made; patterns that
 * tolerate prefixes, order and quotes read it without an XML package.
 */
export interface PolicyRule {
  readonly resourceId: string;
  readonly value: string;
}

const RULE = /<(?:[\w.-]+:)?Rule\b[^>]*>([\s\S]*?)<\/(?:[\w.-]+:)?Rule>/g;
const RESOURCE_ID = /<(?:[\w.-]+:)?DisplayName\b[^>]*?\bResourceId\s*=\s*["']([^"']*)["']/;
const CONSTANT = /<(?:[\w.-]+:)?ConstantValue\b[^>]*?\bValue\s*=\s*["']([^"']*)["']/;

export function parsePolicyRules(xml: string): PolicyRule[] {
  return [...xml.matchAll(RULE)].map(([, rule = '']) => ({
    resourceId: RESOURCE_ID.exec(rule)?.[1] ?? '',
    value: CONSTANT.exec(rule)?.[1] ?? '',
  }));
}

export function isAutoEnrolling(rules: readonly PolicyRule[]): boolean {
  const rule = rules.find(({ resourceId }) => resourceId === 'AutoEnroll_Name');
  return rule?.value.toLowerCase() === 'true';
}

/** By name where the document says one, else the third rule, as observed. */
export function workloadFlagsOf(rules: readonly PolicyRule[]): number | undefined {
  const named = rules.find(({ resourceId }) => /capabilities/i.test(resourceId));
  const value = (named ?? rules[2])?.value ?? '';
  return /^\d+$/.test(value) ? Number(value) : undefined;
}
