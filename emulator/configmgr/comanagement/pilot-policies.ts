/** Pilot policies by the suffix of their name, with the bits of the workload they move. */
export const pilotPolicySuffixes = {
  CP: { description: 'Compliance policies', flags: 2 },
  RAP: { description: 'Resource access policies', flags: 4 },
  DC: { description: 'Device configuration', flags: 8 },
  WUP: { description: 'Windows Update policies', flags: 16 },
  EP: { description: 'Endpoint Protection', flags: 4128 },
  CApp: { description: 'Client apps', flags: 64 },
  O365: { description: 'Office Click-to-Run apps', flags: 128 },
} as const;
