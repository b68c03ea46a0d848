/** How many seeded worlds a test plays: few in `npm test`, as many as asked for in a sweep. */
export function seedCount(few: number): number {
  const asked = Number(process.env['GANGWAY_TEST_SEEDS'] ?? few);
  return Number.isSafeInteger(asked) && asked > 0 ? asked : few;
}
