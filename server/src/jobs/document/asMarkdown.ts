import type { GraphSignal, ModuleGraph } from '../../graph/graphTypes';
import type { ModuleInfo } from '../../model/moduleInfo';
import { handshakes, latencies, ownSignals } from './moduleFacts';

export interface Documented {
  readonly info: ModuleInfo;
  readonly graph: ModuleGraph;
  /** The module in a sentence. */
  readonly headline: string;
  /** What the author says of each port, by name. */
  readonly remarks: ReadonlyMap<string, string>;
  /** A model's sentences that the graph entails. */
  readonly prose: readonly string[];
}

/** A module as Markdown: its interface, clocks and resets, latencies, handshakes, state machines, registers and instances, as its graph has them. */
export function asMarkdown(module: Documented): string {
  const { info, graph, headline, prose } = module;
  const sections = [
    `# ${info.name}`,
    info.doc ?? '',
    headline,
    prose.join(' '),
    ...section('Parameters', table(['name', 'default', 'type'], parameters(info))),
    ...section('Ports', table(['name', 'direction', 'type', 'what it is'], ports(module))),
    ...section('Clocks and resets', clocks(graph)),
    ...section('Latency', latency(graph)),
    ...section('Handshakes', shakes(info)),
    ...graph.machines.flatMap((machine) => section(`State machine \`${machine.signal}\``, mermaid(machine))),
    ...section('Registers', table(['name', 'bits', 'clock', 'reset'], registers(graph))),
    ...section(
      'Memories',
      table(
        ['name', 'bits of a word', 'line'],
        ownSignals(graph)
          .filter(({ memory }) => memory)
          .map(({ id, width, line }) => [code(id), String(width ?? '?'), String(line)]),
      ),
    ),
    ...section(
      'Latches',
      table(
        ['name', 'line'],
        ownSignals(graph)
          .filter(({ latch }) => latch)
          .map(({ id, line }) => [code(id), String(line)]),
      ),
    ),
    ...section(
      'Instances',
      table(
        ['name', 'module', 'line'],
        graph.instances.map(({ id, moduleName, line }) => [code(id), code(moduleName), String(line)]),
      ),
    ),
    ...section('Not known', graph.notes.map((note) => `- ${note}`).join('\n')),
  ];
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`;
}

function section(title: string, text: string): string[] {
  return text === '' ? [] : [`## ${title}`, text];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

function parameters({ parameters: all }: ModuleInfo): string[][] {
  return all
    .filter(({ local }) => !local)
    .map(({ name, defaultText, typeText }) => [code(name), code(defaultText.trim()), code(typeText.trim())]);
}

function ports({ info, graph, remarks }: Documented): string[][] {
  return info.ports.map(({ name, direction, typeText, unpacked }) => [
    code(name),
    direction,
    code(`${typeText}${unpacked ?? ''}`.replace(/\s+/g, ' ').trim()),
    [roleOf(graph, name), remarks.get(name) ?? ''].filter((words) => words !== '').join('; '),
  ]);
}

/** What a port is to the module: a clock, a reset, a register, or made from others. */
export function roleOf(graph: ModuleGraph, name: string): string {
  const signal = graph.signals.find(({ id }) => id === name);
  const clocked = graph.signals.filter(({ clock }) => clock?.split(' ').at(-1) === name);
  if (clocked.length > 0) return `clock (${[...new Set(clocked.map(({ clock }) => clock?.split(' ')[0] ?? ''))].join(', ')})`;
  const reset = graph.signals.find((one) => one.reset?.split(':').at(-1) === name)?.reset;
  if (reset !== undefined) return `reset, ${resetWords(reset)}`;
  if (signal?.direction !== 'output') return '';
  if (signal.clock !== undefined) return `register, ${signal.clock}`;
  const sources = [...new Set(graph.edges.filter(({ to }) => to === name).map(({ from }) => from))];
  return sources.length === 0 ? '' : `from ${sources.slice(0, 4).join(', ')}${sources.length > 4 ? ' …' : ''}`;
}

/** `async_low:rst_n` → `asynchronous, active low` */
function resetWords(reset: string): string {
  const [, kind = '', level = ''] = /^(async|sync)_(low|high):/.exec(reset) ?? [];
  return kind === '' ? reset : `${kind}hronous, active ${level}`;
}

/** Clocks with what runs on them; where no register names a reset, so it is said. */
export function clocks(graph: ModuleGraph): string {
  const registers = ownSignals(graph).filter(({ clock }) => clock !== undefined);
  const names = [...new Set(registers.map(({ clock }) => clock ?? ''))];
  return names
    .map((clock) => {
      const on = registers.filter((one) => one.clock === clock);
      const resets = [...new Set(on.flatMap(({ reset }) => (reset === undefined ? [] : [reset])))];
      const without = on.filter(({ reset }) => reset === undefined).length;
      const words = resets.map((one) => `${code(one.split(':').at(-1) ?? one)} (${resetWords(one)})`);
      const left = without === 0 ? '' : words.length === 0 ? ', without a reset' : `, ${without} of them without a reset`;
      return `- ${code(clock)}: ${on.length} register${on.length === 1 ? '' : 's'}${words.length === 0 ? '' : `, reset by ${words.join(' and ')}`}${left}`;
    })
    .join('\n');
}

/** Cycles from inputs to outputs at the least. Through an instance the graph does not see how many registers there are. */
function latency(graph: ModuleGraph): string {
  const lines = latencies(graph).flatMap(({ output, from }) => {
    if (from.length === 0) return [];
    const said = from.map(({ cycles, inputs }) => {
      const names = inputs.slice(0, 6).map(code).join(', ');
      return `${names}${inputs.length > 6 ? ' …' : ''} ${cycles === 0 ? 'in the same cycle' : `after ${cycles} cycle${cycles === 1 ? '' : 's'} at the least`}`;
    });
    return [`- ${code(output)}: ${said.join('; ')}`];
  });
  if (lines.length === 0) return '';
  return [
    ...lines,
    ...(graph.instances.length === 0 ? [] : ['', 'Ways through instances are counted by the registers of this module alone.']),
  ].join('\n');
}

function shakes(info: ModuleInfo): string {
  return handshakes(info)
    .map(({ valid, ready, source }) => `- ${code(valid)} with ${code(ready)}: by their names this module ${source ? 'offers' : 'takes'}`)
    .join('\n');
}

function mermaid({ states, transitions }: ModuleGraph['machines'][number]): string {
  const id = (name: string): string => name.replace(/\W/g, '_');
  const label = (text: string): string => text.replace(/[#;:<>{}"\n]/g, (sign) => `#${sign.charCodeAt(0)};`);
  const first = states.filter(({ initial }) => initial).map(({ name }) => `  [*] --> ${id(name)}`);
  const arrows = transitions.map(({ from, to, guard }) => `  ${id(from)} --> ${id(to)}${guard === '' ? '' : `: ${label(guard)}`}`);
  return ['```mermaid', 'stateDiagram-v2', ...first, ...arrows, '```'].join('\n');
}

function registers(graph: ModuleGraph): string[][] {
  const words = ({ reset, resetValue }: GraphSignal): string =>
    reset === undefined
      ? ''
      : `${reset.split(':').at(-1) ?? reset}, ${resetWords(reset)}${resetValue === undefined ? '' : `, to ${resetValue}`}`;
  return ownSignals(graph)
    .filter(({ clock, memory }) => clock !== undefined && !memory)
    .map((one) => [code(one.id), String(one.width ?? '?'), code(one.clock ?? ''), words(one)]);
}
