import { failure, success, type Outcome } from '../../base/outcome';
import type { SourceRange } from '../../base/ranges';
import { keywords } from '../../syntax/tokens';
import { innerScope, lexical, membersIn, type LocatedScope, type Names } from './lookup';
import { namesAt } from './namesAt';
import { usesOf, type LocatedReference, type Uses } from './references';
import { resolver } from './resolve';
import { canonical, keyOf, type Located, type SymbolProject } from './symbolProject';
import type { SymbolTable } from './symbolTypes';
import { referencesNamed, tablesWith } from './tablesWith';
import { unitOfInstance, wildcardInstances, within } from './wildcards';
import { inSwitchedOff, useSwitchedOff } from './unreadUses';

export interface RenameEdit {
  readonly range: SourceRange;
  readonly text: string;
  /** In a branch that is switched off: found by its name alone. */
  readonly unchecked: boolean;
}

/** What a rename at a place would change: the name's own range, and the declaration it means; or why it cannot be renamed. */
export function renameTarget(project: SymbolProject, path: string, offset: number): Outcome<{ range: SourceRange; target: Located }> {
  const found = namesAt(project, path, offset);
  if (found === undefined) return failure('there is no name here to rename');
  const target = chosen(found.meanings, found.table);
  if (target === undefined) {
    const several = found.meanings.length > 1;
    return failure(
      several
        ? `${found.name} is declared in ${found.meanings.length} places, so it is not clear what to rename`
        : unknownBecause(found.name, found.why),
      several ? 'Rename it where it is declared, one after the other.' : 'Add the files it is declared in to the project.',
    );
  }
  const refusal = unrenamable(project, target);
  return refusal === undefined ? success({ range: found.range, target }) : failure(refusal);
}

/** The one thing meant; of `.clk`, which is a port there and a net here, the net. */
function chosen(meanings: readonly Located[], table: SymbolTable): Located | undefined {
  if (meanings.length <= 1) return meanings[0];
  const here = meanings.filter((one) => one.table === table);
  return meanings.length === 2 && here.length === 1 ? here[0] : undefined;
}

function unknownBecause(name: string, why: string | undefined): string {
  switch (why) {
    case 'builtin':
      return `${name} belongs to the language and cannot be renamed`;
    case 'notInProject':
      return `no file of the project declares ${name}, so its other uses cannot be found`;
    case 'packageUnknown':
      return `the package of ${name} is not in the project`;
    case 'behindUnknownMacro':
      return `${name} may be declared by a macro that nothing defines`;
    default:
      return `the declaration of ${name} was not found`;
  }
}

function unrenamable(project: SymbolProject, { declaration }: Located): string | undefined {
  const { name, nameRange, macro } = declaration;
  const held = project.whyFixed(nameRange.path);
  if (held !== undefined) return `${name} is declared in ${placeText(nameRange)}, and that file is ${held}`;
  if (macro !== undefined) return `${name} is written by the macro \`${macro}, so there is no name in the file to change`;
  const written = project.text(nameRange.path)?.slice(nameRange.start, nameRange.end);
  if (written !== name && written !== `\\${name}`) return `${name} is made from "${written ?? ''}", so it cannot be renamed by itself`;
  return undefined;
}

/**
 * All edits that give a declaration another name, over the project: named connections and parameters in all instances, `.name` written out, labels
 * behind `end`. Fails with the reason when that would not keep every name's meaning.
 */
export function rename(project: SymbolProject, target: Located, newName: string): Outcome<RenameEdit[]> {
  return project.still(() => {
    const wanted = newName.trim();
    const bad = badName(wanted);
    if (bad !== undefined) return failure(bad);
    const at = canonical(target);
    const refusal = unrenamable(project, at);
    if (refusal !== undefined) return failure(refusal);
    if (at.declaration.name === wanted) return success([]);
    const uses = usesOf(project, at);
    const reason = unsafe(project, at, uses) ?? collision(project, at, uses, wanted);
    if (reason !== undefined) return failure(reason, 'Choose another name, or make the change by hand.');
    const changes = edits(project, at, uses, wanted);
    const held = fixed(project, changes);
    return held === undefined ? success(changes) : failure(held, 'Make the change by hand, where it belongs.');
  });
}

function badName(name: string): string | undefined {
  if (keywords.has(name)) return `${name} is a keyword`;
  return /^[A-Za-z_][\w$]*$/.test(name) ? undefined : `"${name}" is not a name: letters, digits, _ and $ only, not a digit first`;
}

/** Why some use could be missed or broken. */
function unsafe(project: SymbolProject, at: Located, uses: Uses): string | undefined {
  const { name } = at.declaration;
  const [hidden] = uses.hidden;
  if (hidden !== undefined)
    return `the macro \`${hidden.reference.macro ?? ''} writes ${name} itself (${placeText(hidden.reference.range)}), so a use would be missed`;
  const shared = uses.references.find((one) => one.shared);
  if (shared !== undefined) return `${name} at ${placeText(shared.reference.range)} also means another declaration of that name`;
  const [uncertain] = uses.uncertain;
  if (uncertain !== undefined && at.declaration.kind === 'structMember')
    return `whether ${name} at ${placeText(uncertain.reference.range)} is meant is not known, since the type before the dot is not`;
  for (const { table, reference } of uses.references) {
    const macro = reference.argumentOf;
    if (macro !== undefined && pastes(table, macro))
      return `the macro \`${macro} builds names from its arguments (${placeText(reference.range)})`;
  }
  const off = useSwitchedOff(project, at);
  if (off !== undefined) return `${name} may also be meant at ${placeText(off)}, in code that is switched off`;
  return wildcards(project, at);
}

