import type { Token } from './lexer';

/** Thrown inside the reader when a construct cannot be read; caught at the item or statement that holds it, never outside graph/. */
export class Unreadable extends Error {}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', "'{": '}' };

/** A place in a list of tokens. The last token is `end` and is never passed. */
export class TokenCursor {
  constructor(
    readonly tokens: readonly Token[],
    public at = 0,
  ) {}

  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new Unreadable('no text');
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  is(text: string): boolean {
    const token = this.peek();
    return token.text === text && token.kind !== 'string';
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  expect(text: string): Token {
    if (!this.is(text)) this.fail(`'${text}'`);
    return this.next();
  }

  fail(wanted: string): never {
    const token = this.peek();
    throw new Unreadable(`expected ${wanted}, found ${token.kind === 'end' ? 'the end' : `'${token.text}'`}`);
  }

  /** Offset just behind the last token taken. */
  get lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? this.peek().start;
  }

  /** Passes the bracketed group that starts `ahead` tokens from here. */
  skipGroup(ahead = 0): void {
    this.at += ahead;
    let depth = 0;
    do {
      const token = this.next();
      if (token.kind === 'end') return;
      if (token.kind === 'id' && token.text === 'endmodule') {
        // An unbalanced bracket does not take the rest of the file with it.
        this.at--;
        return;
      }
      if (token.kind !== 'op') continue;
      if (token.text in closers) depth++;
      else if (token.text === ')' || token.text === ']' || token.text === '}') depth--;
    } while (depth > 0);
  }

  /** How many tokens ahead the group that starts `ahead` tokens from here ends (the token behind its closer). */
  afterGroup(ahead: number): number {
    const back = this.at;
    this.skipGroup(ahead);
    const distance = this.at - back;
    this.at = back;
    return distance;
  }

  /** Passes everything through the next `;` outside braces (those of a structure type). */
  skipPastSemicolon(): void {
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end' || (token.kind === 'id' && token.text === 'endmodule')) return;
      if (token.kind === 'op' && token.text === '{') {
        this.skipGroup();
        continue;
      }
      this.at++;
      if (token.text === ';' && token.kind === 'op') return;
    }
  }

  /** Passes everything through the next token of that text. */
  skipPast(word: string): void {
    for (;;) {
      const token = this.next();
      if (token.kind === 'end' || (token.text === word && token.kind === 'id')) return;
    }
  }
}
