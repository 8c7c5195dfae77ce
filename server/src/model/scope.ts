import { evaluateConstant, evaluateSized } from './constant';
import type { ModuleInfo } from './moduleInfo';

/** Gives what another file declares under a name: a package, an interface; undefined when it is not known. */
export type UnitLookup = (name: string) => ModuleInfo | undefined;

/** What constant expressions and type names mean inside one unit while it is being summarized. */
export class Scope {
  readonly constants = new Map<string, bigint>();
  /** Widths of named types. */
  readonly types = new Map<string, number>();
  /** Widths of ports and nets, for `$bits`. */
  readonly signals = new Map<string, number>();
  readonly imports: { package: string; item: string }[] = [];

  constructor(
    private readonly lookup: UnitLookup,
    private readonly outer?: Scope,
  ) {}

  /** The value of an expression in this scope. */
  evaluate(text: string): bigint | undefined {
    return evaluateConstant(text, this.valueOf);
  }

  /** The value of an expression when it is assigned to something of `width` bits. */
  evaluateFor(text: string, width: number | undefined, signed: boolean): bigint | undefined {
    const value = evaluateSized(text, this.valueOf, width)?.value;
    if (value === undefined || width === undefined || width <= 0) return value;
    return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
  }

  readonly valueOf = (name: string): bigint | undefined => {
    const bits = /^\$bits\((.*)\)$/.exec(name)?.[1];
    if (bits !== undefined) {
      const width = this.signals.get(bits) ?? this.widthOfType(bits);
      return width === undefined ? undefined : BigInt(width);
    }
    const own = this.constants.get(name);
    if (own !== undefined) return own;
    const qualified = /^(.+)::(.+)$/.exec(name);
    if (qualified !== null) return this.fromPackage(qualified[1] ?? '')?.constants.get(qualified[2] ?? '');
    for (const { package: from, item } of this.imports) {
      const found = item === '*' || item === name ? this.fromPackage(from)?.constants.get(name) : undefined;
      if (found !== undefined) return found;
    }
    return this.outer?.valueOf(name);
  };

  /** Width in bits of a type name (`state_e`, `pkg::state_e`). */
  widthOfType(name: string): number | undefined {
    const own = this.types.get(name);
    if (own !== undefined) return own;
    const qualified = /^(.+)::(.+)$/.exec(name);
    if (qualified !== null) return this.fromPackage(qualified[1] ?? '')?.types.get(qualified[2] ?? '');
    for (const { package: from, item } of this.imports) {
      const found = item === '*' || item === name ? this.fromPackage(from)?.types.get(name) : undefined;
      if (found !== undefined) return found;
    }
    return this.outer?.widthOfType(name);
  }

  /** True when `name` is known as an interface. */
  isInterface(name: string): boolean | undefined {
    const found = this.lookup(name);
    return found === undefined ? undefined : found.kind === 'interface';
  }

  private fromPackage(name: string): PackageFacts | undefined {
    const info = this.lookup(name);
    return info === undefined || info.kind === 'module' ? undefined : packageFacts(info);
  }
}

interface PackageFacts {
  readonly constants: ReadonlyMap<string, bigint>;
  readonly types: ReadonlyMap<string, number>;
}

const factsOf = new WeakMap<ModuleInfo, PackageFacts>();

function packageFacts(info: ModuleInfo): PackageFacts {
  let facts = factsOf.get(info);
  if (facts === undefined) {
    const constants = new Map<string, bigint>();
    const types = new Map<string, number>();
    for (const parameter of info.parameters) if (parameter.value !== undefined) constants.set(parameter.name, parameter.value);
    for (const type of info.types) {
      if (type.width !== undefined) types.set(type.name, type.width);
      for (const one of type.enumerators ?? []) if (one.value !== undefined) constants.set(one.name, one.value);
    }
    facts = { constants, types };
    factsOf.set(info, facts);
  }
  return facts;
}
