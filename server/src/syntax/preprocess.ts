import type { SourceText } from '../base/ranges';
import { blankCastHeads, type BlankedCast } from './castHeads';
import { conditionHolds } from './condition';
import { commandLineMacro, endOfString, pasteMark, readDefine, searchBudget, substitute } from './macros';
import { readCall } from './macroCall';
import type { Preprocessed } from './parsedFile';
import {
  afterEscapedName,
  blank,
  copy,
  emit,
  isBlanked,
  leaveOut,
  lineEnd,
  noteCondition,
  noteMacro,
  problem,
  replace,
  sourceRange,
  stop,
  tail,
  type Frame,
  type PreprocessOptions,
  type Run,
  type Stretch,
} from './preprocessRun';
import { SegmentMap } from './segmentMap';
import { replaceUnknownMacro } from './unknownMacro';

export type { PreprocessOptions } from './preprocessRun';

/** What `preprocess` gives beside the port's facts. */
export interface PreprocessedText extends Preprocessed {
  /** `$bits(T)'(` and `$clog2(N)'(` heads, blanked because the grammar does not know them; offsets in `text`. */
  readonly casts: readonly BlankedCast[];
  /**
   * Where text is not known for sure: an include that was not found, a macro that neither the file nor its includes define, one that uses
   * such a macro. In order of their ends. What the parser stumbles over next to one is no error of the author's.
   */
  readonly holes: readonly Stretch[];
  /** The text asks for the keywords of Verilog with `begin_keywords. */
  readonly verilogKeywords: boolean;
}

const maxDepth = 64;
const maxIncludeDepth = 40;
const maxExpansions = 100_000;

