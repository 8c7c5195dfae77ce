/** A group of a Liberty file: `name (args) { attributes and groups }`. */
export interface LibertyGroup {
  readonly name: string;
  readonly args: readonly string[];
  /** `name : value ;`, the last where one is repeated. */
  readonly attributes: Map<string, string>;
  /** `name (values) ;` */
  readonly lists: { readonly name: string; readonly values: readonly string[] }[];
  readonly groups: LibertyGroup[];
}

export interface LibertyHandler {
  /** Called for a group directly below the library, when it is closed; it is not kept. `library` has what stood before it. */
  readonly group: (group: LibertyGroup, library: LibertyGroup) => void;
  /** Groups whose content nobody reads, by name. */
  readonly skipped: (name: string) => boolean;
}

interface Token {
  /** One of the signs of the grammar, or a word; a quoted text is a word. */
  readonly sign: '(' | ')' | '{' | '}' | ':' | ';' | ',' | undefined;
  readonly text: string;
  readonly line: number;
  /** Whether a line began between the token before and this one. */
  readonly first: boolean;
}

interface Problem {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads Liberty text in pieces of any size. Comments, continued lines and quoted texts over several lines are understood, and a missing `;` at the end of a line is forgiven, as other readers do.
 * `push` takes a piece; `end` gives the library's own attributes and what could not be read, with lines.
 */
export class LibertyText {
  private rest = '';
  private line = 1;
  private atLineStart = true;
  private readonly open: LibertyGroup[] = [];
  private statement: Token[] = [];
  private depthInArgs = 0;
  private skipping = 0;
  private library: LibertyGroup | undefined;
  private readonly problems: Problem[] = [];

  constructor(private readonly handler: LibertyHandler) {}

  push(text: string): void {
    this.rest += text;
    this.scan(false);
  }

  end(): { readonly library: LibertyGroup | undefined; readonly problems: readonly Problem[] } {
    this.rest += '\n';
    this.scan(true);
    if (this.open.length > 0) this.problem(`the text ends inside of ${this.open.at(-1)?.name ?? 'a group'}`);
    return { library: this.library, problems: this.problems };
  }

  private problem(message: string): void {
    if (this.problems.length < 20) this.problems.push({ line: this.line, message });
  }

  /** Takes every whole token off `rest`; one that may go on in the next piece stays. */
  private scan(last: boolean): void {
    const text = this.rest;
    const token = /[\s\\]+|\/\*[^]*?\*\/|\/\/[^\n]*\n|"(?:[^"\\]|\\[^])*"|[(){}:;,]|[^\s(){}:;,"\\]+|[^]/y;
    let at = 0;
    for (let found = token.exec(text); found !== null; found = token.exec(text)) {
      const [whole] = found;
      const begins = whole.charCodeAt(0);
      const unfinished =
        token.lastIndex === text.length ||
        (whole.length === 1 && begins === 34) ||
        (begins === 47 && /^\/[/*]?$/.test(text.slice(at, at + 2)));
      if (unfinished && !last) break;
      this.take(whole, begins);
      at = token.lastIndex;
    }
    this.rest = text.slice(at);
  }

  private take(whole: string, begins: number): void {
    const blank = begins === 32 || begins === 10 || begins === 13 || begins === 9 || begins === 92;
    const comment = begins === 47 && (whole.startsWith('/*') || whole.startsWith('//'));
    if (blank || comment) {
      const lines = countLines(whole);
      this.line += lines;
      if (lines > 0 && !whole.includes('\\')) this.atLineStart = true;
      return;
    }
    const sign = whole.length === 1 && '(){}:;,'.includes(whole) ? (whole as Token['sign']) : undefined;
    const text = begins === 34 ? whole.slice(1, -1).replace(/\\\s*\n\s*/g, '') : whole;
    const token: Token = { sign, text, line: this.line, first: this.atLineStart };
    this.atLineStart = false;
    if (begins === 34) this.line += countLines(whole);
    if (this.skipping > 0) this.skip(token);
    else this.accept(token);
  }

  private skip(token: Token): void {
    if (token.sign === '{') this.skipping++;
    else if (token.sign === '}') this.skipping--;
  }

  private accept(token: Token): void {
    if (this.depthInArgs > 0) {
      if (token.sign === ')') this.depthInArgs--;
      else if (token.sign === '(') this.depthInArgs++;
      this.statement.push(token);
      return;
    }
    // A line that begins with a word after a finished statement without `;`.
    if (token.first && token.sign === undefined && this.statement.length > 1 && this.statement.at(-1)?.sign !== ':') this.finish();
    if (token.sign === ';') return this.finish();
    if (token.sign === '{') return this.begin();
    if (token.sign === '}') {
      this.finish();
      return this.close();
    }
    if (token.sign === '(' && this.statement[1]?.sign !== ':') this.depthInArgs = 1;
    this.statement.push(token);
  }

  private finish(): void {
    const [name, sign, ...words] = this.statement;
    this.statement = [];
    if (name === undefined) return;
    const group = this.open.at(-1);
    if (group === undefined || sign === undefined) this.problem(`\`${name.text}\` is no statement`);
    else if (sign.sign === ':') group.attributes.set(name.text, words.map((word) => word.text).join(' '));
    else if (sign.sign === '(') group.lists.push({ name: name.text, values: listed(words) });
    else this.problem(`\`${name.text}\` is followed by \`${sign.text}\``);
  }

  private begin(): void {
    const [name, , ...args] = this.statement;
    this.statement = [];
    if (name === undefined) this.problem('a group without a name');
    if (name !== undefined && this.handler.skipped(name.text)) {
      this.skipping = 1;
      return;
    }
    const group: LibertyGroup = { name: name?.text ?? '', args: listed(args), attributes: new Map(), lists: [], groups: [] };
    this.library ??= group;
    this.open.push(group);
  }

  private close(): void {
    const group = this.open.pop();
    const above = this.open.at(-1);
    if (group === undefined) return this.problem('a `}` that closes nothing');
    if (above === undefined) return;
    if (this.open.length === 1) this.handler.group(group, above);
    else above.groups.push(group);
  }
}

function listed(words: readonly Token[]): string[] {
  return words.flatMap((word) => (word.sign === undefined ? [word.text] : []));
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
