import type { ModuleInfo } from '../model/moduleInfo';
import type { ParsedFile } from '../syntax/parsedFile';
import { dataEdges, type RangeOf, splitRange } from './dataEdges';
import { elaborate } from './elaborate';
import type { Elaboration, Task } from './elaboration';
import { findMachines } from './fsm';
import type { DataEdge, FactRange, GraphInstance, GraphSignal, ModuleGraph } from './graphTypes';
import { processFlows } from './processFlow';
import { printExpression } from './printExpression';
import type { Signal } from './signal';
import { bodyOf, type Units } from './units';

export type { ModuleGraph } from './graphTypes';

/**
 * All graphs of one module: control flow of every process, data flow of every signal with bit ranges, guards and operators, clocks and resets
 * of registers, state machines, instances. `units` gives other design units (for port directions and packages). Parameters have their
 * default values. What cannot be read is left out and said in `notes`; it never fails on broken text.
 */
export function analyzeModule(file: ParsedFile, module: ModuleInfo, units: Units): ModuleGraph {
  const found = bodyOf(file, module);
  if (found === undefined) return emptyGraph(module, 'The module could not be read.');
  const { body, modules } = found;
  const elaboration = elaborate(body, modules, units);
  return graphOfElaboration(elaboration, module, file, damageNotes(file, module));
}

/** That a module's text has errors, when it has. */
export function damageNotes(file: ParsedFile, module: ModuleInfo): string[] {
  return file.problems.length > 0 && module.damaged ? ['The text has syntax errors; what they cover is left out.'] : [];
}

/** The graphs of an elaborated module. Takes its summary, the text it was read from, what else there is to note, and whether data flow will do without control flow and state machines. */
export function graphOfElaboration(
  elaboration: Elaboration,
  module: ModuleInfo,
  { pre, source }: { readonly pre: Pick<ParsedFile['pre'], 'text' | 'toSource'>; readonly source: Pick<ParsedFile['source'], 'text'> },
  furtherNotes: readonly string[] = [],
  what: 'all' | 'data flow' = 'all',
): ModuleGraph {
  const { body } = elaboration;
  const rangeOf = places(pre);
  const edges = withoutUnseenVariables(dataEdges(elaboration, rangeOf), elaboration);
  const { machines, notes: machineNotes } = what === 'all' ? findMachines(elaboration, rangeOf) : { machines: [], notes: [] };
  return {
    name: module.name,
    keyword: body.keyword,
    path: module.path,
    line: module.range.line + 1,
    endLine: module.range.endLine + 1,
    textLength: codeLength(pre.text.slice(body.start, body.end), source.text.slice(module.range.start, module.range.end)),
    parameters: body.parameters
      .filter((one) => !one.local)
      .map((one) => ({ name: one.name, text: one.init === undefined ? '' : printExpression(one.init) })),
    signals: graphSignals(elaboration, edges, module.path, rangeOf),
    edges,
    processes: what === 'all' ? processFlows(elaboration, rangeOf) : [],
    machines,
    machineNotes,
    instances: elaboration.instances.map((one): GraphInstance => ({
      id: one.id,
      moduleName: one.moduleName,
      ...spanned(rangeOf(one.start, one.end)),
      connections: one.connections,
      ...(one.definition === undefined ? {} : { definition: { path: one.definition.path, line: one.definition.line + 1 } }),
    })),
    notes: [...elaboration.notes, ...furtherNotes],
  };
}

