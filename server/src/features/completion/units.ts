import { CompletionItemKind } from 'vscode-languageserver';
import { distance } from '../../model/paths';
import type { Located, SymbolProject } from '../../model/symbols/symbolProject';
import { connectables, declaredIn } from '../../model/symbols/visible';
import { ranks, type Asking, type Entry, type Found, type Source } from './entry';

/** Above this many units those are left out that do not fit what was typed. */
const most = 400;

interface Unit {
  readonly name: string;
  readonly path: string;
  readonly kind: string;
}

const kinds: Readonly<Record<string, CompletionItemKind>> = {
  interface: CompletionItemKind.Interface,
  class: CompletionItemKind.Class,
};

/**
 * Modules of the project where an instance may begin, written with parameters and ports to fill in; interfaces and classes where a type may
 * stand. The header of a file that was not read yet is not waited for: the entry is plain then, and the list asks to be asked again.
 */
export const units: Source = {
  name: 'units',
  entries(asking) {
    const { place, project } = asking;
    const { level } = place;
    if (place.wanted.kind !== 'word') return [];
    const instances = level.zone === 'item' && level.begins && level.arms === undefined;
    const types = instances || (level.zone === 'header' && level.begins) || (level.zone === 'procedural' && level.begins);
    if (!types) return [];
    const wanted = instances ? /^(?:module|macromodule|interface|program|primitive|checker|class)$/ : /^(?:interface|class)$/;
    const all = project.units().filter(({ kind }) => wanted.test(kind));
    const near = all.length <= most ? all : all.filter(({ name }) => isSubsequence(place.prefix, name)).slice(0, most);
    return { list: unique(near).map((unit) => entry(asking, unit, instances)), incomplete: near.length < all.length };
  },
};

function entry(asking: Asking, unit: Unit, instances: boolean): Entry {
  const { place, project, snippets } = asking;
  const base: Entry = {
    label: unit.name,
    kind: kinds[unit.kind] ?? CompletionItemKind.Module,
    detail: unit.kind,
    rank: ranks.unit + Math.min(99, distance(place.path, unit.path)),
  };
  const located = atHand(project, unit);
  if (located === undefined) return base;
  const makes = instances && snippets && unit.kind !== 'class';
  // A word that goes on behind the cursor is being edited, not written.
  const goesOn = /^[ \t]*[\w#(]/.test(place.text.slice(place.end, place.end + 20));
  return { ...base, located, ...(makes && !goesOn ? { snippet: instantiation(asking, located) } : {}) };
}

function atHand(project: SymbolProject, { name, path }: Unit): Located | undefined {
  const table = project.tableAtHand(path);
  const index = table?.scopes[0]?.names.get(name)?.[0];
  const declaration = index === undefined ? undefined : table?.declarations[index];
  return table === undefined || declaration === undefined ? undefined : { table, declaration };
}

/** The instance as a snippet: parameters that have no default or are on top of the list, all ports by name. */
export function instantiation({ scope }: Pick<Asking, 'scope'>, unit: Located): string {
  const own = new Set(declaredIn(scope).map(({ declaration }) => declaration.name));
  let stop = 1;
  const field = (value: string): string => `\${${stop++}:${value.replace(/[$}\\]/g, '\\$&')}}`;
  const lines = (list: readonly Located[], value: (one: Located) => string): string =>
    list.map((one) => `\n  .${one.declaration.name}(${field(value(one))})`).join(',');
  const parameters = connectables(unit, 'parameters');
  const overrides = parameters.length === 0 ? '' : ` #(${lines(parameters, (one) => one.declaration.value ?? '')}\n)`;
  const instance = field(`u_${unit.declaration.name}`);
  const ports = connectables(unit, 'ports');
  const list = lines(ports, ({ declaration }) => (own.has(declaration.name) ? declaration.name : ''));
  return `${unit.declaration.name}${overrides} ${instance} (${list}${ports.length === 0 ? '' : '\n'});\$0`;
}

function unique(all: readonly Unit[]): Unit[] {
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

/** Whether the letters of `typed` stand in `name` in this order, as editors match words. */
function isSubsequence(typed: string, name: string): boolean {
  let at = 0;
  const letters = name.toLowerCase();
  for (const letter of typed.toLowerCase()) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Units that were proposed without their header, the likeliest first: to be read when there is time. */
export function unread({ place, project }: Pick<Asking, 'place' | 'project'>, found: Found): string[] {
  const labels = new Set(found.list.filter((one) => one.located === undefined).map((one) => one.label));
  return project
    .units()
    .filter(({ name, kind }) => labels.has(name) && kind !== 'package' && name.toLowerCase().startsWith(place.prefix.toLowerCase()))
    .sort((a, b) => distance(place.path, a.path) - distance(place.path, b.path))
    .map(({ path }) => path);
}
