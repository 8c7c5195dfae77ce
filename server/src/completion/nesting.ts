import type { Token } from '../graph/lexer';
import { blockClosers, furtherClosers } from '../syntax/blockWords';

/** What is open at a place: `begin` waits for `end`, `(` for `)`, and so on. `index` is that of the opening token. */
export interface Open {
  readonly opener: string;
  readonly closer: string;
  readonly index: number;
}

/** Left to the statements around them: a `default clocking cb;`, `checker` and `config` as names in Verilog. */
const leftOut = /^(?:clocking|checker|config)$/;
const words = [...blockClosers, ...furtherClosers].flatMap(([closer, openers]) => openers.map((opener) => [opener, closer] as const));
/** `fork` waits for `join`, which comes before its other ends. */
const closerOf = new Map([["'{", '}'] as const, ...words.filter(([opener]) => !leftOut.test(opener)).reverse()]);
const closers = new Set([...closerOf.values(), 'join_any', 'join_none']);
/** Words before an opener that make it something else: `disable fork;`, `assert property (…)`, `typedef class c;`. */
const notOpening: Readonly<Record<string, RegExp>> = {
  fork: /^(disable|wait)$/,
  property: /^(assert|assume|cover|restrict)$/,
  sequence: /^cover$/,
  class: /^(typedef|interface)$/,
  interface: /^virtual$/,
  function: /^(context|pure|extern|"DPI-C"|"DPI"|with|=)$/,
  task: /^(context|extern|"DPI-C"|"DPI"|=)$/,
};

/** The unit keywords: what a file is made of. */
export const unitOpeners: ReadonlySet<string> = new Set(['module', 'macromodule', 'interface', 'package', 'program', 'class']);

/**
 * Follows the block and bracket structure of tokens. `cost` counts closers without an opener and openers closed by something else;
 * `stack` is what is still open. Conditional branches and macros may leave a constant error: compare costs, do not judge one.
 */
export class Nesting {
  readonly stack: Open[] = [];
  cost = 0;
  /** Fewest blocks open at any time since this was made or cloned. */
  lowest = Number.POSITIVE_INFINITY;

  clone(): Nesting {
    const copy = new Nesting();
    copy.stack.push(...this.stack);
    copy.cost = this.cost;
    return copy;
  }

  /** Feeds tokens [from, to). */
  feed(tokens: readonly Token[], from = 0, to = tokens.length): this {
    for (let i = from; i < to; i++) {
      const token = tokens[i];
      if (token === undefined || (token.kind !== 'id' && token.kind !== 'op')) continue;
      const closer = closerOf.get(token.text);
      if (closer !== undefined) {
        if (notOpening[token.text]?.test(tokens[i - 1]?.text ?? '') !== true) this.stack.push({ opener: token.text, closer, index: i });
      } else if (closers.has(token.text)) this.close(token.text.startsWith('join') ? 'join' : token.text);
    }
    return this;
  }

  /** Errors so far plus what would stay open. */
  get total(): number {
    return this.cost + this.stack.length;
  }

  private close(closer: string): void {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      if (this.stack[i]?.closer !== closer) continue;
      this.cost += this.stack.length - 1 - i;
      this.stack.length = i;
      this.lowest = Math.min(this.lowest, i);
      return;
    }
    this.cost++;
  }
}

/** The words and brackets that would close what is open, innermost first. */
export function closingText(nesting: Nesting): string {
  return nesting.stack
    .map((open) => open.closer)
    .reverse()
    .join('\n');
}
