import {
  heldByOthers,
  innerScope,
  lexical,
  lexicalOwn,
  membersIn,
  packageMember,
  projectUnits,
  type LocatedScope,
  type Names,
} from './lookup';
import { inClassOrType, memberOf } from './memberOf';
import { canonical, keyOf, type Located, type Resolution, type SymbolProject, type Unresolved } from './symbolProject';
import type { Access, PatternType, Place, Reference, Scope, SymbolTable } from './symbolTypes';
import { typeMembers, typeTarget } from './typeTarget';

export type { Resolution, Unresolved } from './symbolProject';

const nothing = (why: Unresolved): Resolution => ({ declarations: [], why });

/** The declarations that a name means (IEEE 1800-2023 clauses 23.8, 23.9, 26.3). Never throws; says why when there is none. */
export function resolveReference(project: SymbolProject, table: SymbolTable, reference: Reference): Resolution {
  return project.still(() => {
    const found = new Resolver(project).resolve(table, reference);
    if (found.why !== 'undeclared' || table.unknownMacros.size === 0) return found;
    return nothing('behindUnknownMacro');
  });
}

/** For lookups that need several names: what one finds the next can use. */
export function resolver(project: SymbolProject): Names {
  return new Resolver(project);
}

const builtinMembers = new Set(
  (
    'size delete insert pop_front pop_back push_front push_back num exists first last next prev name sum product and or xor min max ' +
    'unique find find_index find_first find_first_index find_last find_last_index reverse sort rsort shuffle len putc getc toupper ' +
    'tolower compare icompare substr atoi atohex atooct atobin atoreal itoa hextoa octtoa bintoa realtoa map index triggered matched ' +
    'randomize rand_mode constraint_mode pre_randomize post_randomize sample get_coverage get_inst_coverage start stop ' +
    'set_inst_name srandom get_randstate set_randstate new process self status kill await suspend resume get put try_get try_put peek ' +
    'try_peek'
  ).split(' '),
);

const builtinNames = new Set(['std', 'process', 'mailbox', 'semaphore', 'item', 'randomize', 'local', 'null', 'new']);

/** Names that are looked for in what another name means. */
type Below = Extract<Place, { kind: 'member' | 'scoped' | 'port' | 'parameter' | 'argument' | 'import' | 'modport' }>;

class Resolver implements Names {
  private depth = 0;

  constructor(readonly project: SymbolProject) {}

  resolve(table: SymbolTable, reference: Reference): Resolution {
    const known = this.project.memo.resolutions.get(reference);
    if (known !== undefined) return known;
    // Declarations that are defined by each other.
    if (this.depth > 60) return nothing('typeUnknown');
    this.project.memo.resolutions.set(reference, nothing('typeUnknown'));
    this.depth++;
    const found = this.resolveHere(table, reference);
    this.depth--;
    this.project.memo.resolutions.set(reference, found);
    return found;
  }

  private resolveHere(table: SymbolTable, reference: Reference): Resolution {
    const { place, name } = reference;
    switch (place.kind) {
      case 'plain':
      case 'type':
        return this.plain(table, reference, name);
      case 'scope':
        return this.scopePrefix(table, reference, name);
      case 'package': {
        const found = projectUnits(this, name, table.path).filter(({ declaration }) => declaration.kind === 'package');
        return found.length > 0 ? { declarations: found } : nothing(name === 'std' || name === '*' ? 'builtin' : 'packageUnknown');
      }
      case 'unit':
        return this.unit(table, reference, name);
      case 'self':
        return this.self(table, reference, place.base);
      case 'label': {
        const declaration = table.declarations[place.declaration];
        return declaration === undefined ? nothing('undeclared') : { declarations: [canonical({ table, declaration })] };
      }
      case 'macro':
        return this.macro(place.definition, name, reference.access);
      case 'pattern':
        return this.patternKey(table, reference, place.type);
      default:
        return this.below(table, reference, place);
    }
  }

  private below(table: SymbolTable, reference: Reference, place: Below): Resolution {
    const base = table.references[place.kind === 'port' || place.kind === 'parameter' ? place.unit : place.of];
    if (base === undefined) return nothing('baseUnresolved');
    const bases = this.resolve(table, base);
    const name = reference.name;
    if (bases.declarations.length === 0) {
      if (bases.why === 'builtin' || builtinMembers.has(name)) return nothing('builtin');
      return nothing(place.kind === 'import' ? 'packageUnknown' : bases.why === 'packageUnknown' ? 'packageUnknown' : 'baseUnresolved');
    }
    const found = bases.declarations.flatMap((one) => this.nameIn(one, name, place.kind));
    if (found.length > 0) return { declarations: unique(found) };
    if ((place.kind === 'member' || place.kind === 'scoped') && builtinMembers.has(name)) return nothing('builtin');
    const typed = place.kind !== 'member' || bases.declarations.some((one) => this.isTyped(one));
    return nothing(typed ? 'noSuchMember' : 'typeUnknown');
  }

