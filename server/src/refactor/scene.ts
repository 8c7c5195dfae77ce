import type { ModuleBody } from '../graph/ast';
import type { Item, Process, Statement } from '../graph/ast';
import { moduleBodies } from '../graph/units';
import type { InstanceInfo, ModuleInfo } from '../model/moduleInfo';
import type { SymbolProject } from '../model/symbols/symbolProject';
import type { ParsedFile } from '../syntax/parsedFile';
import { subItems } from './statements';

/** What refactorings are told of the project; the engine has it all. */
export interface SceneSources {
  parsed(path: string): ParsedFile;
  modulesOf(path: string): readonly ModuleInfo[];
  findModules(name: string): readonly ModuleInfo[];
  readonly symbols: SymbolProject;
}

/** A selection in a file, with all that is known of the file. Offsets are in the text as written unless they say `pre`. */
export interface Scene {
  readonly path: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly file: ParsedFile;
  readonly symbols: SymbolProject;
  readonly units: readonly ModuleInfo[];
  readonly find: (name: string) => readonly ModuleInfo[];
  readonly bodies: readonly ModuleBody[];
  /** The start of the selection in the preprocessed text; undefined in what conditionals switch off. */
  readonly pre: number | undefined;
  readonly preEnd: number | undefined;
  /** The unit around the selection. */
  readonly body: ModuleBody | undefined;
  readonly unit: ModuleInfo | undefined;
}

export function openScene(sources: SceneSources, path: string, start: number, end: number): Scene {
  const file = sources.parsed(path);
  const bodies = moduleBodies(file);
  const pre = file.pre.fromRoot(start);
  const preEnd = end === start ? pre : file.pre.fromRoot(end);
  const body = pre === undefined ? undefined : bodies.find((one) => one.keyword !== '$unit' && one.start <= pre && pre <= one.end);
  const units = sources.modulesOf(path);
  const unit = units.find((one) => one.path === path && one.range.path === path && one.range.start <= start && start <= one.range.end);
  return {
    path,
    text: file.source.text,
    start,
    end,
    file,
    symbols: sources.symbols,
    units,
    find: (name) => sources.findModules(name),
    bodies,
    pre,
    preEnd,
    body,
    unit,
  };
}

/** A file as it is written, and as it was read. */
export type WrittenFile = Pick<Scene, 'file' | 'path' | 'text'>;

/** Where a stretch of the preprocessed text stands in the file, when it is written there as it is: not by a macro, not in an include. */
export function written(
  scene: WrittenFile,
  span: { readonly start: number; readonly end: number },
): { start: number; end: number } | undefined {
  const range = scene.file.pre.toSource(span.start, span.end);
  if (range.path !== scene.path || range.macro !== undefined) return undefined;
  const same = scene.text.slice(range.start, range.end) === scene.file.pre.text.slice(span.start, span.end);
  return same ? { start: range.start, end: range.end } : undefined;
}

/** As `written`, for a stretch that may hold conditionals or macros inside: its two ends must be plain, or the ends of what a macro makes. */
export function writtenEnds(
  scene: WrittenFile,
  span: { readonly start: number; readonly end: number },
): { start: number; end: number } | undefined {
  const first = written(scene, { start: span.start, end: span.start + 1 }) ?? endOfUse(scene, span.start, -1);
  const last = written(scene, { start: span.end - 1, end: span.end }) ?? endOfUse(scene, span.end - 1, 1);
  return first === undefined || last === undefined || last.end <= first.start ? undefined : { start: first.start, end: last.end };
}

/** The use of the macro that makes a character, where what it makes begins (`towards` -1) or ends (1) with it, spaces apart. */
function endOfUse({ file, path }: WrittenFile, at: number, towards: -1 | 1): { start: number; end: number } | undefined {
  const use = file.pre.toSource(at, at + 1);
  if (use.macro === undefined || use.path !== path) return undefined;
  for (let next = at + towards; next >= 0 && next < file.pre.text.length; next += towards) {
    const other = file.pre.toSource(next, next + 1);
    if (other.macro === undefined || other.start !== use.start || other.path !== path) break;
    if (!/\s/.test(file.pre.text[next] ?? '')) return undefined;
  }
  return { start: use.start, end: use.end };
}

export function preText(scene: Scene, span: { readonly start: number; readonly end: number }): string {
  return scene.file.pre.text.slice(span.start, span.end);
}

export interface PlacedItem {
  readonly item: Item;
  /** Generate blocks around it, outermost first. */
  readonly around: readonly Item[];
  /** The items it stands among. */
  readonly among: readonly Item[];
}

/** Every item of a unit, those of generate blocks too. */
export function itemsOf(body: ModuleBody): PlacedItem[] {
  const found: PlacedItem[] = [];
  const visit = (items: readonly Item[], around: readonly Item[]): void => {
    for (const item of items) {
      found.push({ item, around, among: items });
      for (const list of subItems(item)) visit(list, [...around, item]);
    }
  };
  visit(body.items, []);
  return found;
}

export interface PlacedProcess extends PlacedItem {
  readonly process: Process;
}

export function processesOf(body: ModuleBody): PlacedProcess[] {
  return itemsOf(body).flatMap((placed) => (placed.item.kind === 'process' ? [{ ...placed, process: placed.item.process }] : []));
}

/** The body of a process without its event control. */
export function bodyOf(process: Process): Statement {
  return process.events === undefined && process.body.kind === 'timing' ? process.body.body : process.body;
}

/** The instance whose text holds the selection, and the module it is made from when the project has it. */
export function instanceAt(scene: Scene): { instance: InstanceInfo; unit: ModuleInfo } | undefined {
  const instance = scene.unit?.instances.find(
    (one) => one.range.path === scene.path && one.range.start <= scene.start && scene.end <= one.range.end,
  );
  if (instance === undefined) return undefined;
  const unit = scene.find(instance.moduleName).find((one) => one.kind !== 'package' && one.kind !== 'class');
  return unit === undefined ? undefined : { instance, unit };
}

/** Whether SystemVerilog may be written into the file. */
export function isSystemVerilog(scene: Scene): boolean {
  return (
    /\.svp?h?$/i.test(scene.path) ||
    /\b(?:logic|always_ff|always_comb|always_latch|typedef|endinterface|endpackage)\b/.test(scene.file.pre.text)
  );
}
