import type { ClockConstraint, PathException, PortDelay, TimingConstraints, Uncertainty } from './constraints';
import { listOf, runTcl } from './tcl';

/**
 * Reads the part of SDC that the timing here honours: create_clock, create_generated_clock, set_clock_groups, set_clock_uncertainty, set_false_path, set_multicycle_path, set_max_delay (from and
 * to), set_input_delay, set_output_delay and set_units -time, in Tcl with variables, `expr` and `foreach`. Times are given back in ns. Every other command is listed in the notes with its line:
 * nothing is guessed.
 */
export function parseSdc(text: string): TimingConstraints {
  const state: State = { clocks: [], exceptions: [], apart: [], inputDelays: [], outputDelays: [], uncertainties: [], notes: [], unit: 1 };
  runTcl(text, {
    note: (line, message) => state.notes.push(`SDC line ${line}: ${message}`),
    bracket: (words) => objects(words),
    command: ({ line, words: [name = '', ...words] }) => {
      const handler = handlers[name];
      if (handler === undefined) state.notes.push(`SDC line ${line}: ${name} is not understood and was left out.`);
      else handler(state, parseArguments(words), (why) => state.notes.push(`SDC line ${line}: ${name} ${why} was left out.`));
    },
  });
  const { clocks, exceptions, apart, inputDelays, outputDelays, uncertainties, notes } = state;
  const unknown = new Set([...inputDelays, ...outputDelays].flatMap(({ clock }) => (clock === undefined ? [] : [clock])));
  for (const { name } of clocks) unknown.delete(name);
  for (const name of unknown)
    notes.push(`SDC: delays of ports name the clock ${name}, which nothing creates; they count from the edges of any clock.`);
  return { clocks, exceptions, apart, inputDelays, outputDelays, uncertainties, notes };
}

interface State {
  clocks: ClockConstraint[];
  exceptions: PathException[];
  apart: (readonly (readonly string[])[])[];
  inputDelays: PortDelay[];
  outputDelays: PortDelay[];
  uncertainties: Uncertainty[];
  notes: string[];
  /** ns per time unit of the file. */
  unit: number;
}

