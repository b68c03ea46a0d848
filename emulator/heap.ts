/** A binary heap: the least item is at hand, adding and taking cost the logarithm of its size. */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #compare: (left: Item, right: Item) => number;

  constructor(compare: (left: Item, right: Item) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  first(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (above === undefined || this.#compare(above, item) <= 0) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  takeFirst(): Item | undefined {
    const items = this.#items;
    const [least] = items;
    const last = items.pop();
    if (items.length > 0 && last !== undefined) this.#sink(last);
    return least;
  }

  /** Puts an item at the top and lets it fall to its place. */
  #sink(item: Item): void {
    const items = this.#items;
    let index = 0;
    for (;;) {
      const smaller = this.#smallerChild(index);
      const below = items[smaller];
      if (below === undefined || this.#compare(item, below) <= 0) break;
      items[index] = below;
      index = smaller;
    }
    items[index] = item;
  }

  #smallerChild(index: number): number {
    const left = 2 * index + 1;
    const [first, second] = [this.#items[left], this.#items[left + 1]];
    const isRight = first !== undefined && second !== undefined && this.#compare(second, first) < 0;
    return isRight ? left + 1 : left;
  }
}