/** Runs the preprocessor (IEEE 1800-2023 clause 22) over a file. Never throws: what cannot be done is a problem. */
export function preprocess(source: SourceText, options: PreprocessOptions): PreprocessedText {
  const run: Run = {
    options,
    map: new SegmentMap(),
    macros: new Map(),
    includes: [],
    inactive: [],
    unknown: [],
    macroUses: [],
    problems: [],
    blanked: [],
    out: [],
    outLength: 0,
    capture: false,
    depth: 0,
    includeDepth: 0,
    expansions: 0,
    notRead: 0,
    holes: [],
    stopped: false,
    brackets: searchBudget(),
  };
  for (const [name, value] of Object.entries(options.defines)) run.macros.set(name, commandLineMacro(name, value));
  run.map.addOrigin(source, -1, 0, 0);
  // A byte order mark is no token; a NUL would end the text for the parser.
  const text = /[\0\uFEFF]/.test(source.text) ? source.text.replace(/[\0\uFEFF]/g, ' ') : source.text;
  expand(run, { text, origin: 0, use: undefined, stack: [], conditionals: [] });
  const { text: final, casts } = blankCastHeads(run.out.join(''));
  const blanked = run.blanked;
  return {
    path: source.path,
    text: final,
    mode: options.mode,
    macros: run.macros,
    includes: run.includes,
    inactive: run.inactive,
    unknownMacros: run.unknown,
    macroUses: run.macroUses,
    problems: run.problems,
    casts,
    holes: run.holes,
    verilogKeywords: /`begin_keywords\s+"1364-/.test(text),
    toSource: (start, end) => run.map.toSource(start, end),
    sourceText: (path) => run.map.origins.find((origin) => origin.source.path === path)?.source.text,
    fromRoot: (offset) => (isBlanked(blanked, offset) ? undefined : run.map.fromRoot(offset)),
  };
}

const interesting = /["`\\\u0001]|\/[/*]/g;

/** Reads a frame from its start to its end. */
function expand(run: Run, frame: Frame): void {
  const text = frame.text;
  const pattern = new RegExp(interesting);
  let copied = 0;
  for (let found = pattern.exec(text); found !== null && !run.stopped; found = pattern.exec(text)) {
    const at = found.index;
    let next: number;
    switch (found[0]) {
      case '"':
        next = endOfString(text, at);
        break;
      case '//':
        next = lineEnd(text, at);
        break;
      case '/*':
        next = text.indexOf('*/', at + 2) < 0 ? text.length : text.indexOf('*/', at + 2) + 2;
        break;
      case '\\':
        next = afterEscapedName(text, at);
        break;
      case pasteMark:
        copy(run, frame, copied, at);
        copied = next = at + 1;
        break;
      default:
        copy(run, frame, copied, at);
        copied = next = directive(run, frame, at);
    }
    pattern.lastIndex = next;
  }
  if (!run.stopped) copy(run, frame, copied, text.length);
  for (const open of frame.conditionals) {
    problem(run, frame, open.start, open.start + 1, 'preprocess/unbalanced', 'this conditional has no `endif');
  }
}

/** Handles the grave accent at `at`; gives the offset to go on from. */
function directive(run: Run, frame: Frame, at: number): number {
  const text = frame.text;
  const namePattern = /`(?:([A-Za-z_][A-Za-z0-9_$]*)|\\(\S+))/y;
  namePattern.lastIndex = at;
  const found = namePattern.exec(text);
  if (found === null) {
    problem(run, frame, at, at + 1, 'preprocess/stray', 'stray grave accent: a directive or macro name must follow it');
    blank(run, frame, at, at + 1);
    return at + 1;
  }
  let after = namePattern.lastIndex;
  let name = found[1] ?? found[2] ?? '';
  if (text[after] === pasteMark && !run.macros.has(name) && directives[name] === undefined) {
    // `` `uvm_``LEVEL `` makes one name; `` `PREFIX``_x `` with a macro PREFIX does not.
    const joined = /(?:\u0001[A-Za-z0-9_$]*)+/y;
    joined.lastIndex = after;
    name += (joined.exec(text)?.[0] ?? '').replaceAll(pasteMark, '');
    after = Math.max(after, joined.lastIndex);
  }
  const handler = directives[name];
  if (handler === undefined) return useMacro(run, frame, at, after, name);
  return handler(run, frame, at, after, name);
}

type Handler = (run: Run, frame: Frame, at: number, after: number, name: string) => number;

/** Takes out the whole rest of the line. */
const blankLine: Handler = (run, frame, at, after) => {
  const comment = /\/[/*]|[\r\n]|$/g;
  comment.lastIndex = after;
  const end = comment.exec(frame.text)?.index ?? frame.text.length;
  blank(run, frame, at, end);
  return end;
};

const blankWord: Handler = (run, frame, at, after) => {
  blank(run, frame, at, after);
  return after;
};

const blankProtected: Handler = (run, frame, at, after) => {
  const close = /`(?:endprotected|endprotect)\b|`pragma\s+protect\s+end_protected\b/g;
  close.lastIndex = after;
  const end = close.exec(frame.text) === null ? frame.text.length : close.lastIndex;
  blank(run, frame, at, end);
  return end;
};

/** Directives of one word that say nothing about the text after them. */
const blankedWords = (
  'delay_mode_distributed delay_mode_path delay_mode_unit delay_mode_zero end_keywords celldefine endcelldefine ' +
  'resetall nounconnected_drive endprotected endprotect protect suppress_faults nosuppress_faults ' +
  'enable_portfaults disable_portfaults accelerate noaccelerate expand_vectornets noexpand_vectornets ' +
  'autoexpand_vectornets remove_gatenames noremove_gatenames remove_netnames noremove_netnames'
).split(' ');

const directives: Readonly<Record<string, Handler | undefined>> = Object.assign(Object.create(null) as Record<string, Handler>, {
  define: define,
  undef: undefine,
  undefineall: ((run, frame, at, after) => {
    run.macros.clear();
    return blankWord(run, frame, at, after, '');
  }) satisfies Handler,
  include: include,
  ifdef: openConditional,
  ifndef: openConditional,
  elsif: otherBranch,
  else: otherBranch,
  endif: closeConditional,
  __FILE__: ((run, frame, at, after) => {
    replace(run, frame, at, after, '__FILE__', JSON.stringify(run.map.origins[frame.origin]?.source.path ?? ''));
    return after;
  }) satisfies Handler,
  __LINE__: ((run, frame, at, after) => {
    replace(run, frame, at, after, '__LINE__', String(sourceRange(run, frame, at, after).line + 1));
    return after;
  }) satisfies Handler,
  pragma: ((run, frame, at, after, name) =>
    /^\s+protect\s+begin_protected\b/.test(frame.text.slice(after, after + 80))
      ? blankProtected(run, frame, at, after, name)
      : blankLine(run, frame, at, after, name)) satisfies Handler,
  protected: blankProtected,
  line: blankLine,
  timescale: blankLine,
  default_nettype: blankLine,
  default_decay_time: blankLine,
  default_trireg_strength: blankLine,
  begin_keywords: blankLine,
  unconnected_drive: blankLine,
  ...Object.fromEntries(blankedWords.map((word) => [word, blankWord])),
});

function define(run: Run, frame: Frame, at: number, after: number): number {
  const read = readDefine(frame.text, after, run.brackets);
  if (read === undefined) {
    problem(run, frame, at, after, 'preprocess/define', 'a name must follow `define');
    return blankLine(run, frame, at, after, 'define');
  }
  const definition = { ...read.definition, range: sourceRange(run, frame, at, read.end) };
  run.macros.set(read.name, definition);
  noteMacro(run, frame, frame.text.indexOf(read.name, after), read.name, 'define', definition);
  blank(run, frame, at, read.end);
  return read.end;
}

function undefine(run: Run, frame: Frame, at: number, after: number): number {
  const name = /\s*([A-Za-z_][A-Za-z0-9_$]*)/y;
  name.lastIndex = after;
  const found = name.exec(frame.text);
  if (found?.[1] !== undefined) {
    noteMacro(run, frame, name.lastIndex - found[1].length, found[1], 'condition', run.macros.get(found[1]));
    run.macros.delete(found[1]);
  }
  const end = found === null ? after : name.lastIndex;
  blank(run, frame, at, end);
  return end;
}

function include(run: Run, frame: Frame, at: number, after: number): number {
  const rest = frame.text.slice(after, lineEnd(frame.text, after));
  const form = /^\s*(?:"([^"]*)"|<([^>]*)>)/.exec(rest) ?? (rest.trimStart().startsWith('`') ? expandedInclude(run, frame, rest) : null);
  const end = form === null ? after + rest.length : after + (form.input === rest ? form[0].length : rest.length);
  const range = sourceRange(run, frame, at, end);
  const name = form?.[1] ?? form?.[2];
  blank(run, frame, at, end);
  if (name === undefined || name === '') {
    problem(run, frame, at, end, 'preprocess/include', 'a file name in quotes must follow `include');
    return end;
  }
  const from = run.map.origins[frame.origin]?.source.path ?? '';
  const found = run.options.include(name, from);
  run.includes.push({ name, range, ...(found === undefined ? {} : { path: found.path }) });
  if (found === undefined) {
    run.notRead++;
    if (!run.capture) run.holes.push({ start: run.outLength, end: run.outLength });
    const message = `include file "${name}" was not found: add its folder to the include directories`;
    problem(run, frame, at, end, 'preprocess/include', message);
  } else if (run.includeDepth === Infinity) {
    // Said once already; each level would fail again.
  } else if (run.includeDepth >= maxIncludeDepth) {
    problem(run, frame, at, end, 'preprocess/include', `"${name}" includes itself without end (${maxIncludeDepth} levels deep)`);
    run.includeDepth = Infinity;
  } else readInclude(run, frame, found, at, end);
  if (run.includeDepth === Infinity && frame.origin === 0) run.includeDepth = 0;
  return end;
}

