import type { ScreenToken } from '../screenTokens';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A process and how it wakes. */
export interface Block {
  readonly from: number;
  readonly to: number;
  readonly sensitivity: readonly ScreenToken[];
  readonly clocked: boolean;
  /** Index of the statement after the sensitivity list. */
  readonly body: number;
  /** `always_comb` and `always_latch`: what the process itself writes does not wake it. */
  readonly implicit: boolean;
}

export function moduleRanges(tokens: readonly ScreenToken[]): { from: number; to: number }[] {
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

export function findBlocks(tokens: readonly ScreenToken[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'word' || !/^always(?:_ff|_latch|_comb)?$/.test(tokens[i]?.text ?? '')) continue;
    if (tokens[i + 1]?.text !== '@') {
      // A bare `always` is nothing that a netlist could mean.
      if (tokens[i]?.text !== 'always')
        blocks.push({ from: i, to: skipStatement(tokens, i + 1), sensitivity: [], clocked: false, body: i + 1, implicit: true });
      continue;
    }
    const open = i + 2;
    const close = tokens[open]?.text === '(' ? skipBrackets(tokens, open) : open + 1;
    const sensitivity = tokens.slice(open, close);
    const to = skipStatement(tokens, close);
    const clocked = sensitivity.some((token) => token.text === 'posedge' || token.text === 'negedge');
    blocks.push({ from: i, to, sensitivity, clocked, body: close, implicit: false });
  }
  return blocks;
}

/**
 * Initial blocks that read words of a memory which they set themselves. Yosys' own reader gets some of them wrong, and then its netlist is another design (seen
 * with generated CRC masks, where Icarus and the CRC written out agree against it).
 */
export function computedTables(tokens: readonly ScreenToken[]): Map<string, string> {
  const found = new Map<string, string>();
  tokens.forEach((token, from) => {
    if (token.kind !== 'word' || token.text !== 'initial') return;
    const to = skipStatement(tokens, from + 1);
    const set = new Set<string>();
    const read = new Set<string>();
    for (let i = from + 1; i < to; i++) {
      if (tokens[i]?.kind !== 'word' || tokens[i + 1]?.text !== '[') continue;
      let after = skipBrackets(tokens, i + 1);
      while (tokens[after]?.text === '[') after = skipBrackets(tokens, after);
      const sign = tokens[after]?.text;
      (sign === '=' || sign === '<=' ? set : read).add(tokens[i]?.text ?? '');
    }
    const table = [...set].find((name) => read.has(name));
    if (table === undefined) return;
    const text = tokens.slice(from, to).map((one) => one.text);
    found.set(
      text.join(' '),
      `an initial block of the candidate computes ${table} from itself, which netlists have been seen to get wrong`,
    );
  });
  return found;
}

/** Index after the bracket that closes the one at `at`. */
export function skipBrackets(tokens: readonly ScreenToken[], at: number): number {
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

export function skipStatement(tokens: readonly ScreenToken[], at: number): number {
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

export function skipNested(tokens: readonly ScreenToken[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (/^(?:begin|case[zx]?)$/.test(text)) depth++;
    if (text === 'end' || text === 'endcase') depth--;
    if (depth === 0) return i + 1;
  }
  return tokens.length;
}

/** How many punctuation tokens stand before an `=` that assigns (0, or 1-2 for `+=`, `<<=`); undefined when it compares. */
export function blockingAssignment(tokens: readonly ScreenToken[], i: number): number | undefined {
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
export function assignedNames(tokens: readonly ScreenToken[], at: number, from: number): string[] {
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

export const typeWords = new Set([
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
export function seenElsewhere(tokens: readonly ScreenToken[], name: string, block: Range, scope: Range): boolean {
  if (typeWords.has(name)) return false;
  for (let i = scope.from; i < scope.to; i++) {
    if (i >= block.from && i < block.to) continue;
    if (tokens[i]?.kind !== 'word' || tokens[i]?.text !== name) continue;
    if (!isDeclaration(tokens, i, scope.from)) return true;
  }
  return false;
}

export function isDeclaration(tokens: readonly ScreenToken[], at: number, from: number): boolean {
  let typed = false;
  for (let i = at - 1; i > from; i--) {
    const text = tokens[i]?.text ?? '';
    if (text === ';' || text === ')' || text === '(' || text === '=' || /^(?:begin|end)$/.test(text)) break;
    if (text === 'output' || text === 'inout' || text === 'input') return false;
    if (typeWords.has(text)) typed = true;
  }
  return typed;
}

export const keywords = new Set(
  (
    'always always_ff always_latch begin end if else case casez casex endcase default for while repeat posedge negedge or and not integer int reg logic bit signed unsigned ' +
    'unique unique0 priority inside foreach return break continue void automatic'
  ).split(' '),
);

export function constantNames(tokens: readonly ScreenToken[], scope: { from: number; to: number }): Set<string> {
  const names = new Set<string>();
  for (let i = scope.from; i < scope.to; i++) {
    if (!/^(?:parameter|localparam|genvar|enum|function)$/.test(tokens[i]?.text ?? '')) continue;
    for (let j = i + 1; j < scope.to && tokens[j]?.text !== ';'; j++) if (tokens[j]?.kind === 'word') names.add(tokens[j]?.text ?? '');
  }
  return names;
}
