import { SymbolKind, type CallHierarchyItem, type Range } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import type { Engine } from '../engine/engine';
import type { DataEdge } from '../graph/graphTypes';
import { backwardCone, forwardCone } from '../graph/slice';
import { accessOf, usesOf } from '../model/symbols/references';
import { resolveReference } from '../model/symbols/resolve';
import type { Located } from '../model/symbols/symbolProject';
import type { SymbolTable } from '../model/symbols/symbolTypes';
import type { Feature } from './feature';
import { nameAtPosition } from './nameAtPosition';
import { rangeOf, uriOfPath } from './positions';
import { guarded, type ServerContext } from './serverContext';
import { lineRange, placeOfDeclaration, placeOfNode, type SignalPlace } from './signalPlaces';

/** What an item carries to the next request. */
interface Carried {
  readonly path: string;
  readonly module: string;
  readonly ids: readonly string[];
}

type Way = 'drivers' | 'loads';

/** A signal and where its value comes from (incoming calls: fan-in) or goes to (outgoing calls: fan-out), step by step, through instances too. */
export const callHierarchy: Feature = {
  name: 'callHierarchy',
  capabilities: () => ({ callHierarchyProvider: true }),
  register(context) {
    const { callHierarchy: requests } = context.connection.languages;
    requests.onPrepare(
      guarded(context, 'prepareCallHierarchy', null, async (params) => {
        const found = await nameAtPosition(context, params);
        if (found?.names === undefined) return null;
        const { engine, names } = found;
        const graphOf = (path: string, module: string) => engine.moduleGraph(path, module);
        const places = names.meanings.flatMap((one) => placeOfDeclaration(engine.symbols, one, graphOf) ?? []);
        return places.length === 0 ? null : places.map((place) => itemOf(context, place));
      }),
    );
    requests.onIncomingCalls(
      guarded(context, 'callHierarchy/incomingCalls', null, async ({ item }) =>
        (await steps(context, item, 'drivers')).map(({ place, uses }) => {
          const from = itemOf(context, place);
          // The ranges are places of the caller's own document.
          const own = uses.filter((one) => uriOfPath(one.path, context.documents) === from.uri).map(rangeOf);
          return { from, fromRanges: own.length > 0 ? own : [from.selectionRange] };
        }),
      ),
    );
    requests.onOutgoingCalls(
      guarded(context, 'callHierarchy/outgoingCalls', null, async ({ item }) =>
        (await steps(context, item, 'loads')).map(({ place, uses }) => {
          const own = uses.filter((one) => uriOfPath(one.path, context.documents) === item.uri).map(rangeOf);
          const fromRanges: Range[] = own.length > 0 ? own : [item.selectionRange];
          return { to: itemOf(context, place), fromRanges };
        }),
      ),
    );
  },
};

function itemOf(context: ServerContext, place: SignalPlace): CallHierarchyItem {
  const { path, module, ids, name, detail, nameRange, range, isPort } = place;
  const data: Carried = { path, module, ids };
  const uri = uriOfPath(nameRange.path, context.documents);
  const kind = isPort ? SymbolKind.Property : SymbolKind.Variable;
  return { name, detail, kind, uri, range: rangeOf(range), selectionRange: rangeOf(nameRange), data };
}

interface Step {
  readonly place: SignalPlace;
  readonly uses: SourceRange[];
}

/** Signals one step away, each once, with the places where it happens. */
async function steps(context: ServerContext, item: CallHierarchyItem, way: Way): Promise<Step[]> {
  const carried = item.data as Partial<Carried> | undefined;
  if (typeof carried?.path !== 'string' || typeof carried.module !== 'string' || !Array.isArray(carried.ids)) return [];
  const { path, module, ids } = carried as Carried;
  const engine = await context.engine();
  return engine.symbols.still(() => {
    const found = new Map<string, Step>();
    const add = (place: SignalPlace | undefined, use: SourceRange): void => {
      if (place === undefined) return;
      const key = `${place.path} ${place.module} ${place.name}`;
      const known = found.get(key) ?? { place, uses: [] };
      if (!known.uses.some((one) => one.path === use.path && one.line === use.line && one.column === use.column)) known.uses.push(use);
      found.set(key, known);
    };
    inside(engine, { path, module, ids }, way, add);
    outside(engine, { path, module, ids }, way, add);
    return [...found.values()];
  });
}

type Add = (place: SignalPlace | undefined, use: SourceRange) => void;

/** One step along the data flow of the module. */
function inside(engine: Engine, { path, module, ids }: Carried, way: Way, add: Add): void {
  const graph = engine.moduleGraph(path, module);
  const table = engine.symbols.table(path);
  if (graph === undefined || table === undefined) return;
  for (const id of ids) {
    const cone = way === 'drivers' ? backwardCone(graph, id, { steps: 1 }) : forwardCone(graph, id, { steps: 1 });
    for (const edge of cone.edges) {
      // A register that keeps its value drives itself; that is no step.
      const other = way === 'drivers' ? edge.from : edge.to;
      if (!ids.includes(other)) add(placeOfNode(engine.symbols, table, graph, other), useIn(table, edge));
    }
  }
}

/** The name of the source where the edge is made; the line when it does not stand there by name. */
function useIn(table: SymbolTable, { from, line }: DataEdge): SourceRange {
  const names = new Set(from.split('.').map((part) => part.replace(/\[.*$/, '')));
  let best: SourceRange | undefined;
  for (const { name, range, macro } of table.references) {
    // A statement of several lines counts by its first.
    const near = range.line + 1 >= line && range.line + 1 < line + 12;
    if (macro === undefined && near && names.has(name) && (best === undefined || range.start < best.start)) best = range;
  }
  return best ?? lineRange(table.path, line);
}

/** From an input to what instances connect to it, from an output to what they drive with it. */
function outside(engine: Engine, { path, module, ids }: Carried, way: Way, add: Add): void {
  const table = engine.symbols.table(path);
  const port = table?.declarations.find((one) => {
    const owner = table.declarations[table.scopes[one.scope]?.owner ?? -1];
    return one.kind === 'port' && ids.includes(one.name) && owner?.name === module;
  });
  const leaves = way === 'drivers' ? port?.direction !== 'output' : port?.direction !== 'input';
  if (table === undefined || port === undefined || !leaves) return;
  const graphOf = (file: string, name: string) => engine.moduleGraph(file, name);
  for (const use of usesOf(engine.symbols, { table, declaration: port }).references) {
    if (use.reference.place.kind !== 'port') continue;
    for (const located of connected(engine, use.table, use.reference.index, way))
      add(placeOfDeclaration(engine.symbols, located.target, graphOf), located.range);
  }
}

/** Signals in the connection of a port. */
function connected(engine: Engine, table: SymbolTable, port: number, way: Way): { target: Located; range: SourceRange }[] {
  return table.references.flatMap((reference) => {
    if (reference.through?.port !== port) return [];
    const access = accessOf(engine.symbols, table, reference);
    const fits = access === 'readWrite' || access === (way === 'drivers' ? 'read' : 'write');
    const target = resolveReference(engine.symbols, table, reference).declarations[0];
    return !fits || target === undefined ? [] : [{ target, range: reference.range }];
  });
}