function expandedInclude(run: Run, frame: Frame, rest: string): RegExpExecArray | null {
  return /^\s*(?:"([^"]*)"|<([^>]*)>)/.exec(captured(run, frame, rest));
}

function readInclude(run: Run, frame: Frame, source: SourceText, start: number, end: number): void {
  const use = frame.use ?? { start, end };
  const origin = run.map.addOrigin(source, frame.origin, use.start, use.end);
  const child: Frame = { text: source.text.replace(/[\0\uFEFF]/g, ' '), origin, use: undefined, stack: [], conditionals: [] };
  run.includeDepth++;
  if (run.options.mode === 'sameLength') discard(run, () => expand(run, child));
  else expand(run, child);
  run.includeDepth--;
}

/** Runs `work` for its effect on macros only. */
function discard(run: Run, work: () => void): void {
  const { out, capture } = run;
  run.out = [];
  run.capture = true;
  work();
  run.out = out;
  run.capture = capture;
}

function captured(run: Run, frame: Frame, text: string): string {
  let result = '';
  discard(run, () => {
    expand(run, { ...frame, text, use: frame.use ?? { start: 0, end: 0, macro: '' }, conditionals: [] });
    result = run.out.join('');
  });
  return result;
}

function openConditional(run: Run, frame: Frame, at: number, after: number, name: string): number {
  const { holds, end } = conditionHolds(frame.text, after, (macro) => run.macros.has(macro));
  noteCondition(run, frame, after, end);
  if (holds === undefined) problem(run, frame, at, after, 'preprocess/conditional', `a macro name must follow \`${name}`);
  blank(run, frame, at, end);
  const on = (holds ?? false) === (name === 'ifdef');
  frame.conditionals.push({ taken: on, start: at });
  return on ? end : skipBranch(run, frame, end);
}

