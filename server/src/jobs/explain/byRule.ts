import type { DataEdge, GraphSignal, ModuleGraph } from '../../graph/graphTypes';
import { countOf, entails, portsOf, registersOf, sourcesOf, type Claim, type Fact } from './facts';

/** How much is explained at once (MG-Verilog's grains). */
export const grains = ['line', 'block', 'module', 'sentence'] as const;
export type Grain = (typeof grains)[number];

/** What the graph says of a line, of the process or assignment around it, of the module, or of the module in one sentence. Each claim is about one place. */
export function explainByRule(graph: ModuleGraph, grain: Grain, line: number): Claim[] {
  switch (grain) {
    case 'line':
      return lineClaims(graph, line);
    case 'block':
      return blockClaims(graph, line);
    case 'module':
      return [...headline(graph), ...moduleClaims(graph)];
    case 'sentence':
      return headline(graph);
  }
}

function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and others`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function at(line: number, text: string, facts: readonly Fact[], endLine = line): Claim {
  return { text, line, endLine, facts };
}

const operators: Readonly<Record<string, string>> = {
  '+': 'an addition',
  '-': 'a subtraction',
  '*': 'a multiplication',
  '/': 'a division',
  '%': 'a remainder',
  '==': 'a comparison for equality',
  '!=': 'a comparison for equality',
  '<': 'a comparison',
  '>': 'a comparison',
  '<=': 'a comparison',
  '>=': 'a comparison',
  '^': 'an exclusive or',
  '<<': 'a shift',
  '>>': 'a shift',
  '>>>': 'a shift',
};

/** Every assignment, condition, declaration and instance on a line. */
function lineClaims(graph: ModuleGraph, line: number): Claim[] {
  const here = graph.edges.filter((edge) => edge.range.line <= line && line <= edge.range.endLine && edge.kind !== 'clock');
  const assigned = [...new Set(here.filter(({ siteKind }) => siteKind === 'assign').map(({ to }) => to))];
  const claims = assigned.map((to) =>
    assignmentClaim(
      graph,
      to,
      here.filter((edge) => edge.to === to && edge.siteKind === 'assign'),
      line,
    ),
  );
  const branches = [...new Set(here.filter(({ siteKind }) => siteKind === 'branch').map(({ from }) => from))];
  for (const from of branches) {
    const targets = [...new Set(here.filter((edge) => edge.from === from && edge.siteKind === 'branch').map(({ to }) => to))];
    claims.push(
      at(
        line,
        `The condition on ${from} decides what ${listed(targets)} ${targets.length === 1 ? 'takes' : 'take'}.`,
        targets.map((to) => ({ kind: 'drives', from, to })),
      ),
    );
  }
  const own = graph.signals.filter(({ id }) => !graph.instances.some((one) => id.startsWith(`${one.id}.`)));
  for (const signal of own) if (signal.line <= line && line <= signal.endLine) claims.push(...signalClaims(graph, signal));
  for (const instance of graph.instances) if (instance.line <= line && line <= instance.endLine) claims.push(...instanceClaims(instance));
  return claims;
}

function assignmentClaim(graph: ModuleGraph, to: string, edges: readonly DataEdge[], line: number): Claim {
  const signal = graph.signals.find(({ id }) => id === to);
  const sources = [...new Set(edges.map(({ from }) => from))];
  const guard = edges[0]?.guard ?? '';
  const facts: Fact[] = sources.map((from) => ({ kind: 'drives', from, to }));
  const how = [
    ...new Set(
      edges.flatMap(({ ops, from }) =>
        ops.flatMap(({ op }) => (operators[op] === undefined ? [] : (facts.push({ kind: 'computed', from, to, op }), [operators[op]]))),
      ),
    ),
  ];
  if (guard !== '') facts.push({ kind: 'guarded', signal: to, guard });
  if (signal?.clock !== undefined) facts.push({ kind: 'register', signal: to, clock: signal.clock });
  const through = how.length === 0 ? '' : ` through ${listed(how)}`;
  const when = guard === '' ? '' : ` where \`${guard}\``;
  const verb = signal?.clock === undefined ? 'follows' : 'loads a value from';
  const own = sources.length === 1 && sources[0] === to ? 'its own value' : listed(sources);
  return at(line, `${to} ${verb} ${own}${through}${when}${signal?.clock === undefined ? '' : ` at the ${signal.clock}`}.`, facts);
}

