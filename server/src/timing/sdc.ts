import type { ClockConstraint, TimingConstraints } from './constraints';

/**
 * Reads the part of SDC that the timing here honours: create_clock, set_false_path (from/to), set_input_delay, set_output_delay,
 * set_clock_uncertainty and set_units -time, with Tcl variables set to plain values. Times are given back in ns. Every other command
 * is listed in the notes with its line: nothing is guessed and nothing is run.
 */
export function parseSdc(text: string): TimingConstraints {
  const state: State = {
    clocks: [],
    falsePaths: [],
    inputDelays: new Map(),
    outputDelays: new Map(),
    uncertainty: 0,
    notes: [],
    unit: 1,
    variables: new Map(),
  };
  for (const { line, words } of commands(text)) {
    const name = words[0];
    if (name === undefined) continue;
    const handler = handlers[name];
    if (handler === undefined) state.notes.push(`SDC line ${line}: ${name} is not understood and was left out.`);
    else handler(state, parseArguments(words.slice(1), state), line);
  }
  return state;
}

interface State extends TimingConstraints {
  clocks: ClockConstraint[];
  falsePaths: { from: string[]; to: string[] }[];
  inputDelays: Map<string, number>;
  outputDelays: Map<string, number>;
  uncertainty: number;
  notes: string[];
  /** ns per time unit of the file. */
  unit: number;
  variables: Map<string, string>;
}

interface Arguments {
  /** Values of `-flag value`, and '' for a bare flag. */
  readonly flags: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

type Handler = (state: State, args: Arguments, line: number) => void;

const handlers: Readonly<Record<string, Handler | undefined>> = {
  create_clock: (state, args, line) => {
    const period = time(args.flags.get('-period'), state);
    const source = names(args.rest[0] ?? '')[0];
    const name = args.flags.get('-name') ?? source;
    if (period === undefined || !(period > 0) || name === undefined)
      state.notes.push(`SDC line ${line}: create_clock without a period or a name was left out.`);
    else state.clocks.push({ name, source: source ?? name, period });
  },
  set_false_path: (state, args, line) => {
    const from = names(args.flags.get('-from') ?? '');
    const to = names(args.flags.get('-to') ?? '');
    if (from.length + to.length === 0) state.notes.push(`SDC line ${line}: set_false_path without -from or -to was left out.`);
    else if (args.flags.has('-through')) state.notes.push(`SDC line ${line}: set_false_path -through was left out.`);
    else if (!args.flags.has('-hold')) state.falsePaths.push({ from, to });
  },
  set_input_delay: (state, args, line) => portDelay(state, args, line, state.inputDelays, 'set_input_delay'),
  set_output_delay: (state, args, line) => portDelay(state, args, line, state.outputDelays, 'set_output_delay'),
  set_clock_uncertainty: (state, args, line) => {
    const value = time(args.rest[0], state);
    if (value === undefined) state.notes.push(`SDC line ${line}: set_clock_uncertainty without a value was left out.`);
    else if (!args.flags.has('-hold')) state.uncertainty = Math.max(state.uncertainty, value);
  },
  set_units: (state, args) => {
    state.unit = timeUnit(args.flags.get('-time')) ?? state.unit;
  },
  set: (state, args) => {
    const [name, value] = args.rest;
    if (name !== undefined && value !== undefined) state.variables.set(name, value);
  },
  // These say nothing about setup paths, or state what holds here anyway (clocks are not related unless both are created).
  current_design: () => undefined,
  set_clock_groups: () => undefined,
  set_propagated_clock: () => undefined,
  set_input_transition: () => undefined,
  set_driving_cell: () => undefined,
  set_load: () => undefined,
};

const bareFlags = new Set(['-add', '-add_delay', '-max', '-min', '-rise', '-fall', '-clock_fall', '-setup', '-hold', '-asynchronous']);

function portDelay(state: State, args: Arguments, line: number, into: Map<string, number>, command: string): void {
  const value = time(args.rest[0], state);
  const ports = names(args.rest[1] ?? '');
  if (value === undefined || ports.length === 0) {
    state.notes.push(`SDC line ${line}: ${command} without a value or ports was left out.`);
    return;
  }
  // -min belongs to hold checks, which are not made.
  if (args.flags.has('-min') && !args.flags.has('-max')) return;
  for (const port of ports) into.set(port, Math.max(value, into.get(port) ?? -Infinity));
}

function parseArguments(words: readonly string[], state: State): Arguments {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^-[a-z]/.test(word)) {
      if (bareFlags.has(word)) flags.set(word, '');
      else flags.set(word, substitute(words[++at] ?? '', state));
    } else rest.push(substitute(word, state));
  }
  return { flags, rest };
}

function substitute(word: string, state: State): string {
  return word.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (whole, name: string) => state.variables.get(name) ?? whole);
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

/** Object names in `clk`, `{a b}`, `[get_ports {a b[*]}]`, `[list [get_ports a] b]`; all_inputs and all_outputs are every name. */
function names(word: string): string[] {
  return word
    .replace(/\b(all_inputs|all_outputs|all_registers)\b(\s+-\S+)*/g, ' * ')
    .replace(/\b(get_ports|get_clocks|get_pins|get_cells|get_nets|list)\b/g, ' ')
    .replace(/(^|\s)\[|\]($|\s)|\](?=\])/g, ' ')
    .replace(/[{}"]/g, ' ')
    .split(/\s+/)
    .filter((item) => item !== '' && !item.startsWith('-'))
    .map((item) => (item.includes('[') ? item : item.replace(/\]+$/, '')).replace(/\/(D|Q|C|CLK|CK|E|EN)$/, '').replaceAll('/', '.'));
}

/** Commands with their words; a word may be a brace group, a quoted string or a bracketed command, kept whole. */
function* commands(text: string): Generator<{ line: number; words: string[] }> {
  let words: string[] = [];
  let word = '';
  let depth = 0;
  let quoted = false;
  let line = 1;
  let start = 1;
  const endWord = (): void => {
    if (word !== '') words.push(word.replace(/^\{([^]*)\}$/, '$1').replace(/^"([^]*)"$/, '$1'));
    word = '';
  };
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? '\n';
    const open = depth > 0 || quoted;
    if (char === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      at += text[at + 1] === '\r' ? 2 : 1;
      line++;
      if (open) word += ' ';
      else endWord();
      continue;
    }
    if (char === '#' && !open && words.length === 0 && word === '') {
      while (at < text.length && text[at] !== '\n') at++;
      line++;
      continue;
    }
    if (!open && (char === '\n' || char === ';')) {
      endWord();
      if (words.length > 0) yield { line: start, words };
      words = [];
    } else if (!open && /\s/.test(char)) endWord();
    else {
      if (words.length === 0 && word === '') start = line;
      if (char === '"') quoted = !quoted;
      else if (char === '{' || char === '[') depth++;
      else if ((char === '}' || char === ']') && depth > 0) depth--;
      word += char;
    }
    if (char === '\n') line++;
  }
  endWord();
  if (words.length > 0) yield { line: start, words };
}
