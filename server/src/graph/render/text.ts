import type { GraphSignal, ModuleGraph, StateMachine } from '../graphTypes';
import type { ModuleGraphKind } from '../query';
import { backwardCone } from '../slice';
import { clipped } from './dotText';
import { compact, dataFacts, type Fact, foldIds, signalText } from './facts';

export interface TextOptions {
  /** One graph only; without it every kind of fact, by what matters most. */
  readonly kind?: ModuleGraphKind;
  /** About 4 characters each. Default: half the module's own text. */
  readonly maxTokens?: number;
  /** Signals whose backward cone (2 steps) comes first. */
  readonly focus?: readonly string[] | string;
}

/**
 * The graph as text, one fact a line, with 1-based line numbers: MODULE, PORT, REG, DFG, CFG, FSM, INST. Deterministic. The cone of the focus comes
 * first. Facts that exceed the budget are left out, the least important first, and a last line says how many.
 */
export function renderText(graph: ModuleGraph, options: TextOptions = {}): string {
  const facts = collectFacts(graph, options);
  const budget = options.maxTokens === undefined ? Math.floor(graph.textLength / 2) : options.maxTokens * 4;
  return fit(facts, budget);
}

function fit(facts: readonly Fact[], budget: number): string {
  const chosen = new Set<Fact>();
  const closing = 60;
  let used = 0;
  let cut = 0;
  for (const fact of [...facts].sort((a, b) => a.priority - b.priority)) {
    const size = fact.line.length + 1;
    if (chosen.size > 0 && used + size + closing > budget) {
      cut++;
      continue;
    }
    used += size;
    chosen.add(fact);
  }
  const rank = (fact: Fact): number => (fact.priority <= 1 ? 0 : fact.near === true ? 1 : 2);
  const lines = facts
    .filter((fact) => chosen.has(fact))
    .sort((a, b) => rank(a) - rank(b))
    .map((fact) => fact.line);
  if (cut > 0) lines.push(`… ${cut} of ${facts.length} facts left out`);
  return `${lines.join('\n')}\n`;
}

function collectFacts(graph: ModuleGraph, options: TextOptions): Fact[] {
  const { kind } = options;
  const focus = focusSet(graph, options.focus);
  const facts: Fact[] = [{ line: headLine(graph), priority: 0 }];
  const wants = (...kinds: ModuleGraphKind[]): boolean => kind === undefined || kinds.includes(kind);
  if (wants('dfg', 'stdg'))
    facts.push({ line: portLine(graph), priority: 1 }, ...registerFacts(graph, focus), ...dataFacts(graph, focus, kind === 'stdg'));
  if (wants('cfg')) {
    for (const flow of graph.processes) facts.push({ line: `CFG ${flow.header}: ${compact(flow.text)}`, priority: 7 });
  }
  if (wants('fsm')) for (const machine of graph.machines) facts.push(...machineFacts(machine));
  if (kind === 'fsm') for (const note of graph.machineNotes) facts.push({ line: `NOTE ${note}`, priority: 3 });
  if (wants('dfg', 'stdg')) {
    for (const line of foldIds(graph.instances.map(instanceLine))) facts.push({ line, priority: 6 });
  }
  for (const note of graph.notes) facts.push({ line: `NOTE ${note}`, priority: 2 });
  return facts;
}

function focusSet(graph: ModuleGraph, focus: TextOptions['focus']): ReadonlySet<string> {
  const names = focus === undefined ? [] : typeof focus === 'string' ? [focus] : focus;
  const all = new Set<string>();
  for (const name of names) for (const id of backwardCone(graph, name, { steps: 2 }).signals.keys()) all.add(id);
  return all;
}