/** A file that holds a use and must stay as it is. */
function fixed(project: SymbolProject, edits: readonly RenameEdit[]): string | undefined {
  for (const { range } of edits) {
    const why = project.whyFixed(range.path);
    if (why !== undefined) return `${placeText(range)} would have to change, and the file is ${why}`;
  }
  return undefined;
}

function pastes(table: SymbolTable, macro: string): boolean {
  const body = table.macros.get(macro)?.body;
  return body === undefined || /``|`"/.test(body);
}

/** `.*` connects by name: a port or a net of the same name would come apart. */
function wildcards(project: SymbolProject, at: Located): string | undefined {
  const { declaration, table } = at;
  const names = resolver(project);
  const message = (instance: Located): string =>
    `instance ${instance.declaration.name} (${placeText(instance.declaration.nameRange)}) connects ${declaration.name} by .*`;
  if (declaration.kind === 'port') {
    const owner = table.scopes[declaration.scope]?.owner ?? -1;
    const unit = table.declarations[owner];
    for (const other of unit === undefined ? [] : tablesWith(project, unit.name)) {
      for (const instance of wildcardInstances(other)) {
        const of = unitOfInstance(names, instance);
        if (of !== undefined && unit !== undefined && keyOf(of) === keyOf({ table, declaration: unit })) return message(instance);
      }
    }
  }
  for (const instance of wildcardInstances(table)) {
    const of = unitOfInstance(names, instance);
    const inside = of === undefined ? undefined : innerScope(of);
    if (!within(table, instance.declaration.scope, declaration.scope)) continue;
    if (membersIn(inside, declaration.name).some((one) => one.declaration.kind === 'port')) return message(instance);
  }
  return undefined;
}

/** Another declaration of the new name that would take over a use, or whose uses this one would take over. */
function collision(project: SymbolProject, at: Located, uses: Uses, wanted: string): string | undefined {
  const names = resolver(project);
  const scope = at.table.scopes[at.declaration.scope];
  const own = scope === undefined ? [] : membersIn({ table: at.table, scope }, wanted);
  if (own[0] !== undefined) return `${wanted} is already declared in the same scope (${placeText(own[0].declaration.nameRange)})`;
  if (at.declaration.kind === 'macro') return undefined;
  for (const use of uses.references) {
    const captured = capturedBy(names, use, wanted);
    if (captured !== undefined)
      return `at ${placeText(use.reference.range)} ${wanted} already means ${placeText(captured.declaration.nameRange)}`;
  }
  if (scope === undefined || scope.kind === 'struct' || scope.kind === 'union') return undefined;
  for (const reference of referencesNamed(at.table, wanted)) {
    const lexicalUse = reference.place.kind === 'plain' || reference.place.kind === 'type';
    if (lexicalUse && within(at.table, reference.scope, scope.index) && names.resolve(at.table, reference).declarations.length > 0)
      return `${wanted} at ${placeText(reference.range)} would then mean what is renamed`;
  }
  return undefined;
}

function capturedBy(names: Names, { table, reference }: LocatedReference, wanted: string): Located | undefined {
  if (reference.place.kind !== 'plain' && reference.place.kind !== 'type') return undefined;
  const scope = table.scopes[reference.scope];
  const from: LocatedScope | undefined = scope === undefined ? undefined : { table, scope };
  return from === undefined ? undefined : lexical(names, from, wanted)[0];
}

function edits(project: SymbolProject, at: Located, uses: Uses, wanted: string): RenameEdit[] {
  const found = new Map<string, RenameEdit>();
  const add = (range: SourceRange, text: string, unchecked = false): void => {
    found.set(`${range.path}:${range.start}`, { range, text, unchecked });
  };
  for (const { declaration } of uses.declarations) add(declaration.nameRange, wanted);
  for (const { reference } of uses.references) {
    const { place, range, through, name } = reference;
    if (place.kind === 'port' && place.implicit) add(range, `${wanted}(${name})`);
    else if (through?.port !== undefined && isImplicit(uses, range, through.port)) add(range, `${name}(${wanted})`);
    else add(range, wanted);
  }
  for (const range of switchedOff(project, at)) add(range, wanted, true);
  return [...found.values()].sort((a, b) =>
    a.range.path < b.range.path ? -1 : a.range.path > b.range.path ? 1 : a.range.start - b.range.start,
  );
}

/** `.clk` alone: the port's name stands at the same place as the net's. */
function isImplicit(uses: Uses, range: SourceRange, port: number): boolean {
  return uses.references.some(({ table, reference }) => {
    if (reference.range.start !== range.start || reference.range.path !== range.path) return false;
    const named = table.references[port];
    return named?.place.kind === 'port' && named.place.implicit && named.range.start === range.start;
  });
}

/** The word in branches that are off, inside the scope of the declaration. */
function switchedOff(project: SymbolProject, { table, declaration }: Located): SourceRange[] {
  const scope = table.scopes[declaration.scope];
  if (scope === undefined || declaration.kind === 'structMember' || declaration.kind === 'macro' || scope.kind === 'file') return [];
  const word = `(?<![\\w$.\`])${declaration.name.replace(/\$/g, '\\$')}(?![\\w$])`;
  return inSwitchedOff(table, project.text(table.path) ?? '', word, scope.range);
}

function placeText(range: SourceRange): string {
  return `${range.path.slice(range.path.lastIndexOf('/') + 1)}:${range.line + 1}`;
}
