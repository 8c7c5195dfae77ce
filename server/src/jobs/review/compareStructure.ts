import type { GraphSignal, ModuleGraph } from '../../graph/graphTypes';
import type { ModuleInfo } from '../../model/moduleInfo';
import type { StructureChange } from '../../protocol/jobs';

export interface Described {
  readonly info: ModuleInfo;
  readonly graph: ModuleGraph | undefined;
}

/** What differs between two versions of a module in its header and in what holds its state: each difference with its line. */
export function compareStructure(before: Described, after: Described): StructureChange[] {
  const header = [...ports(before.info, after.info), ...parameters(before.info, after.info)];
  if (before.graph === undefined || after.graph === undefined) return header;
  return [
    ...header,
    ...clocks(before.graph, after.graph),
    ...state(before.graph, after.graph),
    ...machines(before.graph, after.graph),
    ...instances(before.graph, after.graph),
  ];
}

type About = StructureChange['about'];

/** Names of one side only, and what `words` says of those of both where it differs. */
function compared<T>(
  about: About,
  before: readonly T[],
  after: readonly T[],
  by: { readonly name: (one: T) => string; readonly line: (one: T) => number; readonly words: (one: T) => string; readonly noun: string },
): StructureChange[] {
  const { name, line, words, noun } = by;
  const old = new Map(before.map((one) => [name(one), one]));
  const now = new Map(after.map((one) => [name(one), one]));
  const changes: StructureChange[] = [];
  for (const [id, one] of now) {
    const was = old.get(id);
    if (was === undefined) changes.push({ about, text: `new ${noun} ${id}${behind(words(one))}`, line: line(one) });
    else if (words(was) !== words(one))
      changes.push({ about, text: `${noun} ${id}: ${words(was) || 'nothing'} became ${words(one) || 'nothing'}`, line: line(one) });
  }
  for (const [id, one] of old)
    if (!now.has(id)) changes.push({ about, text: `${noun} ${id} is gone${behind(words(one))}`, line: line(one), gone: true });
  return changes;
}

function behind(words: string): string {
  return words === '' ? '' : ` (${words})`;
}

function ports(before: ModuleInfo, after: ModuleInfo): StructureChange[] {
  const found = compared('port', before.ports, after.ports, {
    noun: 'port',
    name: ({ name }) => name,
    line: ({ nameRange }) => nameRange.line + 1,
    words: ({ direction, typeText, unpacked }) => plain(`${direction === 'interface' ? '' : direction} ${typeText}${unpacked ?? ''}`),
  });
  const order = (of: ModuleInfo, other: ModuleInfo): string =>
    of.ports.flatMap(({ name }) => (other.ports.some((one) => one.name === name) ? [name] : [])).join();
  if (order(before, after) === order(after, before)) return found;
  return [...found, { about: 'port', text: 'the order of the ports changed', line: after.headerRange.line + 1 }];
}

function parameters(before: ModuleInfo, after: ModuleInfo): StructureChange[] {
  const own = (of: ModuleInfo) => of.parameters.filter(({ local }) => !local);
  return compared('parameter', own(before), own(after), {
    noun: 'parameter',
    name: ({ name }) => name,
    line: ({ nameRange }) => nameRange.line + 1,
    words: ({ typeText, defaultText }) => plain(`${typeText} ${defaultText === '' ? '' : `= ${defaultText}`}`),
  });
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Clocks that registers of one side only run on. */
function clocks(before: ModuleGraph, after: ModuleGraph): StructureChange[] {
  const of = (graph: ModuleGraph): { clock: string; line: number }[] =>
    graph.signals.flatMap(({ clock, line, drivenAt }) => (clock === undefined ? [] : [{ clock, line: drivenAt?.line ?? line }]));
  return compared('clock', unique(of(before)), unique(of(after)), {
    noun: 'clock domain',
    name: ({ clock }) => clock,
    line: ({ line }) => line,
    words: () => '',
  });
}

function unique<T extends { readonly clock: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [one.clock, one])).values()];
}

