import { indentStep } from '../base/indentStep';
import { failure, success, type Outcome } from '../base/outcome';
import type { ModuleInfo } from '../model/moduleInfo';
import { namesAt, type NamesAt } from '../model/symbols/namesAt';
import { resolveReference } from '../model/symbols/resolve';
import { keyOf, type Located } from '../model/symbols/symbolProject';
import type { Reference, SymbolTable } from '../model/symbols/symbolTypes';
import { nextCode } from './brackets';
import { lineBreak, lineEnd, lineIndent } from '../base/layout';
import { meaningAt } from './names';
import type { Edit, Offer, Refactoring } from './refactoring';
import type { Scene } from './scene';

/** `pkg::item` ↔ `import pkg::item;`, and the import that an undeclared name of a package lacks (IEEE 1800-2023 clause 26.3). */
export const importItem: Refactoring = {
  name: 'importItem',
  offers(scene) {
    const names = namesAt(scene.symbols, scene.path, scene.start);
    const { unit } = scene;
    if (names === undefined || unit === undefined || unit.kind === 'package') return [];
    const reference = names.references.find((one) => ['scoped', 'plain', 'type', 'scope'].includes(one.place.kind));
    if (reference === undefined || reference.macro !== undefined || reference.argumentOf !== undefined) return [];
    if (reference.place.kind === 'scope') return [];
    if (reference.place.kind === 'scoped') return importing(scene, unit, names, reference);
    if (names.why === 'undeclared') return missingImport(scene, unit, names.name);
    return qualifying(scene, names, reference);
  },
};

function packageOf({ table, declaration }: Located): string | undefined {
  const scope = table.scopes[declaration.scope];
  return scope?.kind === 'package' ? table.declarations[scope.owner]?.name : undefined;
}

/** `pkg::item` here: the import, and every `pkg::item` of the unit's body without its prefix. */
function importing(scene: Scene, unit: ModuleInfo, names: NamesAt, reference: Reference): Offer[] {
  const [meaning, ...more] = names.meanings;
  const home = meaning === undefined || more.length > 0 ? undefined : packageOf(meaning);
  if (meaning === undefined || home === undefined || prefixOf(names.table, reference) !== home) return [];
  const uses = names.table.references.filter(
    (one) => one.name === names.name && one.place.kind === 'scoped' && inBody(scene, unit, one) && prefixOf(names.table, one) === home,
  );
  if (!inBody(scene, unit, reference)) return [];
  const title = `Import ${home}::${names.name}`;
  return [{ title, kind: 'refactor.rewrite', preserving: true, edits: importEdits(scene, unit, names.table, meaning, home, uses) }];
}

function inBody(scene: Scene, unit: ModuleInfo, { range, macro, argumentOf }: Reference): boolean {
  const written = range.path === scene.path && macro === undefined && argumentOf === undefined;
  return written && range.start >= unit.headerRange.end && range.end <= unit.range.end;
}

function prefixOf(table: SymbolTable, { place }: Reference): string | undefined {
  return place.kind === 'scoped' ? table.references[place.of]?.name : undefined;
}

function importEdits(
  scene: Scene,
  unit: ModuleInfo,
  table: SymbolTable,
  item: Located,
  home: string,
  uses: readonly Reference[],
): Outcome<readonly Edit[]> {
  const name = item.declaration.name;
  const found = meaningAt(scene, unit.headerRange.end + 1, name);
  const imported = found.length === 1 && found[0] !== undefined && keyOf(found[0]) === keyOf(item);
  if (!imported && found.length > 0) return failure(`${name} already means something else in ${unit.name}`);
  const clash = table.declarations.find(
    (one) =>
      one.name === name && one.range.path === scene.path && one.nameRange.start > unit.range.start && one.nameRange.end < unit.range.end,
  );
  if (clash !== undefined) return failure(`${unit.name} declares a ${name} of its own in line ${clash.nameRange.line + 1}`);
  const other = table.references.some(
    (one) =>
      one.name === name &&
      one.place.kind === 'plain' &&
      inBody(scene, unit, one) &&
      resolveReference(scene.symbols, table, one).declarations.some((each) => keyOf(each) !== keyOf(item)),
  );
  if (other) return failure(`${name} already means something else in ${unit.name}`);
  const edits: Edit[] = imported ? [] : [importLine(scene, unit, `${home}::${name}`)];
  for (const use of uses) {
    const prefix = use.place.kind === 'scoped' ? table.references[use.place.of] : undefined;
    if (prefix === undefined || !/^\s*::\s*$/.test(scene.text.slice(prefix.range.end, use.range.start)))
      return failure('a use is written by a macro');
    edits.push({ start: prefix.range.start, end: use.range.start, text: '' });
  }
  return success(edits);
}

/** A line behind the header, with other imports when there are some. */
function importLine(scene: Scene, unit: ModuleInfo, item: string): Edit {
  const { text } = scene;
  let at = unit.headerRange.end;
  if (text[at - 1] !== ';') at = nextCode(text, at) + 1;
  let indent = lineIndent(text, unit.range.start) + indentStep(text);
  for (;;) {
    const next = nextCode(text, at);
    const line = /^import\s[^;]*;/.exec(text.slice(next, next + 400));
    if (line === null) break;
    indent = lineIndent(text, next);
    at = next + line[0].length;
  }
  const end = lineEnd(text, at);
  const place = /^[ \t]*(?:\/\/.*)?$/.test(text.slice(at, end)) ? end : at;
  return { start: place, end: place, text: `${lineBreak(text)}${indent}import ${item};${place === end ? '' : lineBreak(text) + indent}` };
}

/** An undeclared name that packages of the project declare. */
function missingImport(scene: Scene, unit: ModuleInfo, name: string): Offer[] {
  const packages = scene.symbols
    .filesWithWord(name)
    .flatMap((path) => scene.symbols.table(path) ?? [])
    .flatMap((table) =>
      table.declarations.filter((one) => one.name === name && one.macro === undefined).map((declaration) => ({ table, declaration })),
    );
  const homes = [...new Set(packages.flatMap((one) => packageOf(one) ?? []))].slice(0, 5);
  return homes.map((home) => ({
    title: `Import ${home}::${name}`,
    kind: 'quickfix',
    preserving: false,
    edits:
      scene.start < unit.headerRange.end ? headerImport(unit, `${home}::${name}`) : success([importLine(scene, unit, `${home}::${name}`)]),
  }));
}

function headerImport(unit: ModuleInfo, item: string): Outcome<readonly Edit[]> {
  if (unit.kind !== 'module' && unit.kind !== 'interface') return failure('only modules and interfaces import in their header');
  const at = unit.nameRange.end;
  return success([{ start: at, end: at, text: ` import ${item};` }]);
}

/** A name that comes from an import: written with its package. */
function qualifying(scene: Scene, names: NamesAt, reference: Reference): Offer[] {
  const [meaning, ...more] = names.meanings;
  const home = meaning === undefined || more.length > 0 ? undefined : packageOf(meaning);
  if (meaning === undefined || home === undefined || names.declaration !== undefined) return [];
  if (meaning.declaration.nameRange.path === scene.path && scene.unit?.name === home) return [];
  const at = reference.range;
  if (at.path !== scene.path || scene.text.slice(at.start, at.end) !== names.name) return [];
  return [
    {
      title: `Write ${home}::${names.name}`,
      kind: 'refactor.rewrite',
      preserving: true,
      edits: success([{ start: at.start, end: at.start, text: `${home}::` }]),
    },
  ];
}