function headLine(graph: ModuleGraph): string {
  const parameters = graph.parameters.map((one) => `${one.name}=${clipped(compact(one.text), 40)}`).join(',');
  return `MODULE ${graph.name}${parameters === '' ? '' : `(#${parameters})`} L${graph.line}-${graph.endLine}`;
}

function portLine(graph: ModuleGraph): string {
  const of = (direction: string): string =>
    graph.signals
      .filter((signal) => signal.direction === direction && (signal.kind === 'port' || signal.kind === 'reg') && !signal.id.includes('.'))
      .map(signalText)
      .join(' ');
  const parts = (['input', 'output', 'inout'] as const).map((direction) => ({
    word: direction === 'inout' ? 'inout' : direction.slice(0, -3),
    list: of(direction),
  }));
  return `PORT ${parts
    .filter((part) => part.list !== '')
    .map((part) => `${part.word} ${part.list}`)
    .join('  ')}`;
}

function registerFacts(graph: ModuleGraph, focus: ReadonlySet<string>): Fact[] {
  const registers = graph.signals.filter((signal) => signal.kind === 'reg');
  const lines = new Map<string, { ids: string[]; signals: GraphSignal[] }>();
  for (const signal of registers) {
    // Registers of one process that differ in nothing but name and width share a line.
    const key = [signal.clock, signal.reset, signal.resetValue, signal.drivenAt?.line, focus.has(signal.id)].join('|');
    const group = lines.get(key) ?? { ids: [], signals: [] };
    group.signals.push(signal);
    lines.set(key, group);
  }
  return [...lines.values()].map(({ signals }) => {
    const [first] = signals;
    const names = foldIds(signals.map(signalText)).join(' ');
    return {
      line: `REG ${names}${first === undefined ? '' : registerText(first)}`,
      ...(first !== undefined && focus.has(first.id) ? { priority: 2, near: true } : { priority: 4 }),
    };
  });
}

function registerText(signal: GraphSignal): string {
  const { clock, reset, resetValue, drivenAt } = signal;
  const parts = [
    clock === undefined ? '' : ` clk=${clock.replace(' ', ':')}`,
    reset === undefined ? '' : ` rst=${reset}`,
    resetValue === undefined ? '' : ` rstval=${resetValue}`,
  ];
  return `${parts.join('')}${drivenAt === undefined ? '' : ` L${drivenAt.line}-${drivenAt.endLine}`}`;
}

/** Transitions chained from the initial state on: `IDLE -(start)-> RUN -(done)-> IDLE`. */
function machineFacts(machine: StateMachine): Fact[] {
  const left = [...machine.transitions];
  const chains: string[] = [];
  const initial = machine.states.find((state) => state.initial)?.name ?? machine.states[0]?.name ?? '';
  let at = initial;
  let chain = '';
  while (left.length > 0) {
    let next = left.findIndex((one) => one.from === at);
    if (next < 0 || chain === '') {
      if (chain !== '') chains.push(chain);
      next = next < 0 ? 0 : next;
      at = left[next]?.from ?? '';
      chain = at;
    }
    const [one] = left.splice(next, 1);
    if (one === undefined) break;
    chain += one.guard === '' ? ` -> ${one.to}` : ` -(${compact(one.guard)})-> ${one.to}`;
    at = one.to;
  }
  if (chain !== '') chains.push(chain);
  const line = `FSM ${machine.signal}[${machine.states.length}] ${initial}: `;
  return chains.map((text, i) => ({ line: i === 0 ? `${line}${text}` : `FSM ${machine.signal}: ${text}`, priority: 3 }));
}

function instanceLine(instance: ModuleGraph['instances'][number]): string {
  const pins = instance.connections.map((one) => `.${one.port}${one.text === one.port ? '' : `(${compact(one.text)})`}`);
  const shown = pins.slice(0, 40).join(',') + (pins.length > 40 ? ',…' : '');
  const { definition } = instance;
  const file = definition === undefined ? '' : ` file=${definition.path.slice(definition.path.lastIndexOf('/') + 1)}:${definition.line}`;
  return `INST ${instance.id}:${instance.moduleName}(${shown})${file} L${instance.line}`;
}
