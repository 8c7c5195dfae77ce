import { keepLatest } from '../base/keepLatest';
import type { ModuleInfo } from '../model/moduleInfo';
import type { ParsedFile } from '../syntax/parsedFile';
import type { ModuleBody } from './ast';
import { elaborate, elaborateAgain } from './elaborate';
import type { Elaboration } from './elaboration';
import type { ModuleGraph } from './graphTypes';
import { analyzeModule, damageNotes, graphOfElaboration } from './moduleGraph';
import { bodyOf, type Units, type UnitText } from './units';

/** Graphs of this many modules are kept. */
const most = 48;

interface Kept {
  readonly module: ModuleInfo;
  readonly pre: ParsedFile['pre'];
  readonly text: string;
  readonly elaboration: Elaboration;
  readonly graph: ModuleGraph;
  /** What was looked up elsewhere, by name, as it was. */
  readonly asked: ReadonlyMap<string, readonly ModuleInfo[]>;
  /** Modules that were looked into (for a state register in an instance); the graphs are made again when one changes, the runs are not. */
  readonly read: ReadonlySet<ModuleInfo>;
  /** Packages and declarations outside modules in the same file. */
  readonly around: string;
}

/**
 * Graphs of modules, kept while they are true: the same graph as long as neither the file nor what it takes from others (packages, ports of instances) changed, and after an
 * edit inside processes only those are run again.
 */
export class GraphCache {
  /** Processes and assignments that were run so far. */
  executed = 0;
  private readonly kept = new Map<string, Kept>();

  /** The graphs of a module as its file is now. */
  graph(file: ParsedFile, module: ModuleInfo, units: Units): ModuleGraph {
    const key = `${module.path}\n${module.name}`;
    const known = this.kept.get(key);
    const same = known !== undefined && this.isAsAsked(known, units);
    if (same && known.module === module && known.pre === file.pre && isAsRead(known, units)) {
      keepLatest(this.kept, key, known, most);
      return known.graph;
    }
    const found = bodyOf(file, module);
    if (found === undefined) return analyzeModule(file, module, units);
    const { body, modules } = found;
    const asked = new Map<string, readonly ModuleInfo[]>();
    const read = new Set<ModuleInfo>();
    const { text } = file.pre;
    const around = declarationsAround(modules, text);
    const recorded = recording(units, asked, read);
    const again = same && known.around === around;
    const elaboration = again ? elaborateAgain(known, body, modules, recorded, text) : elaborate(body, modules, recorded);
    this.executed += elaboration.executed;
    const graph = graphOfElaboration(elaboration, module, file, damageNotes(file, module));
    elaboration.kept = undefined;
    // What the parts that were not run asked for still counts.
    for (const [name, units] of again ? known.asked : []) if (!asked.has(name)) asked.set(name, units);
    keepLatest(this.kept, key, { module, pre: file.pre, text, elaboration, graph, asked, read, around }, most);
    return graph;
  }

  private isAsAsked({ asked }: Kept, units: Units): boolean {
    for (const [name, before] of asked) {
      const now = units.find(name);
      if (now.length !== before.length || !now.every((one, i) => isSameOutside(one, before[i]))) return false;
    }
    return true;
  }
}

function isAsRead({ read }: Kept, units: Units): boolean {
  return [...read].every((one) => units.find(one.name).includes(one));
}

function recording(units: Units, asked: Map<string, readonly ModuleInfo[]>, read: Set<ModuleInfo>): Units {
  const find = (name: string): readonly ModuleInfo[] => {
    const found = units.find(name);
    asked.set(name, found);
    return found;
  };
  const look = (unit: ModuleInfo): UnitText | undefined => {
    if (unit.kind === 'module') read.add(unit);
    return units.read?.(unit);
  };
  return units.read === undefined ? { find } : { find, read: look };
}

/** Whether a unit looks the same to those who use it: of a module its ports matter, of anything else everything. */
function isSameOutside(one: ModuleInfo, other: ModuleInfo | undefined): boolean {
  if (one === other) return true;
  if (one.kind !== 'module' || other?.kind !== 'module' || one.path !== other.path) return false;
  return outsideOf(one) === outsideOf(other);
}

function outsideOf({ ports, nameRange }: ModuleInfo): string {
  const list = ports.map(({ name, direction, typeText, width, unpacked }) => [name, direction, typeText, width, unpacked]);
  return JSON.stringify([nameRange.line, list]);
}

function declarationsAround(modules: readonly ModuleBody[], text: string): string {
  return modules
    .flatMap((one) =>
      one.keyword === 'package'
        ? [text.slice(one.start, one.end)]
        : one.keyword === '$unit'
          ? one.items.map((item) => text.slice(item.start, item.end))
          : [],
    )
    .join('\n');
}
