import type { CompileUnit } from '../../model/compileUnit';
import type { ScreenToken } from '../screenTokens';
import { screenTokens } from '../screenTokens';

/**
 * What in the candidate's source a netlist cannot show, so that a proof about the netlist would say nothing of the source: blocking
 * assignments that other processes read across a clock edge, sensitivity lists that miss a signal, synthesis pragmas, code that
 * differs between tools. Only what the golden does not have as well counts. Each finding is a sentence; none of them stops the search for a
 * counterexample.
 */
export function sourceGuards(golden: CompileUnit, candidate: CompileUnit): string[] {
  const before = golden.files.concat(golden.includes).map((file) => file.text);
  const after = candidate.files.concat(candidate.includes).map((file) => file.text);
  const old = before.map(readSource);
  const now = after.map(readSource);
  const findings: string[] = [];
  const oldRaces = new Set(old.flatMap((source) => source.races));
  for (const name of new Set(now.flatMap((source) => source.races))) {
    if (!oldRaces.has(name))
      findings.push(`the candidate assigns ${name} with a blocking assignment in a clocked block and reads it elsewhere, which can race`);
  }
  const oldLists = new Set(old.flatMap((source) => source.incompleteLists.map((entry) => entry.text)));
  for (const { text, missing } of now.flatMap((source) => source.incompleteLists)) {
    if (!oldLists.has(text)) findings.push(`a sensitivity list of the candidate misses ${missing}`);
  }
  const oldMacros = new Set(old.flatMap((source) => source.macros));
  if (now.some((source) => source.macros.some((macro) => !oldMacros.has(macro))))
    findings.push('the candidate defines a macro that holds assignments or processes');
  for (const [pattern, what] of textGuards) {
    if (count(after, pattern) > count(before, pattern)) findings.push(what);
  }
  return findings;
}

const textGuards: readonly (readonly [RegExp, string])[] = [
  [/\b(?:full_case|parallel_case)\b/g, 'the candidate adds a full_case or parallel_case pragma, which simulation does not see'],
  [/\b(?:translate_off|translate_on|synthesis_off)\b/g, 'the candidate adds code that synthesis skips'],
  [/\b(?:SYNTHESIS|YOSYS|__ICARUS__|VERILATOR|SLANG|__slang__)\b/g, 'the candidate adds code that differs between tools'],
  [
    /\b(?:fork|wait|force|release|deassign|specify|primitive|trireg|tri0|tri1|supply0|supply1|wand|wor|triand|trior)\b/g,
    'the candidate adds a construct whose netlist differs from its simulation',
  ],
];

interface SourceFacts {
  /** Variables assigned with `=` in a clocked block and read outside it. */
  readonly races: string[];
  readonly incompleteLists: { readonly text: string; readonly missing: string }[];
  readonly macros: string[];
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly sensitivity: readonly ScreenToken[];
  readonly clocked: boolean;
}

function readSource(text: string): SourceFacts {
  const tokens = screenTokens(text);
  const modules = moduleRanges(tokens);
  const blocks = findBlocks(tokens);
  const races: string[] = [];
  const incompleteLists: { text: string; missing: string }[] = [];
  for (const block of blocks) {
    const scope = modules.find((range) => block.from >= range.from && block.from < range.to) ?? { from: 0, to: tokens.length };
    if (block.clocked) races.push(...racesIn(tokens, block, scope));
    else {
      const missing = missingSensitivity(tokens, block, scope);
      if (missing !== undefined)
        incompleteLists.push({
          text: tokens
            .slice(block.from, block.to)
            .map((token) => token.text)
            .join(' '),
          missing,
        });
    }
  }
  return { races, incompleteLists, macros: macrosWithCode(text) };
}

function moduleRanges(tokens: readonly ScreenToken[]): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  let from = -1;
  tokens.forEach((token, i) => {
    if (token.kind !== 'word') return;
    if (token.text === 'module' || token.text === 'interface') from = i;
    if ((token.text === 'endmodule' || token.text === 'endinterface') && from >= 0) {
      ranges.push({ from, to: i + 1 });
      from = -1;
    }
  });
  return ranges;
}