function signalClaims(graph: ModuleGraph, signal: GraphSignal): Claim[] {
  const { id, line } = signal;
  const claims: Claim[] = [];
  const size: Fact[] = signal.width === undefined || signal.memory ? [] : [{ kind: 'width', signal: id, width: signal.width }];
  const bits = size.length === 0 ? '' : ` of ${signal.width ?? 1} bit${signal.width === 1 ? '' : 's'}`;
  if (signal.direction !== undefined)
    claims.push(at(line, `${id} is an ${signal.direction}${bits}.`, [{ kind: 'port', signal: id, direction: signal.direction }, ...size]));
  if (signal.memory) claims.push(at(line, `${id} is a memory.`, [{ kind: 'memory', signal: id }]));
  else if (signal.clock !== undefined) {
    const { facts: reset, words } = resetOf(graph, signal);
    claims.push(
      at(line, `${id} is a register${bits}, clocked by the ${signal.clock}${words}.`, [
        { kind: 'register', signal: id, clock: signal.clock },
        ...size,
        ...reset,
      ]),
    );
  } else if (signal.latch) claims.push(at(line, `${id} is a latch.`, [{ kind: 'latch', signal: id }]));
  const sources = sourcesOf(graph, id);
  if (signal.direction !== 'input' && signal.clock === undefined && !signal.latch && sources.length > 0) {
    claims.push(
      at(line, `${id} is combinational and depends on ${listed(sources)}.`, [
        { kind: 'combinational', signal: id },
        ...sources.slice(0, 6).map((from): Fact => ({ kind: 'drives', from, to: id })),
      ]),
    );
  }
  return claims;
}

function resetOf(graph: ModuleGraph, { id, reset, resetValue }: GraphSignal): { facts: Fact[]; words: string } {
  const none: Fact = { kind: 'unreset', signal: id };
  if (reset === undefined) return entails(graph, none) ? { facts: [none], words: ', without a reset' } : { facts: [], words: '' };
  const fact: Fact = { kind: 'reset', signal: id, reset, ...(resetValue === undefined ? {} : { value: resetValue }) };
  return { facts: [fact], words: `, ${resetWords(reset)}${resetValue === undefined ? '' : ` to ${resetValue}`}` };
}

/** `async_low:rst_n` → `reset asynchronously by rst_n low`. */
function resetWords(reset: string): string {
  const [, kind = '', level = '', name = ''] = /^(async|sync)_(low|high):(.+)$/.exec(reset) ?? [];
  return name === '' ? `reset by ${reset}` : `reset ${kind === 'async' ? 'asynchronously' : 'synchronously'} by ${name} ${level}`;
}

function instanceClaims(instance: ModuleGraph['instances'][number]): Claim[] {
  const { id, moduleName, line, endLine } = instance;
  const of: Fact = { kind: 'instance', name: id, module: moduleName };
  const plain = instance.connections.filter(({ text }) => /^[A-Za-z_]\w*$/.test(text));
  const way = (direction: string) => plain.filter((one) => one.direction === direction);
  const facts = (list: typeof plain): Fact[] =>
    list.slice(0, 6).map(({ port, text }) => ({ kind: 'connection', instance: id, port, net: text }));
  const claims = [at(line, `${id} is an instance of ${moduleName}.`, [of], endLine)];
  const outputs = way('output');
  if (outputs.length > 0)
    claims.push(at(line, `${id} drives ${listed(outputs.map(({ text }) => text))}.`, [of, ...facts(outputs)], endLine));
  return claims;
}

/** The process around a line, told target by target; outside of processes the line itself. */
function blockClaims(graph: ModuleGraph, line: number): Claim[] {
  const process = graph.processes.find((one) => one.line <= line && line <= one.endLine);
  if (process === undefined) return lineClaims(graph, line);
  const inside = graph.edges.filter((edge) => edge.range.line >= process.line && edge.range.endLine <= process.endLine);
  const targets = [...new Set(inside.filter(({ siteKind }) => siteKind !== 'instance').map(({ to }) => to))].filter((id) =>
    graph.signals.some((one) => one.id === id),
  );
  return targets.flatMap((id): Claim[] => {
    const signal = graph.signals.find((one) => one.id === id);
    if (signal === undefined) return [];
    const first = signalClaims(graph, signal).filter(({ facts }) =>
      facts.some(({ kind }) => kind === 'register' || kind === 'combinational' || kind === 'memory' || kind === 'latch'),
    );
    const sites = [...new Set(inside.filter((edge) => edge.to === id && edge.siteKind === 'assign').map(({ site }) => site))];
    const loads = sites.map((site) => {
      const edges = inside.filter((edge) => edge.to === id && edge.site === site && edge.siteKind === 'assign');
      return assignmentClaim(graph, id, edges, edges[0]?.line ?? process.line);
    });
    return [...first.map((claim) => ({ ...claim, line: process.line, endLine: process.endLine })), ...loads];
  });
}

