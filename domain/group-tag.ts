/**
 * What a group tag may hold. The tag is pasted into the membership rule of the device group, so anything that could end
 * the quoted text there would decide who receives policies.
 */
export function isGroupTag(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/.test(text);
}

/** A tag that makes shared devices, which must not be co-managed (REQ-112). In any case: people write `-shared` too. */
export function isSharedTag(text: string): boolean {
  return /-shared$/i.test(text);
}
