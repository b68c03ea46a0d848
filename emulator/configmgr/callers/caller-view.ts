import type { ClassOperation, Principal } from '../../world/site.ts';
import type { Site } from '../site.ts';

/**
 * What one administrative user may do and see. Collections limit the devices; what lies outside
 * is not refused but missing, from counts as well.
 * https://learn.microsoft.com/mem/configmgr/core/understand/fundamentals-of-role-based-administration
 */
export class CallerView {
  readonly principal: Principal;
  readonly #site: Site;
  #collections: Set<string> | undefined;
  #systems: Set<number> | undefined;

  constructor(principal: Principal, site: Site) {
    this.principal = principal;
    this.#site = site;
  }

  get isLimited(): boolean {
    return this.principal.collections !== undefined;
  }

  may(operation: ClassOperation, className: string): boolean {
    const { classRights, rights } = this.principal;
    const own = Object.entries(classRights).find(
      ([name]) => name.toLowerCase() === className.toLowerCase(),
    );
    if (own !== undefined) return own[1].includes(operation);
    return rights.includes(operation === 'read' ? 'read' : 'write');
  }

  /** All Systems shows itself to everybody, with as many members as the caller may see. */
  seesCollection(collectionId: string): boolean {
    if (!this.isLimited || collectionId === 'SMS00001') return true;
    this.#collections ??= this.#visibleCollections();
    return this.#collections.has(collectionId);
  }

  seesSystem(resourceId: number): boolean {
    if (!this.isLimited) return true;
    this.#systems ??= this.#visibleSystems();
    return this.#systems.has(resourceId);
  }

  seesScope(scopes: readonly string[]): boolean {
    const own = this.principal.scopes;
    return own === undefined || scopes.some((scope) => own.includes(scope));
  }

  countMembers(members: ReadonlyMap<number, number>): number {
    if (!this.isLimited) return members.size;
    return [...members.keys()].filter((id) => this.seesSystem(id)).length;
  }

  #assigned() {
    return (this.principal.collections ?? []).flatMap((name) => {
      const collection = this.#site.collectionNamed(name);
      return collection === undefined ? [] : [collection];
    });
  }

  /** The assigned ones, and all that are limited to them, however indirectly. */
  #visibleCollections(): Set<string> {
    const visible = new Set(this.#assigned().map(({ collectionId }) => collectionId));
    let before = -1;
    while (visible.size > before) {
      before = visible.size;
      for (const { collectionId, limitToCollectionId } of this.#site.collections.all()) {
        if (visible.has(limitToCollectionId)) visible.add(collectionId);
      }
    }
    return visible;
  }

  #visibleSystems(): Set<number> {
    return new Set(this.#assigned().flatMap(({ members }) => [...members.keys()]));
  }
}