/** Ranges of the preprocessed text as places in the author's files; each is looked up once. */
function places(pre: Pick<ParsedFile['pre'], 'toSource'>): RangeOf {
  const ranges = new Map<number, FactRange>();
  return (start, end) => {
    const key = start * 0x4000000 + (end - start);
    let range = ranges.get(key);
    if (range === undefined) {
      const { path, line, column, endLine, endColumn } = pre.toSource(start, Math.max(start + 1, end));
      range = { path, line: line + 1, column: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
      ranges.set(key, range);
    }
    return range;
  };
}

function spanned(range: FactRange): { line: number; endLine: number; range: FactRange } {
  return { line: range.line, endLine: range.endLine, range };
}

/** A variable of a clocked process that nothing outside reads is no register: its readers already have its sources. */
function withoutUnseenVariables(edges: readonly DataEdge[], elaboration: Elaboration): DataEdge[] {
  const blockingOnly = clockedVariables(elaboration);
  if (blockingOnly.size === 0) return edges as DataEdge[];
  const read = new Set(edges.filter((edge) => edge.from !== edge.to).map((edge) => edge.from));
  const hidden = new Set<string>();
  for (const signal of blockingOnly) {
    const ids = splitRange(signal, 0, signal.type.width).map((piece) => piece.id);
    if (signal.origin !== 'port' && !ids.some((id) => read.has(id))) for (const id of ids) hidden.add(id);
  }
  return edges.filter((edge) => !hidden.has(edge.to));
}

function clockedVariables(elaboration: Elaboration): Set<Signal> {
  const variables = new Set<Signal>();
  for (const { signal, task } of elaboration.drivers)
    if (task.shape !== undefined && task.variables?.has(signal) === true) variables.add(signal);
  return variables;
}

function graphSignals(elaboration: Elaboration, edges: readonly DataEdge[], path: string, rangeOf: RangeOf): GraphSignal[] {
  const clocked = new Map<Signal, Task>();
  const latches = new Set<Signal>();
  for (const { signal, segments, task } of elaboration.drivers) {
    if (task.shape !== undefined) clocked.set(signal, task);
    else if (task.kind === 'process' && segments.some((segment) => segment.hold)) latches.add(signal);
  }
  const targets = new Map<string, Set<string>>();
  const touched = new Set<string>();
  for (const edge of edges) {
    touched.add(edge.to);
    touched.add(edge.from);
    let set = targets.get(edge.from);
    if (set === undefined) targets.set(edge.from, (set = new Set()));
    set.add(edge.to);
  }
  return elaboration.signals.flatMap((signal) => {
    const task = clocked.get(signal);
    return splitRange(signal, 0, signal.type.width).flatMap((piece): GraphSignal[] => {
      const used = touched.has(piece.id);
      if (
        !used &&
        (signal.origin === 'implicit' || (signal.origin === 'net' && task !== undefined && task.variables?.has(signal) === true))
      )
        return [];
      const base: GraphSignal = {
        id: piece.id,
        kind: kindOf(signal, task, used),
        path,
        ...spanned(rangeOf(signal.start, signal.end)),
        fanout: targets.get(piece.id)?.size ?? 0,
        memory: signal.type.kind === 'array' && !signal.type.packed,
        latch: latches.has(signal),
        ...(piece.id === signal.id ? {} : { part: { of: signal.id, low: piece.at } }),
        ...(piece.type.kind === 'unknown' ? {} : { width: piece.width }),
        ...(signal.direction === undefined ? {} : { direction: signal.direction }),
      };
      return [task === undefined ? base : { ...base, ...registerFacts(signal, task, rangeOf) }];
    });
  });
}

function kindOf(signal: Signal, task: Task | undefined, used: boolean): GraphSignal['kind'] {
  if (task !== undefined && (used || task.variables?.has(signal) !== true || signal.origin === 'port')) return 'reg';
  if (signal.origin === 'port') return 'port';
  return signal.origin === 'instance' ? 'instance' : 'wire';
}

function registerFacts(signal: Signal, task: Task, rangeOf: RangeOf): Partial<GraphSignal> {
  const { shape, process } = task;
  if (shape === undefined || process === undefined) return {};
  const { reset } = shape;
  const value = task.resetValues.get(signal);
  const driven = rangeOf(process.start, process.end);
  const text =
    reset === undefined || !task.resetValues.has(signal)
      ? undefined
      : `${reset.asynchronous ? 'async' : 'sync'}_${reset.activeLow ? 'low' : 'high'}:${reset.signal}`;
  return {
    clock: `${shape.clock.edge} ${shape.clock.signal}`,
    drivenAt: { line: driven.line, endLine: driven.endLine },
    ...(text === undefined ? {} : { reset: text }),
    ...(value === undefined || text === undefined ? {} : { resetValue: verilogNumber(value, signal.type.width) }),
  };
}

/** `0`, `1`, `8'hff`. */
function verilogNumber(value: bigint, width: number): string {
  const bits = BigInt.asUintN(width, value);
  return bits < 10n ? bits.toString() : `${width}'h${bits.toString(16)}`;
}

function emptyGraph(module: ModuleInfo, note: string): ModuleGraph {
  const { name, kind, path, range } = module;
  const lists = { parameters: [], signals: [], edges: [], processes: [], machines: [], machineNotes: [], instances: [] };
  return { name, keyword: kind, path, line: range.line + 1, endLine: range.endLine + 1, textLength: 0, ...lists, notes: [note] };
}

/** Characters of code as it is written or as macros make it, whichever is less; of a module that is itself made by a macro, what was made. */
function codeLength(made: string, written: string): number {
  const code = plainLength(made);
  return /\bend(?:module|interface|program)\b/.test(written) ? Math.min(code, plainLength(written)) : code;
}

/** Comments and what only lays the text out do not count. */
function plainLength(text: string): number {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ').length;
}
