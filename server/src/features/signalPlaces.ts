import type { SourceRange } from '../base/ranges';
import type { GraphSignal, ModuleGraph } from '../graph/graphTypes';
import { projectUnits } from '../model/symbols/lookup';
import { resolver } from '../model/symbols/resolve';
import type { Located, SymbolProject } from '../model/symbols/symbolProject';
import { canonical } from '../model/symbols/symbolProject';
import type { Declaration, SymbolTable } from '../model/symbols/symbolTypes';
import { typeOf } from '../model/symbols/typeOf';

/** A signal of a module's graph: all nodes that one declaration makes (`lane[0].q`, `lane[1].q`; fields of a struct). */
export interface SignalPlace {
  /** File and name of the module. */
  readonly path: string;
  readonly module: string;
  /** Node ids in the module's graph. */
  readonly ids: readonly string[];
  /** As shown: `q`, `u_sub.d`. */
  readonly name: string;
  readonly detail: string;
  readonly nameRange: SourceRange;
  readonly range: SourceRange;
  readonly isPort: boolean;
}

const signalKinds = new Set<Declaration['kind']>(['port', 'net', 'variable']);

/** The nodes of a declared signal; undefined when it is none, or the module's graph does not have it. */
export function placeOfDeclaration(
  project: SymbolProject,
  located: Located,
  graphOf: (path: string, module: string) => ModuleGraph | undefined,
): SignalPlace | undefined {
  const { table, declaration } = canonical(located);
  const module = moduleAround(table, declaration.scope);
  if (!signalKinds.has(declaration.kind) || module === undefined) return undefined;
  const graph = graphOf(table.path, module);
  const ids = graph?.signals.filter((one) => declares(one, declaration)).map((one) => one.id) ?? [];
  return ids.length === 0 ? undefined : declared(project, { table, declaration }, module, ids);
}

/** Where a node of a graph is declared: in the module, or for a pin of an instance in the module that it is made from. */
export function placeOfNode(project: SymbolProject, table: SymbolTable, graph: ModuleGraph, id: string): SignalPlace | undefined {
  const signal = graph.signals.find((one) => one.id === id);
  if (signal === undefined) return undefined;
  if (signal.kind === 'instance') {
    const pin = pinPlace(project, graph, id);
    if (pin !== undefined) return pin;
  } else {
    const declaration = table.declarations.find(
      (one) => signalKinds.has(one.kind) && moduleAround(table, one.scope) === graph.name && declares(signal, one),
    );
    if (declaration !== undefined) {
      const at = canonical({ table, declaration });
      const ids = graph.signals.filter((one) => declares(one, declaration)).map((one) => one.id);
      return declared(project, at, graph.name, ids);
    }
  }
  const place = lineRange(graph.path, signal.line);
  return { path: graph.path, module: graph.name, ids: [id], name: id, detail: graph.name, nameRange: place, range: place, isPort: false };
}

/** The port of the instantiated module: from there the way goes on inside it. */
function pinPlace(project: SymbolProject, graph: ModuleGraph, id: string): SignalPlace | undefined {
  const instance = graph.instances.find((one) => id.startsWith(`${one.id}.`) && !id.slice(one.id.length + 1).includes('.'));
  const port = instance === undefined ? undefined : id.slice(instance.id.length + 1);
  const unit = instance === undefined ? undefined : projectUnits(resolver(project), instance.moduleName, graph.path)[0];
  if (instance === undefined || port === undefined || unit === undefined) return undefined;
  const { table, declaration } = unit;
  const index = table.scopes[declaration.inner ?? -1]?.names.get(port)?.[0];
  const found = index === undefined ? undefined : table.declarations[index];
  if (found?.kind !== 'port') return undefined;
  const place = declared(project, canonical({ table, declaration: found }), declaration.name, [port]);
  return { ...place, name: id };
}

function declared(project: SymbolProject, located: Located, module: string, ids: readonly string[]): SignalPlace {
  const { table, declaration } = located;
  const { nameRange, range, kind, direction } = declaration;
  const width = typeOf(project, located).width;
  const bits = width === undefined ? '' : `${width} bit${width === 1 ? '' : 's'}`;
  const detail = [direction ?? '', bits, `in ${module}`].filter((one) => one !== '').join(' ');
  const whole = range.path === nameRange.path && range.start <= nameRange.start && nameRange.end <= range.end ? range : nameRange;
  return { path: table.path, module, ids, name: declaration.name, detail, nameRange, range: whole, isPort: kind === 'port' };
}

/** Generate blocks and fields make several nodes of one declaration. */
function declares({ id, line, kind }: GraphSignal, { name, nameRange }: Declaration): boolean {
  if (kind === 'instance' || line !== nameRange.line + 1) return false;
  return id.split('.').some((part) => part.replace(/\[.*$/, '') === name);
}

/** Name of the module that a scope is in. */
export function moduleAround(table: SymbolTable, scope: number): string | undefined {
  for (let at = table.scopes[scope]; at !== undefined; at = table.scopes[at.parent])
    if (at.kind === 'module' || at.kind === 'interface' || at.kind === 'program') return table.declarations[at.owner]?.name;
  return undefined;
}

/** A whole line, 1-based. */
export function lineRange(path: string, line: number): SourceRange {
  return { path, start: 0, end: 0, line: Math.max(0, line - 1), column: 0, endLine: Math.max(0, line - 1), endColumn: 0 };
}
