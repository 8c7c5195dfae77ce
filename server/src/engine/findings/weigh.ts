import type { Diagnostic, Severity } from '../../protocol/contract';

export interface WeighFacts {
  /** The text of a 1-based line, '' where there is none. */
  readonly lineOf: (file: string, line: number) => string;
  /** The first lines of a file. */
  readonly headOf: (file: string) => string;
  /** The netlist was checked for latches, drivers and loops. */
  readonly netlistChecked: boolean;
}

/**
 * How much a finding weighs for somebody who reads code that works. A tool's own severity is kept unless code in the field shows that it is
 * another: an error that the standard or most tools do not make one becomes a warning, what loses no value becomes a hint, and what another
 * tool guesses of latches, drivers and loops is left out where the netlist itself was looked at.
 */
export function weigh(found: readonly Diagnostic[], facts: WeighFacts): Diagnostic[] {
  const generated = new Map<string, boolean>();
  const isGenerated = (file: string): boolean => {
    const known = generated.get(file) ?? generatedHead.test(facts.headOf(file));
    generated.set(file, known);
    return known;
  };
  return found.flatMap((one) => {
    if (facts.netlistChecked && guessedFromText.has(one.code)) return [];
    const severity = weightOf(one, facts);
    if (severity === 'warning' && isTaste(one) && isGenerated(one.file)) return [{ ...one, severity: 'hint' as const }];
    return [severity === one.severity ? one : { ...one, severity }];
  });
}

/** What Verilator says of latches, drivers and loops, without the netlist: also of tasks, local names and vectors taken for one signal. */
const guessedFromText = new Set([
  'verilator/UNDRIVEN',
  'verilator/UNOPTFLAT',
  'verilator/LATCH',
  'verilator/MULTIDRIVEN',
  'verilator/NOLATCH',
]);

/** Written by a program, which has its reasons: matters of style help nobody there. */
const generatedHead = /\b(?:auto[- ]?(?:matically )?generated|generated (?:by|from|automatically)|generator\s*:|do not (?:edit|modify))/i;

function isTaste(one: Diagnostic): boolean {
  return one.code.startsWith('slang/') || one.code.startsWith('verilator/') || one.code === 'lint/undriven';
}

/** Legal by the standard, or taken by most tools: worth a look, not an error. */
const hardlyErrors = new Set([
  // What lies outside of its range reads as x, also where a parameter keeps it from ever being read (IEEE 1800-2017 11.5.1).
  'slang/range-oob',
  'slang/range-width-oob',
  'slang/index-oob',
  // Tasks and functions of the author's own (clause 36).
  'slang/unknown-sys-name',
]);

/** Matters of taste that drown the rest in code that works. */
const taste = new Set([
  'slang/case-type',
  'slang/empty-input-connection',
  'slang/empty-member',
  'slang/empty-stmt',
  'verilator/ASCRANGE',
  'verilator/CASEINCOMPLETE',
  'verilator/DEFPARAM',
  'verilator/LITENDIAN',
  'verilator/NULLPORT',
  'verilator/PINMISSING',
  'verilator/SELRANGE',
  'verilator/SYNCASYNCNET',
  'verilator/UNOPTFLAT',
  'verilator/WIDTHEXPAND',
]);

function weightOf(one: Diagnostic, { lineOf }: WeighFacts): Severity {
  if (callsATool(one)) return 'hint';
  if (one.severity === 'error')
    return hardlyErrors.has(one.code) || isTolerated(one) ? 'warning' : convertsText(one, lineOf) ? 'hint' : 'error';
  if (one.severity !== 'warning') return one.severity;
  if (taste.has(one.code)) return 'hint';
  if (one.code === 'verilator/WIDTH' && losesNothing(one.message)) return 'hint';
  // The same bits, seen as an array of elements and as one vector.
  if (one.code === 'slang/packed-array-conv' && keepsBits(one.message)) return 'hint';
  // Minus one for all ones.
  if (one.code === 'slang/constant-conversion' && / changes value from -1 to /.test(one.message)) return 'hint';
  // Before SystemVerilog every variable was static, and none could say so.
  if (one.code === 'slang/explicit-static' && (isVerilog(one.file) || /^\s*(?:reg|integer)\b/.test(lineOf(one.file, one.line))))
    return 'hint';
  return 'warning';
}

/** Tasks that simulators and their waveform, power and co-simulation libraries bring, beyond those of the standard (clause 36). */
const toolTask =
  /^unknown system name '\$(?:from_myhdl|to_myhdl|fsdb\w+|vcdplus\w+|shm_\w+|wlf\w+|lxt\w+|set_gate_level_monitoring|set_toggle_region|toggle_\w+|read_lib_saif|deposit|signal_force|signal_release|init_signal_\w+|assertvacuousoff|assertkillvacuous)'/;

function callsATool(one: Diagnostic): boolean {
  return one.code === 'slang/unknown-sys-name' && toolTask.test(one.message);
}

function isTolerated(one: Diagnostic): boolean {
  return one.code === 'elaborate/error' && /^only 'output' variable port declarations may have an initializer/.test(one.message);
}

/** A vector as a file name: the text that Verilog-2005 keeps in it (`$fopen(name)`). */
function convertsText(one: Diagnostic, lineOf: WeighFacts['lineOf']): boolean {
  return (
    /^no implicit conversion from '[^']*' to 'string'/.test(one.message) && isVerilog(one.file) && /\$\w/.test(lineOf(one.file, one.line))
  );
}

function isVerilog(file: string): boolean {
  return /\.vh?$/i.test(file);
}

/** `implicit conversion from 'logic[3:0][7:0]' to 'logic[31:0]'`: as many bits on both sides. */
function keepsBits(message: string): boolean {
  const [, from, to] = /from '([^']*)' to '([^']*)'/.exec(message) ?? [];
  if (from === undefined || to === undefined) return false;
  const bits = (type: string): number =>
    Array.from(type.matchAll(/\[(-?\d+):(-?\d+)\]/g)).reduce(
      (all, [, left, right]) => all * (Math.abs(Number(left) - Number(right)) + 1),
      1,
    );
  return bits(from) > 1 && bits(from) === bits(to);
}

/** `… expects 8 bits …, but … generates 4 bits`: extended with zeros or the sign. A condition of several bits is none of one. */
function losesNothing(message: string): boolean {
  if (message.startsWith('Logical operator')) return true;
  const expected = /expects (\d+)(?: or (\d+))? bits?/.exec(message);
  const given = /generates (\d+)(?: or (\d+))? bits?/.exec(message);
  if (expected === null || given === null) return false;
  return Number(given[2] ?? given[1]) <= Number(expected[2] ?? expected[1]);
}