  private nameIn(base: Located, name: string, kind: Below['kind']): Located[] {
    switch (kind) {
      case 'import':
      case 'scoped':
        return base.declaration.kind === 'package' ? packageMember(this, base, name) : inClassOrType(this, base, name);
      case 'port':
        return membersIn(innerScope(base), name).filter(
          ({ declaration }) => declaration.kind === 'port' || declaration.kind === 'argument',
        );
      case 'parameter':
        return this.parameterOf(base, name);
      case 'argument':
        return this.argumentOf(base, name);
      case 'modport':
        return membersIn(innerScope(base), name);
      case 'member':
        return memberOf(this, base, name);
    }
  }

  private parameterOf(base: Located, name: string): Located[] {
    const isParameter = ({ declaration }: Located): boolean => /parameter|localparam/i.test(declaration.kind);
    const own = membersIn(innerScope(base), name).filter(isParameter);
    if (own.length > 0) return own;
    const target = typeTarget(this, base);
    return target?.kind === 'scope' ? membersIn(target, name).filter(isParameter) : [];
  }

  private argumentOf(base: Located, name: string): Located[] {
    const arguments_ = (scope: LocatedScope | undefined): Located[] =>
      membersIn(scope, name).filter(({ declaration }) => declaration.kind === 'argument' || declaration.kind === 'port');
    const own = arguments_(innerScope(base));
    if (own.length > 0 || base.declaration.kind !== 'class') return own;
    return membersIn(innerScope(base), 'new').flatMap((method) => arguments_(innerScope(method)));
  }

  private isTyped(base: Located): boolean {
    if (base.declaration.kind === 'instance') return true;
    return innerScope(base) !== undefined || typeTarget(this, base) !== undefined;
  }

  private plain(table: SymbolTable, reference: Reference, name: string): Resolution {
    const scope = table.scopes[reference.scope];
    if (scope === undefined) return nothing('undeclared');
    const found = lexical(this, { table, scope }, name);
    if (found.length > 0) return { declarations: unique(found) };
    const units = projectUnits(this, name, table.path);
    if (units.length > 0) return { declarations: units };
    const held = heldByOthers(this, name, table.path);
    if (held.length > 0) return { declarations: held };
    if (builtinNames.has(name) || name.startsWith('$')) return nothing('builtin');
    return nothing(this.importsUnknown(table, scope) ? 'packageUnknown' : 'undeclared');
  }

  /** Whether a package that is imported with `*` is not in the project: the name may be one of its items. */
  private importsUnknown(table: SymbolTable, from: Scope): boolean {
    for (let scope: Scope | undefined = from; scope !== undefined; scope = table.scopes[scope.parent]) {
      for (const one of scope.imports) {
        const reference = table.references[one.reference];
        if (one.item === '*' && reference !== undefined && this.resolve(table, reference).why === 'packageUnknown') return true;
      }
    }
    return false;
  }

  private scopePrefix(table: SymbolTable, reference: Reference, name: string): Resolution {
    const scope = table.scopes[reference.scope];
    const packages = projectUnits(this, name, table.path).filter(({ declaration }) => declaration.kind === 'package');
    if (packages.length > 0) return { declarations: packages };
    const isScope = ({ declaration }: Located): boolean => /^(?:class|typedef|typeParameter|covergroup|interface)$/.test(declaration.kind);
    const found = scope === undefined ? [] : lexical(this, { table, scope }, name).filter(isScope);
    if (found.length > 0) return { declarations: unique(found) };
    const units = projectUnits(this, name, table.path).filter(isScope);
    if (units.length > 0) return { declarations: units };
    return nothing(builtinNames.has(name) || name === '$unit' ? 'builtin' : 'packageUnknown');
  }