function findBlocks(tokens: readonly ScreenToken[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'word' || !/^always(?:_ff|_latch)?$/.test(tokens[i]?.text ?? '')) continue;
    if (tokens[i + 1]?.text !== '@') {
      // `always_comb` and `always_latch` have no list of their own; a bare `always` is nothing that a netlist could mean.
      continue;
    }
    const open = i + 2;
    const close = tokens[open]?.text === '(' ? skipBrackets(tokens, open) : open + 1;
    const sensitivity = tokens.slice(open, close);
    const to = skipStatement(tokens, close);
    blocks.push({ from: i, to, sensitivity, clocked: sensitivity.some((token) => token.text === 'posedge' || token.text === 'negedge') });
  }
  return blocks;
}

/** Index after the bracket that closes the one at `at`. */
function skipBrackets(tokens: readonly ScreenToken[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (tokens[i]?.kind !== 'punctuation') continue;
    if ('([{'.includes(text)) depth++;
    if (')]}'.includes(text)) depth--;
    if (depth === 0) return i + 1;
  }
  return tokens.length;
}

function skipStatement(tokens: readonly ScreenToken[], at: number): number {
  let i = at;
  for (;;) {
    const text = tokens[i]?.text;
    if (text === undefined) return tokens.length;
    if (text === 'begin' || text === 'case' || text === 'casez' || text === 'casex') return skipNested(tokens, i);
    if (text === 'unique' || text === 'unique0' || text === 'priority') i++;
    else if (text === 'if' || text === 'for' || text === 'while' || text === 'repeat' || text === 'foreach') {
      i = skipStatement(tokens, skipBrackets(tokens, i + 1));
      if (text === 'if' && tokens[i]?.text === 'else') i++;
      else return i;
    } else {
      while (i < tokens.length && tokens[i]?.text !== ';') i = '([{'.includes(tokens[i]?.text ?? ' ') ? skipBrackets(tokens, i) : i + 1;
      return i + 1;
    }
  }
}

function skipNested(tokens: readonly ScreenToken[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (/^(?:begin|case[zx]?)$/.test(text)) depth++;
    if (text === 'end' || text === 'endcase') depth--;
    if (depth === 0) return i + 1;
  }
  return tokens.length;
}

function racesIn(tokens: readonly ScreenToken[], block: Block, scope: { from: number; to: number }): string[] {
  const names = new Set<string>();
  for (let i = block.from; i < block.to; i++) {
    if (tokens[i]?.text === 'for' && tokens[i + 1]?.text === '(') {
      i = skipBrackets(tokens, i + 1) - 1;
      continue;
    }
    const shift = blockingAssignment(tokens, i);
    if (shift !== undefined) for (const name of assignedNames(tokens, i - shift, block.from)) names.add(name);
  }
  return [...names].filter((name) => seenElsewhere(tokens, name, block, scope));
}

/** How many punctuation tokens stand before an `=` that assigns (0, or 1-2 for `+=`, `<<=`); undefined when it compares. */
function blockingAssignment(tokens: readonly ScreenToken[], i: number): number | undefined {
  const token = tokens[i];
  if (token?.kind === 'punctuation' && token.text === '+' && tokens[i + 1]?.text === '+') return 0;
  if (token?.kind === 'punctuation' && token.text === '-' && tokens[i + 1]?.text === '-') return 0;
  if (token?.kind !== 'punctuation' || token.text !== '=') return undefined;
  const before = tokens[i - 1];
  const touching = before?.kind === 'punctuation' && before.offset + before.text.length === token.offset ? before.text : '';
  if (/^[+\-*/%&|^]$/.test(touching)) return 1;
  if (touching === '<' || touching === '>') {
    const two = tokens[i - 2];
    return two?.text === touching && two.offset + 1 === before?.offset ? 2 : undefined;
  }
  return touching === '!' || touching === '==' || touching === '<=' ? undefined : 0;
}