/** Registers with clock, reset and value at reset; memories; latches. */
function state(before: ModuleGraph, after: ModuleGraph): StructureChange[] {
  const own = (graph: ModuleGraph, kept: (one: GraphSignal) => boolean): GraphSignal[] =>
    graph.signals.filter((one) => one.part === undefined && kept(one) && !graph.instances.some(({ id }) => one.id.startsWith(`${id}.`)));
  const by = { name: ({ id }: GraphSignal) => id, line: ({ line }: GraphSignal) => line };
  const registers = ({ clock, memory }: GraphSignal): boolean => clock !== undefined && !memory;
  return [
    ...compared('register', own(before, registers), own(after, registers), {
      ...by,
      noun: 'register',
      words: ({ width, clock, reset, resetValue }) =>
        [
          ...(width === undefined ? [] : [`${width} bit${width === 1 ? '' : 's'}`]),
          clock ?? '',
          reset === undefined ? 'no reset' : `reset ${reset}${resetValue === undefined ? '' : ` to ${resetValue}`}`,
        ].join(', '),
    }),
    ...compared(
      'memory',
      own(before, ({ memory }) => memory),
      own(after, ({ memory }) => memory),
      {
        ...by,
        noun: 'memory',
        words: ({ width }) => (width === undefined ? '' : `${width} bits`),
      },
    ),
    ...compared(
      'latch',
      own(before, ({ latch }) => latch),
      own(after, ({ latch }) => latch),
      { ...by, noun: 'latch', words: () => '' },
    ),
  ];
}

function machines(before: ModuleGraph, after: ModuleGraph): StructureChange[] {
  const lines =
    (graph: ModuleGraph) =>
    (signal: string): number =>
      graph.signals.find(({ id }) => id === signal)?.line ?? graph.line;
  const found = compared('machine', before.machines, after.machines, {
    noun: 'state machine',
    name: ({ signal }) => signal,
    line: ({ signal }) => lines(after.machines.some((one) => one.signal === signal) ? after : before)(signal),
    words: ({ states }) => `${states.length} states`,
  });
  const arrows = (graph: ModuleGraph) =>
    graph.machines.flatMap(({ signal, transitions }) =>
      before.machines.some((one) => one.signal === signal) && after.machines.some((one) => one.signal === signal)
        ? transitions.map(({ from, to, guard, line }) => ({ id: `${signal}: ${from} → ${to}`, guard, line }))
        : [],
    );
  return [
    ...found,
    ...compared('machine', joined(arrows(before)), joined(arrows(after)), {
      noun: 'transition',
      name: ({ id }) => id,
      line: ({ line }) => line,
      words: ({ guard }) => (guard === '' ? '' : `where \`${guard}\``),
    }),
  ];
}

/** Arrows between the same two states as one, under all their conditions. */
function joined(all: readonly { readonly id: string; readonly guard: string; readonly line: number }[]): typeof all {
  const found = new Map<string, { id: string; guard: string; line: number }>();
  for (const one of all) {
    const known = found.get(one.id);
    found.set(one.id, known === undefined ? { ...one } : { ...known, guard: [known.guard, one.guard].sort().join(' || ') });
  }
  return [...found.values()];
}

function instances(before: ModuleGraph, after: ModuleGraph): StructureChange[] {
  const found = compared('instance', before.instances, after.instances, {
    noun: 'instance',
    name: ({ id }) => id,
    line: ({ line }) => line,
    words: ({ moduleName }) => `of ${moduleName}`,
  });
  const pins = (graph: ModuleGraph, other: ModuleGraph) =>
    graph.instances.flatMap(({ id, line, moduleName, connections }) =>
      other.instances.some((one) => one.id === id && one.moduleName === moduleName)
        ? connections.map(({ port, text }) => ({ id: `${id}.${port}`, text: plain(text), line }))
        : [],
    );
  return [
    ...found,
    ...compared('instance', pins(before, after), pins(after, before), {
      noun: 'connection',
      name: ({ id }) => id,
      line: ({ line }) => line,
      words: ({ text }) => text,
    }),
  ];
}
