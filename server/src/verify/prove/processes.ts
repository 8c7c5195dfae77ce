import type { ScreenToken } from '../screenTokens';
import { isReserved, skipBrackets, typeWords, type Range } from './codeTokens';
import { readStatement } from './statements';

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
        blocks.push({ from: i, to: statementEnd(tokens, i + 1), sensitivity: [], clocked: false, body: i + 1, implicit: true });
      continue;
    }
    const open = i + 2;
    const close = tokens[open]?.text === '(' ? skipBrackets(tokens, open) : open + 1;
    const sensitivity = tokens.slice(open, close);
    const to = statementEnd(tokens, close);
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
    const to = statementEnd(tokens, from + 1);
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

function statementEnd(tokens: readonly ScreenToken[], at: number): number {
  return readStatement(tokens, at).to;
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

/** Parameters, names of enumerations, genvars and functions: what has one value for ever. Of what is also declared as a signal somewhere in the scope only functions are. */
export function constantNames(tokens: readonly ScreenToken[], scope: Range): Set<string> {
  const names = new Set<string>();
  const functions = new Set<string>();
  const isWord = (at: number): boolean => tokens[at]?.kind === 'word';
  for (let i = scope.from; i < scope.to; i++) {
    const text = tokens[i]?.text ?? '';
    if (!isWord(i)) continue;
    if (text === 'function') functions.add(tokens[nameOfRoutine(tokens, i, scope.to)]?.text ?? '');
    if (text === 'enum') {
      let open = i;
      while (open < scope.to && !/^[{;]$/.test(tokens[open]?.text ?? '')) open++;
      const close = skipBrackets(tokens, open);
      for (let at = open + 1; at < close; at++)
        if (isWord(at) && /^[{,]$/.test(tokens[at - 1]?.text ?? '')) names.add(tokens[at]?.text ?? '');
    }
    if (!/^(?:parameter|localparam|genvar)$/.test(text)) continue;
    let value = false;
    for (let at = i + 1; at < scope.to && !/^[;)]$/.test(tokens[at]?.text ?? ''); at++) {
      const sign = tokens[at]?.text ?? '';
      if (/^[([{]$/.test(sign)) at = skipBrackets(tokens, at) - 1;
      else if (sign === '=') value = true;
      else if (sign === ',') value = false;
      else if (!value && isWord(at) && /^[=,;[]$/.test(tokens[at + 1]?.text ?? '')) names.add(sign);
    }
  }
  const signals = declaredSignals(tokens, scope);
  return new Set([...[...names].filter((name) => !signals.has(name)), ...functions]);
}

/** Where the name of a task or function stands whose keyword is at `from`: in front of its arguments, or of its first semicolon. */
export function nameOfRoutine(tokens: readonly ScreenToken[], from: number, to: number): number {
  let at = from + 1;
  while (at < to && !/^[;(]$/.test(tokens[at]?.text ?? '')) at = tokens[at]?.text === '[' ? skipBrackets(tokens, at) : at + 1;
  return at - 1;
}

/** Nets, variables and ports of a module: what has another value from time to time. */
export function declaredSignals(tokens: readonly ScreenToken[], scope: Range): Set<string> {
  const names = new Set<string>();
  for (let i = scope.from; i < scope.to; i++) {
    const { kind, text } = tokens[i] as ScreenToken;
    if (kind !== 'word') continue;
    // A type of somebody's own.
    if (
      !isReserved(text) &&
      tokens[i + 1]?.kind === 'word' &&
      /^[,;=[]$/.test(tokens[i + 2]?.text ?? '') &&
      !isReserved(tokens[i + 1]?.text ?? '')
    )
      names.add(tokens[i + 1]?.text ?? '');
    if (
      tokens[i + 1]?.text === "'" ||
      !(typeWords.has(text) || /^(?:input|output|inout|tri|wand|wor)$/.test(text)) ||
      /^(?:genvar|automatic|static)$/.test(text)
    )
      continue;
    if (/^(?:parameter|localparam|function|const)$/.test(tokens[i - 1]?.text ?? '')) continue;
    let value = false;
    for (let at = i + 1; at < scope.to && tokens[at]?.text !== ';' && tokens[at]?.text !== ')'; at++) {
      const one = tokens[at] as ScreenToken;
      if ('([{'.includes(one.text)) at = skipBrackets(tokens, at) - 1;
      else if (one.text === '=') value = true;
      else if (one.text === ',') value = false;
      else if (/^(?:parameter|localparam)$/.test(one.text)) break;
      else if (!value && one.kind === 'word' && !typeWords.has(one.text) && !/^(?:signed|unsigned|input|output|inout)$/.test(one.text))
        names.add(one.text);
    }
  }
  return names;
}
