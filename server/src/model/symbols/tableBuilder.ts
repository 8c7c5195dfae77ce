import type { SourceRange } from '../../base/ranges';
import type { Node } from '../../syntax/nodes';
import type { ParsedFile } from '../../syntax/parsedFile';
import { MacroArguments } from './macroArguments';
import type {
  Access,
  Connection,
  Declaration,
  DeclarationKind,
  ImportItem,
  Place,
  Reference,
  Scope,
  ScopeKind,
  SymbolTable,
  TypeUse,
} from './symbolTypes';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a declaration is given besides its name and place. */
export type DeclarationFacts = Partial<Pick<Declaration, 'direction' | 'type' | 'unpacked' | 'value' | 'of' | 'completes' | 'inner'>>;

/** Collects scopes, declarations and references of one file while its tree is walked. `scope` is where the walk is. */
export class TableBuilder {
  readonly scopes: Scope[] = [];
  readonly declarations: Writable<Declaration>[] = [];
  readonly references: Writable<Reference>[] = [];
  scope = 0;
  private readonly macroArguments: MacroArguments;

  constructor(readonly file: ParsedFile) {
    this.macroArguments = new MacroArguments(file.pre, this.references);
    this.openScope('file', file.root.startIndex, Math.max(file.root.endIndex, file.pre.text.length));
  }

  /** Opens a scope below the one the walk is in; does not enter it. Offsets are of the preprocessed text. */
  openScope(kind: ScopeKind, start: number, end: number, parent = this.scope): number {
    const index = this.scopes.length;
    this.scopes.push({
      index,
      kind,
      parent: index === 0 ? -1 : parent,
      range: this.file.pre.toSource(start, end),
      owner: -1,
      names: new Map(),
      imports: [],
    });
    return index;
  }

  /** Runs `work` inside a scope. */
  within(scope: number, work: () => void): void {
    const outer = this.scope;
    this.scope = scope;
    work();
    this.scope = outer;
  }

  /** Declares the name that `name` holds; `whole` is the declaration around it. */
  declare(name: Node, whole: Node, kind: DeclarationKind, facts: DeclarationFacts = {}, scope = this.scope): number {
    return this.declareAs(plainName(name.text), name, whole, kind, facts, scope);
  }

  /** As `declare` for a name that differs from what is written (`A[2]` in an enum declares A0 and A1). */
  declareAs(text: string, name: Node, whole: Node, kind: DeclarationKind, facts: DeclarationFacts, scope = this.scope): number {
    const index = this.declarations.length;
    const made = this.file.rangeOf(name);
    const written = made.macro === undefined ? undefined : this.macroArguments.find(made, text);
    this.declarations.push({
      index,
      name: text,
      kind,
      nameRange: written ?? withoutMacro(made),
      range: withoutMacro(this.file.rangeOf(whole)),
      scope,
      ...facts,
      ...(made.macro === undefined ? {} : written === undefined ? { macro: made.macro } : { argumentOf: made.macro }),
    });
    const names = this.scopes[scope]?.names;
    const same = names?.get(text);
    if (same === undefined) names?.set(text, [index]);
    else same.push(index);
    if (facts.inner !== undefined) this.own(facts.inner, index);
    return index;
  }

  /** Makes `scope` the inside of a declaration. */
  own(scope: number, declaration: number): void {
    const opened = this.scopes[scope] as Writable<Scope> | undefined;
    if (opened !== undefined) opened.owner = declaration;
    const owner = this.declarations[declaration];
    if (owner !== undefined) owner.inner = scope;
  }

  /** Notes a use of the name that `node` holds; gives the index of the reference. */
  refer(node: Node, place: Place, access: Access, through?: Connection): number {
    const name = plainName(node.text);
    const made = this.file.rangeOf(node);
    const entry: Omit<Reference, 'index' | 'range'> = {
      name,
      scope: this.scope,
      place,
      access,
      ...(through === undefined ? {} : { through }),
    };
    if (made.macro === undefined) return this.push(entry, withoutMacro(made));
    const known = this.macroArguments.use(made, entry);
    if (known.index !== undefined) return known.index;
    if (known.range === undefined) return this.push({ ...entry, macro: made.macro }, withoutMacro(made));
    const index = this.push({ ...entry, argumentOf: made.macro }, known.range);
    known.made(index);
    return index;
  }

  import(item: ImportItem): void {
    this.scopes[this.scope]?.imports.push(item);
  }

  /** The reference `index`, to be changed while the table is built. */
  reference(index: number): Writable<Reference> | undefined {
    return this.references[index];
  }

  setType(declaration: number, type: TypeUse): void {
    const entry = this.declarations[declaration];
    if (entry !== undefined) entry.type = type;
  }

  finish(): SymbolTable {
    const { pre, source, root } = this.file;
    for (const { entry, range, macro } of this.macroArguments.rest()) this.push({ ...entry, argumentOf: macro }, range);
    this.addMacros();
    return {
      path: source.path,
      scopes: this.scopes,
      declarations: this.declarations,
      references: this.references,
      includes: pre.includes,
      macros: pre.macros,
      inactive: pre.inactive,
      unknownMacros: new Set(pre.unknownMacros.map((use) => use.name)),
      whole: !root.hasError,
    };
  }

  private push(entry: Omit<Reference, 'index' | 'range'>, range: SourceRange): number {
    const index = this.references.length;
    this.references.push({ index, range, ...entry });
    return index;
  }

  private addMacros(): void {
    for (const { name, kind, range, definition } of this.file.pre.macroUses) {
      if (kind === 'define' && definition !== undefined) {
        const index = this.declarations.length;
        this.declarations.push({
          index,
          name,
          kind: 'macro',
          nameRange: range,
          range: definition.range,
          scope: 0,
          value: definition.body,
        });
        continue;
      }
      const place: Place = { kind: 'macro', ...(definition === undefined ? {} : { definition: definition.range }) };
      this.push({ name, scope: 0, place, access: kind === 'use' ? 'read' : 'none' }, range);
    }
  }
}

/** An escaped name means the same as one without the backslash. */
export function plainName(text: string): string {
  return text.startsWith('\\') ? text.slice(1).trimEnd() : text;
}

function withoutMacro(range: SourceRange & { readonly macro?: string }): SourceRange {
  const { path, start, end, line, column, endLine, endColumn } = range;
  return { path, start, end, line, column, endLine, endColumn };
}
