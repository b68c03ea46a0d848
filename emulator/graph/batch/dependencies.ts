/** Of a sub-request: its id and the ids it waits for. */
export interface Step {
  id: string;
  dependsOn: readonly string[];
}

/**
 * The order in which the steps run, or `undefined` where the pattern is not one that is served:
 * none depends on another, each depends on the one before it, or all that depend on anything
 * depend on the same one. https://learn.microsoft.com/graph/json-batching ("either fully sequential
 * or fully parallel") and the known issue that Microsoft's own client checks before it sends:
 * https://developer.microsoft.com/graph/known-issues/?filterBy=JSON%20batching
 */
export function runningOrder<Given extends Step>(steps: readonly Given[]): Given[] | undefined {
  const byId = new Map(steps.map((step) => [step.id.toLowerCase(), step]));
  const dependent = steps.filter(({ dependsOn }) => dependsOn.length > 0);
  const wanted = new Set(dependent.flatMap(({ dependsOn }) => dependsOn.map(lower)));
  if (dependent.some(({ dependsOn }) => dependsOn.length > 1)) return undefined;
  if (Array.from(wanted).some((id) => !byId.has(id))) return undefined;
  const [first, ...others] = wanted;
  if (others.length > 0) return chain(steps);
  const before = first === undefined ? undefined : byId.get(first);
  if (before === undefined) return [...steps];
  if (before.dependsOn.length > 0) return undefined;
  return [before, ...steps.filter((step) => step !== before)];
}

/** Every step but the first waits for another one, and no two for the same. */
function chain<Given extends Step>(steps: readonly Given[]): Given[] | undefined {
  const next = new Map<string, Given>();
  for (const step of steps) {
    const [before] = step.dependsOn.map(lower);
    if (before !== undefined) next.set(before, step);
  }
  const ordered: Given[] = [];
  let step = steps.find(({ dependsOn }) => dependsOn.length === 0);
  for (; step !== undefined && !ordered.includes(step); step = next.get(lower(step.id))) {
    ordered.push(step);
  }
  return ordered.length === steps.length ? ordered : undefined;
}

const lower = (id: string) => id.toLowerCase();
