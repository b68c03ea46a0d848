/** A copy without the members that the wire does not carry. */
export function omit<Row extends object, Key extends keyof Row>(
  row: Row,
  keys: readonly Key[],
): Omit<Row, Key> {
  const copy = { ...row };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
}