interface Arguments {
  /** Values of `-flag value`, in their order, and '' for a bare flag. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** A command that cannot be honoured says why, in words that follow its name. */
type Handler = (state: State, args: Arguments, leaveOut: (why: string) => void) => void;

const handlers: Readonly<Record<string, Handler | undefined>> = {
  create_clock: (state, args, leaveOut) => {
    const period = time(flag(args, '-period'), state);
    const sources = names(args.rest[0]);
    const name = flag(args, '-name') ?? sources[0];
    if (period === undefined || !(period > 0) || name === undefined) return leaveOut('without a period or a name');
    const edges = names(flag(args, '-waveform')).map((edge) => Number(edge) * state.unit);
    const [rise = 0, fall = period / 2] = edges;
    if (edges.length > 2 || !Number.isFinite(rise + fall)) return leaveOut('with such a waveform');
    const own = sources.length === 0 ? [name] : sources;
    const replaced = (one: ClockConstraint): boolean => one.name === name || (own.includes(one.source) && !args.flags.has('-add'));
    const clocks = own.map((source) => ({ name, source, period, ...(edges.length === 2 ? { rise, fall } : {}) }));
    state.clocks = [...state.clocks.filter((one) => !replaced(one)), ...clocks];
  },
  create_generated_clock: (state, args, leaveOut) => {
    const [target] = names(args.rest[0]);
    const name = flag(args, '-name') ?? target;
    const [source] = names(flag(args, '-source'));
    const master = flag(args, '-master_clock');
    const from = state.clocks.find((one) =>
      master === undefined ? one.source === source || one.name === source : one.name === names(master)[0],
    );
    if (name === undefined || target === undefined) return leaveOut('without a name or a target');
    if (from === undefined) return leaveOut('whose master is no clock that was created before');
    if (['-edges', '-edge_shift', '-duty_cycle', '-invert', '-combinational'].some((one) => args.flags.has(one)))
      return leaveOut('with edges of its own');
    const ratio = Number(flag(args, '-divide_by') ?? 1) / Number(flag(args, '-multiply_by') ?? 1);
    if (!(ratio > 0 && Number.isFinite(ratio))) return leaveOut('with such a ratio');
    state.clocks = [...state.clocks.filter((one) => one.name !== name), generated(name, target, from, ratio)];
  },
  set_clock_groups: (state, args, leaveOut) => {
    const groups = (args.flags.get('-group') ?? []).map((group) => names(group));
    if (groups.length === 0) return leaveOut('without a group');
    state.apart.push(groups);
  },
  set_false_path: (state, args, leaveOut) => exception(state, args, leaveOut, { kind: 'false' }),
  set_multicycle_path: (state, args, leaveOut) => {
    const cycles = Number(args.rest[0]);
    if (!(cycles >= 0)) return leaveOut('without a number of cycles');
    exception(state, args, leaveOut, { kind: 'multicycle', cycles, ofLaunch: args.flags.has('-start') });
  },
  set_max_delay: (state, args, leaveOut) => {
    const value = time(args.rest[0], state);
    if (value === undefined) return leaveOut('without a value');
    exception(state, args, leaveOut, { kind: 'maxDelay', delay: value });
  },
  set_input_delay: (state, args, leaveOut) => portDelay(state, args, leaveOut, state.inputDelays),
  set_output_delay: (state, args, leaveOut) => portDelay(state, args, leaveOut, state.outputDelays),
  set_clock_uncertainty: (state, args, leaveOut) => {
    const value = time(args.rest[0], state);
    if (value === undefined) return leaveOut('without a value');
    if (args.flags.has('-hold') && !args.flags.has('-setup')) return leaveOut(ofHold);
    const between = { from: names(flag(args, '-from')), to: names(flag(args, '-to')) };
    state.uncertainties.push({ ...between, clocks: names(args.rest[1]), value });
  },
  set_units: (state, args) => {
    state.unit = timeUnit(flag(args, '-time')) ?? state.unit;
  },
  // These say nothing about the design.
  current_design: () => undefined,
  puts: () => undefined,
  set_min_delay: (_state, _args, leaveOut) => leaveOut(ofHold),
  set_propagated_clock: (_state, _args, leaveOut) => leaveOut('(clocks are ideal here)'),
  set_max_fanout: (_state, _args, leaveOut) => leaveOut(ofRules),
  set_max_transition: (_state, _args, leaveOut) => leaveOut(ofRules),
  set_max_capacitance: (_state, _args, leaveOut) => leaveOut(ofRules),
  set_input_transition: (_state, _args, leaveOut) => leaveOut(ofPorts),
  set_driving_cell: (_state, _args, leaveOut) => leaveOut(ofPorts),
  set_drive: (_state, _args, leaveOut) => leaveOut(ofPorts),
  set_load: (_state, _args, leaveOut) => leaveOut(ofPorts),
};

/** Begins with an edge of its master; half of its own period later it falls, or where the master does where it only renames it. */
function generated(name: string, source: string, { period, rise, fall }: ClockConstraint, ratio: number): ClockConstraint {
  const own = period * ratio;
  if (rise === undefined) return { name, source, period: own };
  return { name, source, period: own, rise, fall: ratio === 1 ? (fall ?? rise + own / 2) : rise + own / 2 };
}

/** Why a command is left out, in words that follow its name. */
const ofHold = '(hold is not checked here)';
const ofRules = '(design rules are not checked here)';
const ofPorts = '(ports have no drivers or loads of their own here)';

const bareFlags = new Set(
  '-add -add_delay -max -min -rise -fall -clock_fall -setup -hold -start -end -asynchronous -physically_exclusive -logically_exclusive -allow_paths -ignore_clock_latency -datapath_only -combinational -invert'.split(
    ' ',
  ),
);

type ExceptionKind = PathException extends infer One ? (One extends PathException ? Omit<One, 'from' | 'to'> : never) : never;

function exception(state: State, args: Arguments, leaveOut: (why: string) => void, kind: ExceptionKind): void {
  if (args.flags.has('-hold') && !args.flags.has('-setup')) return leaveOut(ofHold);
  const through = ['-through', '-rise_through', '-fall_through'].find((one) => args.flags.has(one));
  if (through !== undefined) return leaveOut(through);
  const oneEdge = ['-rise_from', '-fall_from', '-rise_to', '-fall_to', '-rise', '-fall'].find((one) => args.flags.has(one));
  if (oneEdge !== undefined) return leaveOut(`with ${oneEdge}`);
  const [from, to] = [patterns(flag(args, '-from')), patterns(flag(args, '-to'))];
  if (from.length + to.length === 0) return leaveOut('without -from or -to');
  state.exceptions.push({ from, to, ...kind });
}

function portDelay(state: State, args: Arguments, leaveOut: (why: string) => void, into: PortDelay[]): void {
  const value = time(args.rest[0], state);
  const ports = patterns(args.rest[1]).map((one) => one.replace(kindOf, ''));
  if (value === undefined || ports.length === 0) return leaveOut('without a value or ports');
  if (args.flags.has('-min') && !args.flags.has('-max')) return leaveOut(ofHold);
  const [clock] = names(flag(args, '-clock'));
  // Of a rising signal and of a falling one are two, of which the later counts here.
  const added = args.flags.has('-add_delay') || args.flags.has('-rise') !== args.flags.has('-fall');
  const edge = args.flags.has('-clock_fall') ? 'fall' : 'rise';
  into.push({ ports, delay: value, edge, ...(added ? { add: true } : {}), ...(clock === undefined ? {} : { clock }) });
}

function parseArguments(words: readonly string[]): Arguments {
  const flags = new Map<string, string[]>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^-[a-z]/.test(word)) rest.push(word);
    else flags.set(word, [...(flags.get(word) ?? []), bareFlags.has(word) ? '' : (words[++at] ?? '')]);
  }
  return { flags, rest };
}