/** The identifiers before `at` on the left of an assignment, back to the start of the statement. */
function assignedNames(tokens: readonly ScreenToken[], at: number, from: number): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let i = at - 1; i > from; i--) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (text === ']') depth++;
    else if (text === '[') depth--;
    else if (depth > 0) continue;
    // A second assignment sign on the way back: what stood at `at` was a comparison.
    else if (text === '=' || text === '<=') return [];
    else if (text === ';' || text === ')' || text === ':' || /^(?:begin|end|else|endcase)$/.test(text)) break;
    else if (kind === 'word' && tokens[i - 1]?.text !== '.') names.push(text);
  }
  return names;
}

const typeWords = new Set([
  'reg',
  'logic',
  'integer',
  'int',
  'bit',
  'byte',
  'shortint',
  'longint',
  'genvar',
  'time',
  'var',
  'wire',
  'automatic',
  'static',
]);

/** Whether a name is used outside the block, other than in its own declaration; being an output counts as use. */
function seenElsewhere(tokens: readonly ScreenToken[], name: string, block: Block, scope: { from: number; to: number }): boolean {
  if (typeWords.has(name)) return false;
  for (let i = scope.from; i < scope.to; i++) {
    if (i >= block.from && i < block.to) continue;
    if (tokens[i]?.kind !== 'word' || tokens[i]?.text !== name) continue;
    if (!isDeclaration(tokens, i, scope.from)) return true;
  }
  return false;
}

function isDeclaration(tokens: readonly ScreenToken[], at: number, from: number): boolean {
  let typed = false;
  for (let i = at - 1; i > from; i--) {
    const text = tokens[i]?.text ?? '';
    if (text === ';' || text === ')' || text === '(' || text === '=' || /^(?:begin|end)$/.test(text)) break;
    if (text === 'output' || text === 'inout' || text === 'input') return false;
    if (typeWords.has(text)) typed = true;
  }
  return typed;
}

const keywords = new Set(
  (
    'always always_ff always_latch begin end if else case casez casex endcase default for while repeat posedge negedge or and not integer int reg logic bit signed unsigned ' +
    'unique unique0 priority inside foreach return break continue void automatic'
  ).split(' '),
);

/** A signal that a level-sensitive block reads and its list does not name; undefined when the list is `*` or complete. */
function missingSensitivity(tokens: readonly ScreenToken[], block: Block, scope: { from: number; to: number }): string | undefined {
  if (block.sensitivity.some((token) => token.text === '*')) return undefined;
  const listed = new Set(block.sensitivity.map((token) => token.text));
  const constants = constantNames(tokens, scope);
  const assigned = new Set<string>();
  let depth = 0;
  for (let i = block.from; i < block.to; i++) {
    if (tokens[i]?.text === '(') depth++;
    if (tokens[i]?.text === ')') depth--;
    if (depth > 0) continue;
    if (tokens[i]?.text === '<=' || blockingAssignment(tokens, i) !== undefined)
      for (const name of assignedNames(tokens, i, block.from)) assigned.add(name);
  }
  for (let i = block.from; i < block.to; i++) {
    const token = tokens[i] as ScreenToken;
    if (
      token.kind !== 'word' ||
      keywords.has(token.text) ||
      listed.has(token.text) ||
      constants.has(token.text) ||
      assigned.has(token.text)
    )
      continue;
    if (tokens[i - 1]?.text === '.' || tokens[i - 1]?.text === ':') continue;
    return token.text;
  }
  return undefined;
}

function constantNames(tokens: readonly ScreenToken[], scope: { from: number; to: number }): Set<string> {
  const names = new Set<string>();
  for (let i = scope.from; i < scope.to; i++) {
    if (!/^(?:parameter|localparam|genvar|enum|function)$/.test(tokens[i]?.text ?? '')) continue;
    for (let j = i + 1; j < scope.to && tokens[j]?.text !== ';'; j++) if (tokens[j]?.kind === 'word') names.add(tokens[j]?.text ?? '');
  }
  return names;
}

function macrosWithCode(text: string): string[] {
  return [...text.matchAll(/`define\s+(?:[^\n\\]|\\\r?\n|\\.)*/g)]
    .map((match) => match[0].replace(/\s+/g, ' ').trim())
    .filter((macro) => /[^=!<>]=[^=]|<=|\balways|\bassign\b|posedge|negedge/.test(macro));
}

function count(texts: readonly string[], pattern: RegExp): number {
  return texts.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
}
