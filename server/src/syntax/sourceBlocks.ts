import { blockClosers, furtherClosers } from './blockWords';

/** A stretch of a file that belongs together: `start` is where its first word begins, `end` where its last one ends. */
export interface SourceBlock {
  readonly kind: 'unit' | 'block' | 'brackets' | 'branch' | 'comment' | 'imports' | 'region';
  /** The opening word: `module`, `begin`, `case`, `(`, `ifdef` … */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Where the closing word begins. Of comments, imports and branches `end`. */
  readonly close: number;
}

interface Open {
  readonly word: string;
  readonly start: number;
}

const closers: ReadonlyMap<string, readonly string[]> = new Map([...blockClosers, ...furtherClosers]);
const openers = new Set([...closers.values()].flat());
const units = new Set(['module', 'macromodule', 'interface', 'package', 'program', 'class', 'checker', 'primitive', 'function', 'task']);

/** Words before an opener that make it none: `disable fork`, `assert property (`, `virtual interface` … */
const notOpening: Readonly<Record<string, ReadonlySet<string>>> = {
  fork: new Set(['disable', 'wait']),
  property: new Set(['assert', 'assume', 'cover', 'restrict', 'expect']),
  sequence: new Set(['cover']),
  class: new Set(['typedef']),
  interface: new Set(['virtual']),
};

const pattern =
  /(\/\/[^\r\n]*)|(\/\*[^]*?(?:\*\/|$))|"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"?|`([A-Za-z_]\w*)|\\\S+|\$?([A-Za-z_][\w$]*)|([()[\]{};])|(\n)/g;

/**
 * Blocks, multi-line brackets, conditional branches, comments, imports and `region` marks of a text as it was written, the larger ones
 * first where they begin together. Nothing is preprocessed, so that branches that are switched off count too; both branches of an `ifdef
 * see what was open before it. Text that does not close what it opens costs those blocks only.
 */
export function sourceBlocks(text: string): SourceBlock[] {
  const reader = new Reader(text);
  for (const match of text.matchAll(pattern)) {
    const [whole, line, block, directive, word, mark] = match;
    const at = match.index;
    if (line !== undefined) reader.lineComment(line, at);
    else if (block !== undefined) reader.blockComment(block, at);
    else if (directive !== undefined) reader.directive(directive, at);
    else if (word !== undefined) reader.word(word, at);
    else if (mark !== undefined) reader.mark(mark, at);
    else if (whole === '\n') continue;
    else reader.other(at);
  }
  return reader.finish();
}

class Reader {
  private readonly found: SourceBlock[] = [];
  private stack: Open[] = [];
  private readonly conditionals: { word: string; start: number; open: readonly Open[] }[] = [];
  private readonly regions: number[] = [];
  private comments: { start: number; end: number; count: number } | undefined;
  private imports: { start: number; end: number; count: number } | undefined;
  /** Where the `import` under way began. */
  private importing = -1;
  private before = '';

  constructor(private readonly text: string) {}

  lineComment(comment: string, at: number): void {
    const mark = /^\/\/\s*#?\s*(region|endregion)\b/.exec(comment)?.[1];
    if (mark !== undefined) {
      this.endComments();
      const start = mark === 'region' ? undefined : this.regions.pop();
      if (mark === 'region') this.regions.push(at);
      else if (start !== undefined) this.push('region', 'region', start, at + comment.length);
      return;
    }
    const lineStart = this.text.lastIndexOf('\n', at) + 1;
    // A comment behind code is that code's.
    if (this.text.slice(lineStart, at).trim() !== '') return this.endComments();
    const follows = this.comments !== undefined && /^\r?\n[ \t]*$/.test(this.text.slice(this.comments.end, at));
    if (!follows) this.endComments();
    const start = this.comments?.start ?? at;
    this.comments = { start, end: at + comment.length, count: (this.comments?.count ?? 0) + 1 };
  }

  blockComment(comment: string, at: number): void {
    this.endComments();
    if (comment.includes('\n')) this.push('comment', '/*', at, at + comment.length);
  }

  directive(name: string, at: number): void {
    this.endComments();
    switch (name) {
      case 'ifdef':
      case 'ifndef':
        this.conditionals.push({ word: name, start: at, open: [...this.stack] });
        break;
      case 'elsif':
      case 'else': {
        const last = this.conditionals.pop();
        if (last === undefined) break;
        this.push('branch', last.word, last.start, at);
        this.conditionals.push({ word: name, start: at, open: last.open });
        this.stack = [...last.open];
        break;
      }
      case 'endif': {
        const last = this.conditionals.pop();
        if (last !== undefined) this.push('branch', last.word, last.start, at);
        break;
      }
      case 'include':
        if (this.importing < 0) this.addImport(at, this.lineEnd(at));
        return;
    }
    this.other(at);
  }

  word(word: string, at: number): void {
    this.endComments();
    if (word === 'import' && this.importing < 0) this.importing = at;
    else if (this.importing < 0) this.endImports();
    const closing = closers.get(word);
    if (closing !== undefined) this.close(closing, at, at + word.length);
    else if (this.importing < 0 && openers.has(word) && notOpening[word]?.has(this.before) !== true) this.stack.push({ word, start: at });
    this.before = word;
  }

  mark(mark: string, at: number): void {
    this.endComments();
    if (mark === ';') {
      if (this.importing >= 0) this.addImport(this.importing, at + 1);
      this.importing = -1;
    } else {
      if (this.importing < 0) this.endImports();
      const closing = closers.get(mark);
      if (closing !== undefined) this.close(closing, at, at + 1);
      else this.stack.push({ word: mark, start: at });
    }
    this.before = mark;
  }

  /** A string, an escaped name, a directive. */
  other(at: number): void {
    this.endComments();
    // The name behind `include belongs to it.
    if (this.importing < 0 && at >= (this.imports?.end ?? 0)) this.endImports();
  }

  finish(): SourceBlock[] {
    this.endComments();
    this.endImports();
    return this.found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Closes the nearest that fits; what stayed open inside it is no block. A bracket never closes over a keyword. */
  private close(words: readonly string[], at: number, end: number): void {
    const bracket = /^[([{]$/.test(words[0] ?? '');
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const open = this.stack[index];
      if (open === undefined) return;
      if (words.includes(open.word)) {
        this.stack.length = index;
        const kind = bracket ? 'brackets' : units.has(open.word) ? 'unit' : 'block';
        this.found.push({ kind, word: open.word, start: open.start, end, close: at });
        return;
      }
      if (bracket && !/^[([{]$/.test(open.word)) return;
    }
  }

  private addImport(start: number, end: number): void {
    this.imports = { start: this.imports?.start ?? start, end, count: (this.imports?.count ?? 0) + 1 };
  }

  private endImports(): void {
    if (this.imports !== undefined && this.imports.count > 1) this.push('imports', 'import', this.imports.start, this.imports.end);
    this.imports = undefined;
  }

  private endComments(): void {
    if (this.comments !== undefined && this.comments.count > 1) this.push('comment', '//', this.comments.start, this.comments.end);
    this.comments = undefined;
  }

  private lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end < 0 ? this.text.length : end;
  }

  private push(kind: SourceBlock['kind'], word: string, start: number, end: number): void {
    this.found.push({ kind, word, start, end, close: end });
  }
}