function flag(args: Arguments, name: string): string | undefined {
  return args.flags.get(name)?.at(-1);
}

function time(word: string | undefined, state: State): number | undefined {
  if (word === undefined || word === '') return undefined;
  const value = Number(word);
  return Number.isFinite(value) ? value * state.unit : undefined;
}

function timeUnit(word: string | undefined): number | undefined {
  const found = /^(\d*\.?\d*)\s*(fs|ps|ns|us)$/.exec(word ?? '');
  if (found === null) return undefined;
  const scale = { fs: 1e-6, ps: 1e-3, ns: 1, us: 1e3 }[found[2] ?? 'ns'] ?? 1;
  return Number(found[1] === '' ? 1 : found[1]) * scale;
}

/**
 * The objects of a query, as a list of patterns that say what they are for (`PathException`): all of a kind is `*`. Undefined for a command that is none, or that chooses by more than names.
 */
function objects([command = '', ...words]: readonly string[]): string | undefined {
  const all = allOf[command];
  if (all !== undefined) return words.every((word) => bareQueryFlags.has(word)) ? `${all}@*` : undefined;
  const [base, ...others] = words.filter((word) => !word.startsWith('-'));
  if (command === 'add_to_collection') return [base, ...others].join(' ');
  if (command === 'remove_from_collection') return [base, ...others.flatMap((one) => elements(one)).map((one) => `!${one}`)].join(' ');
  const kind = /^get_(ports|clocks|pins|cells|nets|registers)$/.exec(command)?.[1];
  if (kind === undefined || words.some((word) => /^-(filter|of_objects|of|regexp)$/.test(word))) return undefined;
  const prefix = kind === 'nets' ? '' : kind === 'ports' ? 'port@' : kind === 'clocks' ? 'clock@' : 'cell@';
  return [base ?? '', ...others]
    .flatMap((one) => elements(one))
    .map((one) => (kindOf.test(one) ? one : `${prefix}${one}`))
    .join(' ');
}

const allOf: Readonly<Record<string, string | undefined>> = {
  all_inputs: 'input',
  all_outputs: 'output',
  all_registers: 'cell',
  all_clocks: 'clock',
};
const bareQueryFlags = new Set(['-no_clocks', '-data_pins', '-clock_pins', '-cells', '-edge_triggered']);
const kindOf = /(?<=^!?)(?:port|input|output|cell|clock)@/;

/** The elements of a list, and of the lists within. */
function elements(text: string): string[] {
  return listOf(text).flatMap((item) => (item.includes(' ') ? elements(item) : [item]));
}

/** Patterns of a list, with pins of registers as the registers and `/` between instances as a dot. */
function patterns(text: string | undefined): string[] {
  return elements(text ?? '').map((item) => item.replace(/\/(D|Q|QN|C|CLK|CK|E|EN)$/, '').replaceAll('/', '.'));
}

/** Their names alone. */
function names(text: string | undefined): string[] {
  return patterns(text).flatMap((one) => (one.startsWith('!') ? [] : [one.replace(kindOf, '')]));
}
