/** A copy that lacks these members, as vendors' answers do. */
export function without<T extends object, K extends keyof T & string>(
  whole: T,
  ...names: readonly K[]
): Omit<T, K> {
  const left = Object.entries(whole).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(left) as Omit<T, K>;
}
