import type { Routine } from './ast';
import type { DataType } from './dataType';
import type { Signal } from './signal';
import type { Value } from './value';

/** What a name means somewhere in a module. */
export type Entity =
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'constant'; readonly value: Value; readonly type?: DataType }
  | { readonly kind: 'type'; readonly type: DataType; readonly members?: ReadonlyMap<string, bigint> }
  | { readonly kind: 'routine'; readonly routine: Routine; readonly scope: Scope }
  | { readonly kind: 'instance'; readonly name: string; readonly moduleName: string }
  | { readonly kind: 'interface'; readonly name: string; readonly interfaceName: string; readonly modport?: string }
  | { readonly kind: 'scope'; readonly scope: Scope };

/** A region with names of its own: a module, a generate block, a routine, a named block. */
export class Scope {
  readonly names = new Map<string, Entity>();
  /** Packages imported with `*`. */
  readonly wildcards: Scope[] = [];

  constructor(
    /** `gen[0].` or ''. */
    readonly prefix: string,
    readonly parent?: Scope,
    /** Of a package in another file: its places are of that file's text. */
    readonly foreign = false,
  ) {}

  lookup(name: string): Entity | undefined {
    const own = this.names.get(name);
    if (own !== undefined) return own;
    for (const scope of this.wildcards) {
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return this.parent?.lookup(name);
  }

  declare(name: string, entity: Entity): void {
    this.names.set(name, entity);
  }

  get root(): Scope {
    return this.parent?.root ?? this;
  }
}