  private unit(table: SymbolTable, reference: Reference, name: string): Resolution {
    const isUnit = ({ declaration }: Located): boolean =>
      /^(?:module|interface|program|primitive|checker|class|typedef|typeParameter|covergroup)$/.test(declaration.kind);
    const scope = table.scopes[reference.scope];
    // Modules and their like have a name space of their own (clause 3.13): packages, which may be large, are read only for what is none of them.
    const own = scope === undefined ? [] : lexicalOwn(this, { table, scope }, name).filter(isUnit);
    if (own.length > 0) return { declarations: unique(own) };
    const units = projectUnits(this, name, table.path).filter(isUnit);
    if (units.some(isDefinition)) return { declarations: units };
    const found = scope === undefined ? [] : lexical(this, { table, scope }, name).filter(isUnit);
    if (found.length > 0) return { declarations: unique(found) };
    return units.length > 0 ? { declarations: units } : nothing('notInProject');
  }

  private self(table: SymbolTable, reference: Reference, base: boolean): Resolution {
    for (let scope = table.scopes[reference.scope]; scope !== undefined; scope = table.scopes[scope.parent]) {
      const own = scope.outside === undefined ? undefined : table.references[scope.outside];
      const declared =
        own !== undefined
          ? this.resolve(table, own).declarations
          : scope.kind === 'class' && scope.owner >= 0
            ? [table.declarations[scope.owner]].flatMap((declaration) => (declaration === undefined ? [] : [{ table, declaration }]))
            : [];
      const [first] = declared;
      if (first === undefined) continue;
      if (!base) return { declarations: [first] };
      const inner = innerScope(first);
      const above = inner?.scope.base === undefined ? undefined : inner.table.references[inner.scope.base];
      return inner === undefined || above === undefined ? nothing('undeclared') : this.resolve(inner.table, above);
    }
    return nothing('undeclared');
  }

  private macro(definition: Extract<Reference['place'], { kind: 'macro' }>['definition'], name: string, access: Access): Resolution {
    // A condition may well ask for what is not defined.
    if (definition === undefined) return nothing(access === 'none' ? 'builtin' : 'undeclared');
    if (definition.path === '') return nothing('builtin');
    for (const table of [...this.project.views(definition.path), this.project.table(definition.path)]) {
      const found = table?.declarations.find(
        (one) =>
          one.kind === 'macro' &&
          one.name === name &&
          one.nameRange.path === definition.path &&
          one.nameRange.start >= definition.start &&
          one.nameRange.start <= definition.end,
      );
      if (table !== undefined && found !== undefined) return { declarations: [{ table, declaration: found }] };
    }
    return nothing('undeclared');
  }

  private patternKey(table: SymbolTable, reference: Reference, type: PatternType | undefined): Resolution {
    for (const typed of type === undefined ? [] : this.patternTypes(table, type)) {
      const found = typeMembers(this, typed, reference.name);
      if (found.length > 0) return { declarations: unique(found) };
    }
    // An index of an array pattern by constant name, or a type as key.
    return this.plain(table, reference, reference.name);
  }

  private patternTypes(table: SymbolTable, type: PatternType): Located[] {
    if ('call' in type) {
      const callee = table.references[type.call];
      const called = callee === undefined ? [] : this.resolve(table, callee).declarations;
      return called.flatMap((one) => {
        const inner = innerScope(one);
        const arguments_ = inner?.table.declarations.filter(
          (each) => each.scope === inner.scope.index && each.kind === 'argument' && each.completes === undefined,
        );
        const declaration = arguments_?.[type.position];
        return inner === undefined || declaration === undefined ? [] : [{ table: inner.table, declaration }];
      });
    }
    const whole = 'reference' in type ? this.typedBy(table, type.reference) : this.declared(table, type.declaration);
    const element = type.element;
    if (element === undefined) return whole;
    return whole.flatMap((one) => {
      const target = typeTarget(this, one);
      if (target?.kind !== 'scope' || (one.declaration.unpacked?.length ?? 0) > 0) return [one];
      const members = target.table.declarations.filter((each) => each.scope === target.scope.index);
      const member = members[element];
      return member === undefined ? [] : [{ table: target.table, declaration: member }];
    });
  }

  private typedBy(table: SymbolTable, reference: number): Located[] {
    const named = table.references[reference];
    return named === undefined ? [] : [...this.resolve(table, named).declarations];
  }

  private declared(table: SymbolTable, index: number): Located[] {
    const declaration = table.declarations[index];
    return declaration === undefined ? [] : [{ table, declaration }];
  }
}

function isDefinition({ declaration }: Located): boolean {
  return /^(?:module|interface|program|primitive)$/.test(declaration.kind);
}

/** Each thing once, by its first declaration. */
function unique(found: readonly Located[]): Located[] {
  const seen = new Set<string>();
  return found.map(canonical).filter((one) => {
    const key = keyOf(one);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
