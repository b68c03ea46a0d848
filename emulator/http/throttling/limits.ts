import type { ThrottlingBucket } from '../../graph/metadata/operations.ts';
import data from '../../graph/metadata/throttling.json' with { type: 'json' };
import { CoolDown, SlidingWindow, TokenBucket } from './meter.ts';
import type { Meter } from './meter.ts';

const { global, identity, identityReports, intuneDevices, intuneEnrollment } = data.throttling;

export type TenantSize = 'S' | 'M' | 'L';
export type Family = 'directory' | 'intune';

/** One published limit: who shares it, what it counts, and how far it goes. */
export interface Limit {
  name: string;
  /** Of `x-ms-throttle-scope`. */
  scope: 'Tenant_Application' | 'Tenant' | 'Application';
  counts: 'Write' | 'ReadWrite';
  unit: 'requests' | 'resourceUnits';
  amount: number;
  seconds: number;
  /** Of `x-ms-throttle-information`. */
  reason: 'WriteLimitExceeded' | 'ResourceUnitLimitExceeded' | 'CPULimitExceeded';
  /** The directory's are token buckets by the page; of Intune's nothing is said. */
  kind: keyof typeof meters;
}

type Shape = Pick<Limit, 'scope' | 'counts' | 'unit'> & { amount: number; seconds: number };

/** https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits */
function identityLimits(size: TenantSize): Limit[] {
  const perApp = identity.perAppPerTenant;
  const shapes: Shape[] = [
    write('Tenant_Application', identity.writesPerAppPerTenant),
    write('Tenant', identity.writesPerTenant),
    write('Application', identity.writesPerApp),
    units('Tenant_Application', { units: perApp[size], seconds: perApp.seconds }),
    units('Application', identity.perApp),
  ];
  return shapes.map((shape) => toLimit('identity', shape, 'token-bucket'));
}

/** https://learn.microsoft.com/graph/throttling-limits#intune-service-limits */
function intuneLimits(name: string, table: typeof intuneDevices): Limit[] {
  const shapes: Shape[] = [
    write('Tenant_Application', table.writes.perAppPerTenant),
    write('Tenant', table.writes.perTenant),
    any('Tenant_Application', table.any.perAppPerTenant),
    any('Tenant', table.any.perTenant),
  ];
  return shapes.map((shape) => toLimit(name, shape, 'sliding-window'));
}

const globalLimits = [
  toLimit('global', any('Application', global.perAppAllTenants), 'token-bucket'),
];

/** https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits */
const reportLimits = [
  toLimit(
    'identityReports',
    any('Tenant_Application', identityReports.perAppPerTenant),
    'sliding-window',
  ),
];

/** https://learn.microsoft.com/graph/throttling-limits#identity-protection-and-conditional-access-service-limits */
const conditionalAccessLimits = [
  toLimit('conditionalAccess', any('Tenant', { requests: 1, seconds: 1 }), 'sliding-window'),
];

/**
 * The limits a request is held against, besides the global one. Autopilot collections are not
 * named in the published table; the enrolment limits are assumed for them (unconfirmed).
 */
export function limitsOf(bucket: ThrottlingBucket, size: TenantSize): Limit[] {
  return [...bucketLimits[bucket](size), ...globalLimits];
}

const bucketLimits: Record<ThrottlingBucket, (size: TenantSize) => Limit[]> = {
  identity: identityLimits,
  identityReports: () => reportLimits,
  conditionalAccess: () => conditionalAccessLimits,
  intuneDevices: () => intuneLimits('intuneDevices', intuneDevices),
  intuneEnrollment: () => intuneLimits('intuneEnrollment', intuneEnrollment),
  intuneApps: () => intuneLimits('intuneApps', intuneEnrollment),
};

export function singlePostLimit(figures: { requests: number; seconds: number }): Limit {
  return toLimit('registrationPosts', write('Tenant_Application', figures), 'cool-down');
}

export function familyOfBucket(bucket: ThrottlingBucket): Family {
  return bucket.startsWith('intune') ? 'intune' : 'directory';
}

/** https://learn.microsoft.com/graph/throttling-limits: S, M and L by the number of users. */
export function sizeOf(users: number): TenantSize {
  if (users < 50) return 'S';
  return users <= 500 ? 'M' : 'L';
}

const meters = {
  'token-bucket': TokenBucket,
  'sliding-window': SlidingWindow,
  'cool-down': CoolDown,
} as const;

export function meterOf(limit: Limit, amount: number): Meter {
  return new meters[limit.kind](amount, limit.seconds);
}

function write(scope: Limit['scope'], figures: { requests: number; seconds: number }): Shape {
  const { requests, seconds } = figures;
  return { scope, counts: 'Write', unit: 'requests', amount: requests, seconds };
}

function any(scope: Limit['scope'], figures: { requests: number; seconds: number }): Shape {
  return { ...write(scope, figures), counts: 'ReadWrite' };
}

function units(scope: Limit['scope'], figures: { units: number; seconds: number }): Shape {
  const { units: amount, seconds } = figures;
  return { scope, counts: 'ReadWrite', unit: 'resourceUnits', amount, seconds };
}

function toLimit(name: string, shape: Shape, kind: Limit['kind']): Limit {
  const reason =
    shape.counts === 'Write'
      ? ('WriteLimitExceeded' as const)
      : shape.unit === 'resourceUnits'
        ? ('ResourceUnitLimitExceeded' as const)
        : ('CPULimitExceeded' as const);
  return { ...shape, name, reason, kind };
}
