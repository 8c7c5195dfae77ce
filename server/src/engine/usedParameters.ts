import type { ModuleInfo, ParameterInfo } from '../model/moduleInfo';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { HierarchyNode } from '../protocol/requests';
import { hierarchyBelow } from './hierarchyJob';

/** Values that an instance gives to parameters: whole numbers. */
export interface ParameterSet {
  /** As they are to be written, so that a parameter without a type takes the type that the instance gives it. */
  readonly values: ReadonlyMap<string, string>;
  /** `W=16, D=4` */
  readonly words: string;
}

export interface UsedParameters {
  /** In the order in which the project's instances stand; none of them comes to the defaults of all modules. */
  readonly sets: readonly ParameterSet[];
  /** What the project uses too and no set stands for, in words. */
  readonly left: readonly string[];
  /** Parameters that instances give and not all of the modules have. */
  readonly oneSided: readonly string[];
}

/** More are named and not compared. */
const mostSets = 4;
const mostNamed = 3;
/** Modules above the ones asked for that are followed upwards, and the tops that are then elaborated. */
const mostAbove = 200;
const mostTops = 20;

/**
 * The parameters that instances in the indexed project give to the modules, evaluated from the tops above them (IEEE 1800-2023 clause 23.10). `modules` are one
 * module in several descriptions; an instance counts when it means one of them. Rejects when aborted.
 */
export async function usedParameters(modules: readonly ModuleInfo[], index: WorkspaceIndex, signal: AbortSignal): Promise<UsedParameters> {
  const left = new Set<string>();
  const oneSided = new Set<string>();
  const sets = new Map<string, ParameterSet>();
  const { tops, between, cut } = await topsAbove(modules, index, signal);
  if (cut) left.add('more instances than were looked at');
  for (const top of tops) {
    const { root, notes } = await hierarchyBelow(top, index, signal, { only: between });
    if (notes.some((note) => note.startsWith('Only the first'))) left.add('more instances than were looked at');
    for (const node of instancesOf(root, modules)) {
      const set = setOf(node, modules, oneSided);
      if (typeof set === 'string') left.add(set);
      else if (set.values.size > 0) sets.set(set.words, set);
    }
  }
  const all = [...sets.values()];
  const rest = all.slice(mostSets);
  for (const set of rest.slice(0, mostNamed)) left.add(set.words);
  if (rest.length > mostNamed) left.add(`${rest.length - mostNamed} more sets`);
  return { sets: all.slice(0, mostSets), left: [...left], oneSided: [...oneSided] };
}

/** The modules that nothing instantiates and that the ones asked for are somewhere below, and the names on the way. */
async function topsAbove(
  modules: readonly ModuleInfo[],
  index: WorkspaceIndex,
  signal: AbortSignal,
): Promise<{ tops: ModuleInfo[]; between: ReadonlySet<string>; cut: boolean }> {
  const seen = new Map<string, ModuleInfo[]>(modules.map((unit) => [unit.name, []]));
  const pending = [...seen.keys()];
  const tops: ModuleInfo[] = [];
  for (let at = 0; at < pending.length && at < mostAbove; at++) {
    const name = pending[at] as string;
    const parents = await parentsOf(name, index, signal);
    if (parents.every((parent) => parent.name === name)) tops.push(...(seen.get(name) ?? []));
    for (const parent of parents) {
      const known = seen.get(parent.name);
      if (known === undefined) pending.push(parent.name);
      if (known?.includes(parent) !== true) seen.set(parent.name, [...(known ?? []), parent]);
    }
  }
  return { tops: tops.slice(0, mostTops), between: new Set(seen.keys()), cut: pending.length > mostAbove || tops.length > mostTops };
}

async function parentsOf(name: string, index: WorkspaceIndex, signal: AbortSignal): Promise<ModuleInfo[]> {
  const parents: ModuleInfo[] = [];
  for (const file of index.filesWithWord(name)) {
    await index.readLater(file, signal);
    parents.push(...index.modulesOf(file).filter((unit) => unit.instances.some((instance) => instance.moduleName === name)));
  }
  return parents;
}

function instancesOf(root: HierarchyNode, modules: readonly ModuleInfo[]): HierarchyNode[] {
  const found: HierarchyNode[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { module, definition } = node;
    if (node !== root && modules.some((unit) => unit.name === module && unit.path === definition?.file)) found.push(node);
    pending.push(...[...node.children].reverse());
  }
  return found;
}

/** What an instance gives, without what is the plain default everywhere; in words when a value is no whole number, or one of more than 32 bits without a size. */
function setOf(node: HierarchyNode, modules: readonly ModuleInfo[], oneSided: Set<string>): ParameterSet | string {
  const values = new Map<string, string>();
  let known = true;
  for (const { name, value, literal = value } of node.parameters.filter((one) => one.overridden === true)) {
    const declared = modules.map((unit) => unit.parameters.find((one) => one.name === name && !one.local));
    if (declared.includes(undefined)) oneSided.add(name);
    else if (isWritten(value) && declared.every((one) => one?.defaultText === literal)) continue;
    else {
      values.set(name, written(literal, declared));
      known &&= (isPlain(value) || literal !== value) && declared.every((one) => isNumber(one));
    }
  }
  const words = [...values].map(([name, value]) => `${name}=${value}`).join(', ');
  return known ? { values, words } : words;
}

/** A number cannot stand for a value of an enum: it is cast to the type that the declarations name. */
function written(literal: string, declared: readonly (ParameterInfo | undefined)[]): string {
  const [type, ...others] = new Set(declared.map((one) => one?.typeText.trim() ?? ''));
  const named = type !== undefined && others.length === 0 && /^(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*$/.test(type) && !builtIn.test(type);
  return named ? `${type}'(${literal})` : literal;
}

const builtIn = /^(?:int|integer|bit|logic|reg|byte|shortint|longint|time|signed|unsigned|type|string|real|realtime|shortreal)$/;

/** A number or a string, which means the same wherever it stands. */
function isWritten(value: string): boolean {
  return isPlain(value) || value.startsWith('"');
}

function isPlain(value: string): boolean {
  return /^-?\d{1,10}$/.test(value) && Math.abs(Number(value)) < 2 ** 31;
}

function isNumber(parameter: ParameterInfo | undefined): boolean {
  return parameter !== undefined && !/^(?:type|string|real|realtime|shortreal)\b/.test(parameter.typeText);
}
