import type { Diagnostic, Verdict } from '../protocol/contract';

/**
 * Classes of failure, after the codes of VerilogEval v2's analysis, told by the words of whichever tool spoke:
 * S syntax, e cast, 0 width zero, n never triggers, w drives a wire from a process, m unknown module, q unknown port, c unknown clock,
 * p unknown name, W width, L latch, D several drivers, X refused system task, T time-out, r and R mismatch, C any other error.
 */
export type FailureClass = 'S' | 'e' | '0' | 'n' | 'w' | 'm' | 'q' | 'c' | 'p' | 'W' | 'L' | 'D' | 'X' | 'T' | 'r' | 'R' | 'C';

/** In order of test: the first that fits a message wins. */
const byWords: readonly (readonly [FailureClass, RegExp])[] = [
  ['X', /screen\/|system task|system call|\$(system|fopen|readmem|writemem)/i],
  ['e', /explicit cast|cannot be implicitly|invalid cast/i],
  ['0', /size greater than zero|zero[- ]width|width (?:of )?zero|size cannot be zero/i],
  ['n', /no sensitivities|never trigger|always_comb process has no/i],
  ['w', /declared here as wire|cannot (?:assign|be assigned).*(?:net|wire)|not a valid l-value|procedural assignment to a? ?(?:net|wire)/i],
  ['m', /unknown module|module .*(?:not found|missing)|unknown (?:package|interface)|cannot find file containing module/i],
  ['q', /(?:no|unknown|does not exist).*\b(?:port|parameter)\b|\bport\b.*(?:does not exist|not found)|pin not found/i],
  ['c', /(?:unable to bind|undeclared|can't find|unknown)[^']*[`'"]?(?:clk|clock)\w*/i],
  ['p', /undeclared|unable to bind|can't find|unknown (?:identifier|name)|not declared|use of .* before/i],
  ['S', /\bsyntax\b|parse error|expected (?:a |an |the |['`])|unexpected/i],
  ['L', /latch/i],
  ['D', /multiple drivers|multi-?driven|driven by (?:more|multiple)|conflicting drivers|already (?:assigned|driven)/i],
  ['W', /width|truncat|bits? .* (?:expect|generat)|does not match.*size/i],
];

const guidance: Readonly<Record<FailureClass, readonly string[]>> = {
  S: ['Check that every begin, case, parenthesis and brace is closed once, and that each statement ends with one semicolon.'],
  e: ["Cast to the enum type, for example state_t'(value), or assign one of its named values."],
  '0': ['Give every sized constant a width of at least one bit.'],
  n: ['A combinational process must read at least one signal; use a continuous assignment for a constant.'],
  w: ['A signal assigned in a process is declared logic (or reg); a wire is driven by assign or by an instance.'],
  m: ['Instantiate only modules and import only packages whose declaration is in the material.'],
  q: ['Use the port and parameter names exactly as the declaration of the module lists them.'],
  c: ['Use the clock that the module has among its ports.'],
  p: ['Use only declared names, or declare the new one in the insertion before its use.'],
  W: ['Make the widths of both sides agree: size constants, select bits, or extend on purpose.'],
  L: ['Assign every output on every path of a combinational process: defaults at its beginning, or else and default branches.'],
  D: ['Drive each signal from exactly one place: one process, one assign, or one instance output.'],
  X: ['Leave out system tasks that read, write or run anything outside the simulation.'],
  T: ['Remove the loop or process that never ends.'],
  r: ['A synchronous reset must not be in the sensitivity list; check the polarity of the reset.'],
  R: ['Compare the failing values with the intended behaviour cycle by cycle before changing the code.'],
  C: ['Read the message literally and mend the line that it names.'],
};

/** The diagnostics that decided: errors of failed rungs first, then what else those rungs found. */
export function decidingDiagnostics(verdict: Verdict): Diagnostic[] {
  const found = verdict.rungs.filter((rung) => rung.outcome === 'failed').flatMap((rung) => rung.diagnostics);
  return [...found.filter((d) => d.severity === 'error'), ...found.filter((d) => d.severity !== 'error')];
}

/** Classes of a refusal, without repetition, in the order of its findings. `resetIsEdge`: some process has a reset in its list. */
export function classify(verdict: Verdict, resetIsEdge = false): FailureClass[] {
  const classes = decidingDiagnostics(verdict).map((found) => classOf(`${found.code} ${found.message}`));
  const failed = verdict.rungs.find((rung) => rung.outcome === 'failed');
  const mismatch = failed !== undefined && ['testbench', 'simulate', 'prove'].includes(failed.name);
  if (mismatch) classes.unshift(/time-?out|never ends|no end/i.test(failed.detail) ? 'T' : resetIsEdge ? 'r' : 'R');
  if (classes.length === 0) classes.push(failed?.name === 'parse' ? 'S' : classOf(`${failed?.detail ?? ''} ${verdict.reason}`));
  return [...new Set(classes)];
}

function classOf(words: string): FailureClass {
  return byWords.find(([, pattern]) => pattern.test(words))?.[0] ?? 'C';
}

/** What helps against the classes, one sentence each. */
export function guidanceFor(classes: readonly FailureClass[]): string[] {
  return classes.slice(0, 3).flatMap((name) => guidance[name]);
}