/** The module in one sentence: what it holds, and what it is driven by. */
function headline(graph: ModuleGraph): Claim[] {
  const registers = registersOf(graph);
  const clocks = [...new Set(registers.map(({ clock }) => clock ?? ''))];
  const facts: Fact[] = [];
  const parts: string[] = [];
  const count = (of: Extract<Fact, { kind: 'count' }>['of'], one: string, many: string): void => {
    const number = countOf(graph, of);
    if (number === 0) return;
    facts.push({ kind: 'count', of, count: number });
    parts.push(`${number} ${number === 1 ? one : many}`);
  };
  count('inputs', 'input', 'inputs');
  count('outputs', 'output', 'outputs');
  count('registers', 'register', 'registers');
  count('machines', 'state machine', 'state machines');
  count('memories', 'memory', 'memories');
  count('instances', 'instance', 'instances');
  if (facts.length === 0) return [];
  for (const clock of clocks.slice(0, 3)) {
    const one = registers.find((signal) => signal.clock === clock);
    if (one !== undefined) facts.push({ kind: 'register', signal: one.id, clock });
  }
  const kind = registers.length > 0 ? `clocked by the ${listed(clocks, 3)}` : isCombinational(graph) ? 'a combinational module' : '';
  if (registers.length === 0 && kind !== '')
    facts.push({ kind: 'count', of: 'registers', count: 0 }, { kind: 'count', of: 'memories', count: 0 });
  return [at(graph.line, `${graph.name}${kind === '' ? '' : ` is ${kind} and`} has ${listed(parts)}.`, facts)];
}

/** Nothing in it holds a value, and all of it was read. */
function isCombinational(graph: ModuleGraph): boolean {
  const holds = graph.signals.some(({ memory, latch, clock }) => memory || latch || clock !== undefined);
  return !holds && graph.instances.length === 0 && !graph.notes.some((note) => note.includes('left out'));
}

/** Most signals of a kind that the whole module is told by. */
const mostSignals = 12;

function moduleClaims(graph: ModuleGraph): Claim[] {
  const own = graph.signals.filter(({ id, part }) => part === undefined && !graph.instances.some((one) => id.startsWith(`${one.id}.`)));
  const outputs = portsOf(graph, 'output')
    .filter(({ memory, part }) => !memory && part === undefined)
    .slice(0, mostSignals);
  const inner = own
    .filter(({ direction, clock, memory }) => direction !== 'output' && (clock !== undefined || memory))
    .slice(0, mostSignals);
  const machines = graph.machines.flatMap((machine) => machineClaims(graph, machine));
  return [
    ...outputs.flatMap((one) => signalClaims(graph, one).slice(1)),
    ...machines,
    ...inner.filter(({ id }) => !graph.machines.some(({ signal }) => signal === id)).flatMap((one) => signalClaims(graph, one).slice(0, 1)),
    ...countersOf(graph),
    ...graph.instances.slice(0, mostSignals).flatMap((one) => instanceClaims(one)),
  ];
}

function machineClaims(graph: ModuleGraph, machine: ModuleGraph['machines'][number]): Claim[] {
  const { signal, states, transitions } = machine;
  const declared = graph.signals.find(({ id }) => id === signal);
  const line = declared?.line ?? graph.line;
  const named: Fact[] = [{ kind: 'machine', signal, states: states.length }];
  return [
    at(line, `${signal} is a state machine of ${states.length} states.`, named),
    ...transitions
      .slice(0, 24)
      .map(({ from, to, guard, line: where }) =>
        at(where, `From ${from} it goes to ${to}${guard === '' ? '' : ` where \`${guard}\``}.`, [
          { kind: 'transition', signal, from, to, guard },
        ]),
      ),
  ];
}

/** Registers that take their own value with something added or subtracted. */
function countersOf(graph: ModuleGraph): Claim[] {
  return registersOf(graph).flatMap(({ id }) => {
    const step = graph.edges.find(
      (edge) => edge.from === id && edge.to === id && edge.kind === 'data' && edge.ops.some(({ op }) => op === '+' || op === '-'),
    );
    const op = step?.ops.find((one) => one.op === '+' || one.op === '-')?.op;
    if (step === undefined || op === undefined) return [];
    return [
      at(step.line, `${id} counts: it loads its own value through ${operators[op] ?? op}.`, [{ kind: 'computed', from: id, to: id, op }]),
    ];
  });
}