/** `elsif or `else met while a branch is on: all that follows up to the `endif is off. */
function otherBranch(run: Run, frame: Frame, at: number, after: number, name: string): number {
  blank(run, frame, at, after);
  if (frame.conditionals.length === 0) {
    problem(run, frame, at, after, 'preprocess/unbalanced', `\`${name} without \`ifdef`);
    return after;
  }
  return skipBranch(run, frame, after);
}

function closeConditional(run: Run, frame: Frame, at: number, after: number): number {
  blank(run, frame, at, after);
  if (frame.conditionals.pop() === undefined) problem(run, frame, at, after, 'preprocess/unbalanced', '`endif without `ifdef');
  return after;
}

/** Takes out a branch that is off, and goes on with the next one that is on, or after the `endif. */
function skipBranch(run: Run, frame: Frame, from: number): number {
  const text = frame.text;
  const pattern = /`(ifdef|ifndef|elsif|else|endif)\b|"(?:[^"\\\r\n]|\\[^])*"?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g;
  pattern.lastIndex = from;
  const conditional = frame.conditionals.at(-1);
  let depth = 0;
  let start = from;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const word = found[1];
    if (word === undefined) continue;
    if (word === 'ifdef' || word === 'ifndef') depth++;
    else if (word === 'endif' && depth > 0) depth--;
    else if (depth === 0) {
      leaveOut(run, frame, start, found.index);
      start = pattern.lastIndex;
      if (word === 'endif') {
        blank(run, frame, found.index, start);
        frame.conditionals.pop();
        return start;
      }
      const tested = word === 'elsif' ? conditionHolds(text, start, (name) => run.macros.has(name)) : { holds: true, end: start };
      if (word === 'elsif') noteCondition(run, frame, start, tested.end);
      blank(run, frame, found.index, tested.end);
      start = pattern.lastIndex = tested.end;
      if (tested.holds === true && conditional?.taken === false) {
        conditional.taken = true;
        return start;
      }
    }
  }
  leaveOut(run, frame, start, text.length);
  return text.length;
}

function useMacro(run: Run, frame: Frame, at: number, after: number, name: string): number {
  const own = run.macros.get(name);
  const definition = own ?? run.options.lookupMacro?.(name);
  noteMacro(run, frame, frame.text.indexOf(name, at), name, 'use', definition);
  if (definition === undefined) {
    if (!run.capture && run.unknown.length < 10_000) run.unknown.push({ name, range: sourceRange(run, frame, at, after) });
    run.notRead++;
    const start = run.outLength;
    const end = leaveUnknown(run, frame, at, after);
    if (!run.capture) run.holes.push({ start, end: run.outLength });
    return end;
  }
  if (++run.expansions > maxExpansions) {
    stop(run, frame, at, `macros expand without end (more than ${maxExpansions} expansions)`);
    return frame.text.length;
  }
  if (frame.stack.includes(name) || run.depth >= maxDepth) {
    problem(run, frame, at, after, 'preprocess/recursion', `macro \`${name} expands to itself`);
    return leaveUnknown(run, frame, at, after);
  }
  const call = readCall(frame.text, after, definition, run.brackets);
  if (typeof call === 'string') {
    if (own !== undefined) problem(run, frame, at, after, 'preprocess/macro', call);
    return leaveUnknown(run, frame, at, after);
  }
  if (run.options.mode === 'sameLength' && frame.use === undefined) return leaveUnknown(run, frame, at, after);
  run.depth++;
  const { notRead } = run;
  const start = run.outLength;
  const use = frame.use ?? { start: at, end: call.end, macro: name };
  const inside: Frame = { ...frame, use, text: '' };
  const body = substitute(definition, call.actual, (index) => captured(run, inside, call.actual[index]?.trim() ?? ''));
  expand(run, { text: body, origin: frame.origin, use, stack: [...frame.stack, name], conditionals: [] });
  run.depth--;
  // Another file's macro may not be the one that is meant here.
  if (own === undefined) run.notRead++;
  if (run.notRead > notRead && !run.capture && frame.use === undefined) run.holes.push({ start, end: run.outLength });
  return frame.text[call.end] === pasteMark ? call.end + 1 : call.end;
}

/** A macro that cannot be expanded: text of the same length that does least harm to the syntax around it. */
function leaveUnknown(run: Run, frame: Frame, at: number, after: number): number {
  const { text, end } = replaceUnknownMacro(frame.text, at, after, run.capture && run.out.length === 0 ? '(' : tail(run.out), run.brackets);
  emit(run, frame, text, at);
  if (frame.origin === 0 && frame.use === undefined && text.trim() === '') run.blanked.push({ start: at, end });
  return end;
}
