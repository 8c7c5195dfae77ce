import { resolveReference } from './resolve';
import { canonical, keyOf, type Located, type SymbolProject } from './symbolProject';
import type { Access, Reference, SymbolTable } from './symbolTypes';
import { referencesNamed, tablesWith } from './tablesWith';

/** A use of a name with the table it is in. */
export interface LocatedReference {
  readonly table: SymbolTable;
  readonly reference: Reference;
  /** It may mean other declarations too: a name that several generate branches declare. */
  readonly shared: boolean;
}

export interface Uses {
  /** All places that declare it: two for a port whose type follows in the body. */
  readonly declarations: readonly Located[];
  readonly references: readonly LocatedReference[];
  /** Uses that the body of a macro writes: they stand nowhere in the text. */
  readonly hidden: readonly LocatedReference[];
  /** Members of the same name whose base is not known: each may be one. */
  readonly uncertain: readonly LocatedReference[];
}

/** Every use of a declaration over the project, or in `files` only. */
export function usesOf(project: SymbolProject, located: Located, files?: readonly string[]): Uses {
  return project.still(() => {
    const key = keyOf(canonical(located));
    const name = located.declaration.name;
    const found: Uses & Record<'declarations' | 'references' | 'hidden' | 'uncertain', unknown[]> = {
      declarations: [],
      references: [],
      hidden: [],
      uncertain: [],
    };
    const seen = new Set<string>();
    for (const table of tablesWith(project, name, files)) {
      addDeclarations(table, name, key, found, seen);
      for (const reference of referencesNamed(table, name)) {
        // All that a macro writes stands where it is used.
        const hidden = reference.macro === undefined ? '' : `${reference.macro}:${reference.access}`;
        const once = `${reference.range.path}:${reference.range.start}:${reference.place.kind}:${hidden}`;
        if (seen.has(once)) continue;
        const { declarations, why } = resolveReference(project, table, reference);
        const hit = declarations.some((one) => keyOf(canonical(one)) === key);
        const entry = { table, reference, shared: declarations.length > 1 };
        if (hit) (reference.macro === undefined ? found.references : found.hidden).push(entry);
        else if (declarations.length === 0 && reference.place.kind === 'member' && (why === 'baseUnresolved' || why === 'typeUnknown'))
          found.uncertain.push(entry);
        if (hit) seen.add(once);
      }
    }
    return found;
  });
}

function addDeclarations(table: SymbolTable, name: string, key: string, found: { declarations: unknown[] }, seen: Set<string>): void {
  for (const declaration of table.declarations) {
    if (declaration.name !== name || keyOf(canonical({ table, declaration })) !== key) continue;
    const once = `declaration ${keyOf({ table, declaration })}`;
    if (!seen.has(once)) found.declarations.push({ table, declaration });
    seen.add(once);
  }
}

/** Whether a use reads or writes; what is connected to a port or argument does as its direction says. */
export function accessOf(project: SymbolProject, table: SymbolTable, reference: Reference): Access {
  const { through } = reference;
  if (through === undefined) return reference.access;
  const direction = portOf(project, table, through)?.declaration.direction;
  if (direction === 'output') return 'write';
  return direction === 'inout' || direction === 'ref' ? 'readWrite' : reference.access;
}

/** The port that a connection is made to, or the argument that a call hands something to. */
export function portOf(project: SymbolProject, table: SymbolTable, through: NonNullable<Reference['through']>): Located | undefined {
  const named = through.port === undefined ? undefined : table.references[through.port];
  if (named !== undefined) return resolveReference(project, table, named).declarations[0];
  const unit = table.references[through.unit];
  const target = unit === undefined ? undefined : resolveReference(project, table, unit).declarations[0];
  if (target?.declaration.inner === undefined || through.position === undefined) return undefined;
  const scope = target.declaration.inner;
  const kind = /^(?:function|task)$/.test(target.declaration.kind) ? 'argument' : 'port';
  const ports = target.table.declarations.filter((one) => one.scope === scope && one.kind === kind && one.completes === undefined);
  // A non-ANSI header has the order of its list, not of the declarations.
  const listed = target.table.references.filter((one) => one.scope === scope && one.listed === true);
  const name = listed.length > 0 ? listed[through.position]?.name : undefined;
  const declaration = listed.length > 0 ? ports.find((one) => one.name === name) : ports[through.position];
  return declaration === undefined ? undefined : { table: target.table, declaration };
}
