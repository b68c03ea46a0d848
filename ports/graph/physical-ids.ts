import type { EntraDevice } from '../../domain/inventory.ts';
import { present } from '../present.ts';

/**
 * `[TAG]:value`; the casing of the tag varies in the field (`[ZTDId]`, `[OrderId]`), and values may
 * hold colons (`[HWID]:h:6896150000000002`). `graph-api.md` §B1.
 */
export function parsePhysicalIds(
  physicalIds: readonly string[],
): Pick<EntraDevice, 'ztdId' | 'orderId' | 'hardwareIds'> {
  const tagged = physicalIds.flatMap((entry) => {
    const match = /^\[([A-Za-z-]+)\]:(.*)$/.exec(entry);
    return match === null ? [] : [{ tag: match[1]?.toLowerCase(), value: match[2] ?? '' }];
  });
  const valuesOf = (tag: string) =>
    tagged.filter((entry) => entry.tag === tag && entry.value !== '').map(({ value }) => value);
  return present({
    ztdId: valuesOf('ztdid')[0]?.toLowerCase(),
    orderId: valuesOf('orderid')[0],
    hardwareIds: valuesOf('hwid'),
  });
}
