/** Where the rewrites of `server/src/refactor` may be offered in a real file, and what to take out of it first so that the others are. */
import type { Expr, ModuleBody, Statement } from '../../server/src/graph/ast';
import { moduleBodies } from '../../server/src/graph/units';
import type { InstanceInfo } from '../../server/src/model/moduleInfo';
import { bodyOf, itemsOf, type SceneSources } from '../../server/src/refactor/scene';
import { everyExpression, everyStatement, readsOf } from '../../server/src/refactor/statements';

/** A selection in a text. Where something was taken out first, `text` is what is left and the rewrite should bring it back. */
export interface ActionPlace {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

export interface PlacedFile {
  readonly sources: SceneSources;
  readonly path: string;
  readonly text: string;
}

type Places = (file: PlacedFile) => ActionPlace[];

/** Of each rewrite the places where it is looked for. */
export const actionPlaces: Readonly<Record<string, Places>> = {
  namedConnections: instances,
  fillConnections: withoutConnection,
  instantiate: onlyModuleName,
  declareNet: withoutDeclaration,
  importItem: (file) => referencesOf(file, ['scoped', 'plain', 'type']),
  caseArms: words(/\bcase[xz]?\b/g),
  alwaysKind: words(/\balways\b/g),
  assignmentKind: words(/\balways(?:_ff|_comb)?\b/g),
  extractNet: expressions,
  inlineNet: netNames,
  expandMacro: ({ sources, path }) =>
    sources
      .parsed(path)
      .pre.macroUses.filter((one) => one.kind === 'use' && one.range.path === path)
      .map(({ range }) => at(range.start)),
};

function at(offset: number): ActionPlace {
  return { start: offset, end: offset };
}

function words(pattern: RegExp): Places {
  return ({ text }) => [...text.matchAll(pattern)].map((match) => at(match.index));
}

function plainInstances({ sources, path }: PlacedFile): InstanceInfo[] {
  const units = sources.modulesOf(path).filter((unit) => unit.path === path && unit.range.path === path);
  return units.flatMap((unit) => unit.instances.filter((one) => one.range.path === path && sources.findModules(one.moduleName).length > 0));
}

function instances(file: PlacedFile): ActionPlace[] {
  return plainInstances(file).map((one) => at(one.nameRange.start));
}

/** Each instance without one of its connections to a net of the same name. */
function withoutConnection(file: PlacedFile): ActionPlace[] {
  return plainInstances(file).flatMap((instance) => {
    const gone = instance.connections.find((one) => one.name !== undefined && one.text === one.name);
    if (gone?.name === undefined) return [];
    const body = file.text.slice(instance.range.start, instance.range.end);
    const found = new RegExp(`\\.${gone.name}\\s*\\(\\s*${gone.name}\\s*\\)\\s*,`).exec(body);
    if (found === null) return [];
    const from = instance.range.start + found.index;
    const text = file.text.slice(0, from) + file.text.slice(from + found[0].length);
    const name = instance.nameRange.start - (from < instance.nameRange.start ? found[0].length : 0);
    return [{ ...at(name), text }];
  });
}

/** Each instance with only the name of its module left on the line. */
function onlyModuleName({ text, ...file }: PlacedFile): ActionPlace[] {
  return plainInstances({ text, ...file }).flatMap(({ range, moduleName, moduleNameRange }) => {
    const start = moduleNameRange.start;
    const lineBegins = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
    const behind = /^\s*;[^\n\S]*(?:\/\/[^\n]*)?(?:\n|$)/.exec(text.slice(range.end - 1));
    if (!lineBegins || behind === null) return [];
    return [{ ...at(start + 1), text: `${text.slice(0, start)}${moduleName}\n${text.slice(range.end - 1 + behind[0].length)}` }];
  });
}

/** A net or variable declared alone on its line, without that line: at one of its uses in the same unit. */
function withoutDeclaration({ sources, path, text }: PlacedFile): ActionPlace[] {
  const table = sources.symbols.table(path);
  const found: ActionPlace[] = [];
  for (const match of text.matchAll(
    /^[^\S\n]*(?:wire|logic|reg)\s+(?:signed\s+)?(?:\[[^\]\n]*\]\s*)?(\w+)\s*;[^\S\n]*(?:\/\/[^\n]*)?\n/gm,
  )) {
    const name = match[1] ?? '';
    const end = match.index + match[0].length;
    const unit = sources.modulesOf(path).find((one) => one.range.start < match.index && match.index < one.range.end);
    const use = table?.references.find(
      (one) =>
        one.name === name && one.place.kind === 'plain' && one.macro === undefined && one.range.path === path && one.range.start > end,
    );
    if (unit === undefined || use === undefined || use.range.start > unit.range.end) continue;
    found.push({ ...at(use.range.start - match[0].length), text: text.slice(0, match.index) + text.slice(end) });
  }
  return found;
}

function referencesOf({ sources, path }: PlacedFile, kinds: readonly string[]): ActionPlace[] {
  const uses = sources.symbols.table(path)?.references ?? [];
  const plain = uses.filter((one) => kinds.includes(one.place.kind) && one.macro === undefined && one.range.path === path);
  // Only names that a package gives: the others have nothing to import.
  const items = new Set(uses.filter((one) => one.place.kind === 'scoped').map((one) => one.name));
  return plain.filter((one) => items.has(one.name)).map(({ range }) => at(range.start));
}

function netNames({ sources, path }: PlacedFile): ActionPlace[] {
  const declared = sources.symbols.table(path)?.declarations ?? [];
  return declared
    .filter(
      (one) => /^(?:net|variable)$/.test(one.kind) && one.direction === undefined && one.macro === undefined && one.nameRange.path === path,
    )
    .map(({ nameRange }) => at(nameRange.start));
}

function expressions({ sources, path }: PlacedFile): ActionPlace[] {
  const file = sources.parsed(path);
  return moduleBodies(file).flatMap((body) =>
    rootsOf(body).flatMap((root) =>
      everyExpression(root).flatMap((one): ActionPlace[] => {
        if (['name', 'number', 'none', 'string', 'type'].includes(one.kind)) return [];
        const range = file.pre.toSource(one.start, one.end);
        return range.path === path && range.macro === undefined && range.end > range.start ? [{ start: range.start, end: range.end }] : [];
      }),
    ),
  );
}

function rootsOf(body: ModuleBody): Expr[] {
  return itemsOf(body).flatMap(({ item }) => {
    if (item.kind === 'assign') return [item.value];
    return item.kind === 'process' ? everyStatement(bodyOf(item.process)).flatMap((one: Statement) => readsOf(one)) : [];
  });
}
