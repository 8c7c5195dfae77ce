import type { SourceRange, SourceText } from '../base/ranges';
import type { SearchBudget } from './macros';
import type { IncludeUse, MacroDefinition, MacroUse, SyntaxProblem } from './parsedFile';
import type { SegmentMap } from './segmentMap';

export interface PreprocessOptions {
  /** Macros defined before the first line, as on a command line. */
  readonly defines: Readonly<Record<string, string>>;
  /** The text of an include file; undefined when it cannot be found. */
  include(name: string, fromPath: string): SourceText | undefined;
  /**
   * `full`: includes and macros expanded. `sameLength`: conditionals evaluated; directives, inactive branches and macro uses
   * in item position blanked, so that every offset stays.
   */
  readonly mode: 'full' | 'sameLength';
  /** Where a macro that the text itself never defines is looked up (the workspace's other files). */
  lookupMacro?(name: string): MacroDefinition | undefined;
  /** Most characters the result may have; the rest of the expansion is dropped with a problem. Default 24 M. */
  readonly maxOutput?: number;
}

/** One text being read: a file, a macro's expansion or an argument. */
export interface Frame {
  readonly text: string;
  readonly origin: number;
  /** Undefined while reading a file itself; else the macro use all of this stands for. */
  readonly use: { readonly start: number; readonly end: number; readonly macro: string } | undefined;
  /** Macros being expanded, outermost first. */
  readonly stack: readonly string[];
  readonly conditionals: Conditional[];
}

/** [start, end) of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** An `ifdef that is open. */
export interface Conditional {
  /** A branch of it was on already. */
  taken: boolean;
  readonly start: number;
}

/** The state of one preprocessor run. */
export interface Run {
  readonly options: PreprocessOptions;
  readonly map: SegmentMap;
  readonly macros: Map<string, MacroDefinition>;
  readonly includes: IncludeUse[];
  readonly inactive: SourceRange[];
  readonly unknown: { name: string; range: SourceRange }[];
  readonly macroUses: MacroUse[];
  readonly problems: SyntaxProblem[];
  /** Stretches of the root file that are not in the result. */
  readonly blanked: Stretch[];
  /** Stretches of the result that stand for text nobody knows. */
  readonly holes: Stretch[];
  /** How many macros and includes were not found so far. */
  notRead: number;
  out: string[];
  outLength: number;
  /** Set while an argument is expanded or an include is read for its macros only: nothing goes to the map. */
  capture: boolean;
  depth: number;
  includeDepth: number;
  expansions: number;
  stopped: boolean;
  readonly brackets: SearchBudget;
}

/** Offset of the line break that ends the line of `at`, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const pattern = /[\r\n]|$/g;
  pattern.lastIndex = at;
  return pattern.exec(text)?.index ?? text.length;
}

/** Appends text of the frame as it stands. */
export function copy(run: Run, frame: Frame, start: number, end: number): void {
  if (end <= start) return;
  emit(run, frame, frame.text.slice(start, end), start);
}

/** Appends text that takes the place of the frame's text at `start`, character by character where the frame is a file. */
export function emit(run: Run, frame: Frame, text: string, start: number): void {
  if (text === '' || run.stopped) return;
  run.outLength += text.length;
  if (run.outLength > (run.options.maxOutput ?? 24_000_000)) {
    stop(run, frame, start, 'the expanded text is too large, so the rest of it was left out');
    return;
  }
  run.out.push(text);
  if (run.capture) return;
  if (frame.use === undefined) run.map.copied(frame.origin, start, text.length);
  else run.map.made(frame.origin, frame.use.start, frame.use.end, frame.use.macro, text.length);
}

/** Ends the run early, with why. */
export function stop(run: Run, frame: Frame, at: number, message: string): void {
  problem(run, frame, at, at + 1, 'preprocess/limit', message);
  run.stopped = true;
}

/** Takes [start, end) of a file out of the text: spaces of the same length, line breaks kept. Macro text just loses it. */
export function blank(run: Run, frame: Frame, start: number, end: number): void {
  if (end <= start) return;
  if (frame.use !== undefined) return;
  if (frame.origin === 0 && !run.capture) run.blanked.push({ start, end });
  emit(run, frame, frame.text.slice(start, end).replace(/[^\r\n]/g, ' '), start);
}

/** Where [start, end) of a frame was written by hand. */
export function sourceRange(run: Run, frame: Frame, start: number, end: number): SourceRange {
  const use = frame.use;
  return use === undefined ? run.map.rangeIn(frame.origin, start, end) : run.map.rangeIn(frame.origin, use.start, use.end);
}

/** Notes a problem at [start, end) of a frame. */
export function problem(run: Run, frame: Frame, start: number, end: number, code: string, message: string): void {
  if (run.problems.length < 1000) run.problems.push({ range: sourceRange(run, frame, start, end), message, code });
}

/** Notes that a file, not a macro, names a macro at `at`: to define, use or ask for it. */
export function noteMacro(run: Run, frame: Frame, at: number, name: string, kind: MacroUse['kind'], definition?: MacroDefinition): void {
  if (frame.use !== undefined || run.capture || at < 0) return;
  const range = run.map.rangeIn(frame.origin, at, at + name.length);
  run.macroUses.push({ name, kind, range, ...(definition === undefined ? {} : { definition }) });
}

/** Notes the macros that the condition at [start, end) asks for. */
export function noteCondition(run: Run, frame: Frame, start: number, end: number): void {
  const pattern = /[A-Za-z_][A-Za-z0-9_$]*/g;
  pattern.lastIndex = start;
  for (let found = pattern.exec(frame.text); found !== null && found.index < end; found = pattern.exec(frame.text)) {
    noteMacro(run, frame, found.index, found[0], 'condition', run.macros.get(found[0]));
  }
}

/** Offset after the escaped name that begins at `at`. */
export function afterEscapedName(text: string, at: number): number {
  const pattern = /\\\S*/y;
  pattern.lastIndex = at;
  pattern.exec(text);
  return Math.max(at + 1, pattern.lastIndex);
}

/** Blanks a branch that is switched off. */
export function leaveOut(run: Run, frame: Frame, start: number, end: number): void {
  if (frame.origin === 0 && frame.use === undefined && end > start) run.inactive.push(run.map.rangeIn(0, start, end));
  blank(run, frame, start, end);
}

/** Puts `text` where a directive or macro use stands. */
export function replace(run: Run, frame: Frame, start: number, end: number, macro: string, text: string): void {
  if (run.options.mode === 'sameLength' && frame.use === undefined) {
    const width = end - start;
    emit(run, frame, text.length <= width ? text.padEnd(width) : '0'.padEnd(width), start);
    return;
  }
  emit(run, frame.use === undefined ? { ...frame, use: { start, end, macro } } : frame, text, start);
}

/** The last few hundred characters of the text so far. */
export function tail(out: readonly string[]): string {
  let end = '';
  for (let index = out.length - 1; index >= 0 && end.length < 400; index--) {
    const piece = out[index] ?? '';
    end = (piece.length > 2000 ? piece.slice(-2000) : piece) + end;
  }
  return end;
}

/** Whether an offset lies in one of the ranges, which are in order. */
export function isBlanked(ranges: readonly { start: number; end: number }[], offset: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (offset < range.start) high = middle - 1;
    else if (offset >= range.end) low = middle + 1;
    else return true;
  }
  return false;
}
