import { randomOf } from './random.ts';

export interface Hardware {
  readonly serialNumber: string;
  readonly manufacturer: string;
  readonly model: string;
}

/**
 * Without E, because 12E4567 reads as a number; without I and O, because the one pair of serial
 * numbers that differ by O and 0 only is a trap of its own.
 */
const letters = 'ABCDFGHJKLMNPQRSTUVWXYZ0123456789';
const digits = '0123456789';

const models: readonly { manufacturer: string; model: string; pattern: string }[] = [
  { manufacturer: 'Contoso Devices', model: 'Contoso Book 14', pattern: 'PF******' },
  { manufacturer: 'Northwind Computers', model: 'EliteLine 840', pattern: '5CG*******' },
  { manufacturer: 'Litware', model: 'Latitude 7450', pattern: 'J******' },
  // Digits only and a leading zero, which a spreadsheet would take away.
  { manufacturer: 'Tailspin', model: 'Slate 6', pattern: '0##########7' },
  // Hyphens, which the vendor's own filters cannot search for.
  { manufacturer: 'Wingtip', model: 'Mini 3', pattern: 'WT-****-**' },
];

/** Serial numbers that no two machines share. */
export class HardwareShelf {
  readonly #random = randomOf('hardware');
  readonly #taken = new Set<string>();

  next(): Hardware {
    const { manufacturer, model, pattern } = this.#random.pick(models);
    for (;;) {
      const serialNumber = pattern.replaceAll(/[*#]/g, (slot) =>
        this.#character(slot === '*' ? letters : digits),
      );
      if (this.#taken.has(serialNumber)) continue;
      this.#taken.add(serialNumber);
      return { serialNumber, manufacturer, model };
    }
  }

  #character(from: string): string {
    return from.charAt(this.#random.int(0, from.length - 1));
  }
}
