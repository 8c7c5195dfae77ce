import type { Token } from '../graph/lexer';

/** What is open at a place: `begin` waits for `end`, `(` for `)`, and so on. `index` is that of the opening token. */
export interface Open {
  readonly opener: string;
  readonly closer: string;
  readonly index: number;
}

const closerOf: Readonly<Record<string, string>> = {
  begin: 'end',
  case: 'endcase',
  casex: 'endcase',
  casez: 'endcase',
  randcase: 'endcase',
  fork: 'join',
  function: 'endfunction',
  task: 'endtask',
  module: 'endmodule',
  macromodule: 'endmodule',
  interface: 'endinterface',
  package: 'endpackage',
  program: 'endprogram',
  primitive: 'endprimitive',
  class: 'endclass',
  generate: 'endgenerate',
  specify: 'endspecify',
  table: 'endtable',
  property: 'endproperty',
  sequence: 'endsequence',
  covergroup: 'endgroup',
  '(': ')',
  '[': ']',
  '{': '}',
  "'{": '}',
};
const closers = new Set([...Object.values(closerOf), 'join_any', 'join_none']);
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
      const closer = Object.hasOwn(closerOf, token.text) ? closerOf[token.text] : undefined;
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
