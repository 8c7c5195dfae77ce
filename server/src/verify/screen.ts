import { LineIndex } from '../base/lines';
import type { SourceText } from '../base/ranges';
import type { Diagnostic } from '../protocol/contract';
import { allowedAnywhere, allowedOnlyInTestbench, endsSimulation, opensFile, writesFile } from './screenLists';
import { screenTokens, type ScreenToken } from './screenTokens';

export interface ScreenOptions {
  /**
   * `candidate`: code that nobody has answered for, judged by a testbench: it may neither end nor fake the simulation, nor reach out
   * of its module. `author`: the user's own design or testbench: it may do what testbenches do, inside the scratch directory.
   */
  readonly strictness: 'candidate' | 'author';
  /** Whether an include is served by the compile unit; those that are may be written in any way. */
  readonly includeServed?: (name: string, fromPath: string) => boolean;
}

/**
 * Looks for what must never run on a user's machine, by an allow-list over tokens: any system task or function that is not known to
 * be harmless, files outside the scratch directory, foreign code (DPI, inline C++), and from a candidate also force, bind and
 * hierarchical references. Give it the texts as written, and again after macro expansion: names can be pasted together.
 * Codes: `screen/system-task`, `screen/file`, `screen/foreign-code`, `screen/include`, `screen/reach`, `screen/fake-result`, `screen/obscured`.
 */
export function screen(texts: readonly SourceText[], options: ScreenOptions = { strictness: 'candidate' }): Diagnostic[] {
  return texts.flatMap((text) => new Screening(text, options).run());
}

/**
 * Screens what an edit brings: findings that touch [start, end) of the text. The text is read whole, since a name is judged by what its module declares,
 * unless nothing that can be refused stands in the words of the edit.
 */
export function screenPart(
  source: SourceText,
  start: number,
  end: number,
  options: ScreenOptions = { strictness: 'candidate' },
): Diagnostic[] {
  const { text } = source;
  const [before, after] = [
    /[\w$`\\.]*$/.exec(text.slice(Math.max(0, start - longestWord), start)),
    /^[\w$.]*/.exec(text.slice(end, end + longestWord)),
  ];
  if (!refusable.test(`${before?.[0] ?? ''}${text.slice(start, end)}${after?.[0] ?? ''}`)) return [];
  const lines = new LineIndex(text);
  const offset = (line: number, column: number): number => lines.offsetAt({ line: line - 1, column: column - 1 });
  return screen([source], options).filter(
    (found) => offset(found.endLine, found.endColumn) > start && offset(found.line, found.column) < end,
  );
}

const longestWord = 1024;

/** What every finding begins with or stands beside: a system task, a directive, a string, an escaped name, a path, a word of `keyword`. */
const refusable = /[$`".\\]|\/\*|\*\/|\b(?:import|force|release|bind|config|deassign)\b/;

class Screening {
  private readonly tokens: ScreenToken[];
  private readonly lines: LineIndex;
  private readonly found: Diagnostic[] = [];
  private readonly strict: boolean;

  constructor(
    private readonly source: SourceText,
    private readonly options: ScreenOptions,
  ) {
    this.tokens = screenTokens(source.text);
    this.lines = new LineIndex(source.text);
    this.strict = options.strictness === 'candidate';
  }

  run(): Diagnostic[] {
    this.tokens.forEach((token, i) => {
      if (token.kind === 'system') this.systemTask(token, i);
      else if (token.kind === 'directive') this.directive(token, i);
      else if (token.kind === 'string') this.string(token);
      else if (token.kind === 'word' && token.escaped !== true) this.keyword(token, i);
      else if (token.text === '$') this.bareDollar(token, i);
    });
    if (this.strict) this.hierarchicalNames();
    return this.found;
  }

  private systemTask(token: ScreenToken, at: number): void {
    const name = token.text;
    if (opensFile.has(name)) return this.fileName(token, at);
    if (endsSimulation.has(name)) {
      if (!this.strict || this.isGuarded(at)) return;
      return this.refuse(token, 'screen/fake-result', `${name} in the design would end the simulation before the testbench has judged it`);
    }
    if (allowedAnywhere.has(name) || name.startsWith('$dist_')) return;
    if (!this.strict && allowedOnlyInTestbench.has(name)) return;
    this.refuse(token, 'screen/system-task', `${name} is not among the system tasks that Signoff runs`);
  }

  /**
   * Whether a condition decides if the call at `at` runs, as in a check of parameters. What it does then is `judgedText`'s to hold; without one it can only
   * be meant to end the run.
   */
  private isGuarded(at: number): boolean {
    for (let i = at - 1; i >= 0; i--) {
      const { kind, text } = this.tokens[i] as ScreenToken;
      if (kind !== 'word') continue;
      if (conditional.has(text)) return true;
      if (startsProcess.has(text)) return false;
    }
    return false;
  }

  /** The first argument must be a plain relative file name; the author may also give a parameter. */
  private fileName(token: ScreenToken, at: number): void {
    const [open, name, after] = this.tokens.slice(at + 1, at + 4);
    if (this.strict && writesFile.has(token.text)) return this.refuse(token, 'screen/file', `${token.text} opens files`);
    if (open?.text !== '(') return;
    if (name?.kind === 'string' && (after?.text === ')' || after?.text === ',')) {
      if (isPlainFileName(name.text)) return;
      return this.refuse(token, 'screen/file', `${token.text} reaches out of the scratch directory: "${name.text}"`);
    }
    if (!this.strict && name?.kind === 'word') return;
    this.refuse(token, 'screen/file', `the file name of ${token.text} is not a plain string, so it cannot be judged`);
  }

  private directive(token: ScreenToken, at: number): void {
    if (/^(systemc_|verilator_config)/.test(token.text))
      return this.refuse(token, 'screen/foreign-code', `\`${token.text} brings in foreign code`);
    if (token.text !== 'include') return;
    const name = this.tokens[at + 1];
    if (name?.kind === 'string') {
      if (isPlainFileName(name.text) || this.options.includeServed?.(name.text, this.source.path) === true) return;
      return this.refuse(token, 'screen/include', `the include of "${name.text}" reaches out of the project`);
    }
    if (this.strict || name?.text === '<')
      this.refuse(token, 'screen/include', 'the name of this include is made by a macro, so it cannot be judged');
  }

  private string(token: ScreenToken): void {
    if (!this.strict) return;
    // Tools disagree on where some strings end; what is hostile in code is not let through in a string either.
    const hidden = /\$(?:system|fopen|readmem[bh]|writemem[bh]|dumpfile|c\d*\b)/.exec(token.text)?.[0];
    if (hidden !== undefined) this.refuse(token, 'screen/obscured', `${hidden} inside a string`);
  }

  private keyword(token: ScreenToken, at: number): void {
    const next = this.tokens[at + 1];
    // An export only offers a function to foreign code; it takes an import to run any.
    if (token.text === 'import' && next?.kind === 'string') {
      return this.refuse(token, 'screen/foreign-code', `import "${next.text}" ties the design to foreign code`);
    }
    if (!this.strict || this.tokens[at - 1]?.text === '.') return;
    if (['force', 'release', 'bind', 'config', 'deassign'].includes(token.text)) {
      this.refuse(token, 'screen/reach', `${token.text} reaches out of the design`);
    }
  }

  /** A lone dollar is an unbounded range or queue; anywhere else it waits for a macro to give it a name. */
  private bareDollar(token: ScreenToken, at: number): void {
    const before = this.tokens[at - 1]?.text;
    const after = this.tokens[at + 1];
    const glued = after?.offset === token.offset + 1;
    if (after?.text === ']' || (before === '[' && (after?.text === ':' || after?.text === '-'))) return;
    this.refuse(
      token,
      'screen/obscured',
      glued ? '$ before a macro makes a system task that cannot be judged' : 'this $ stands where only a macro could use it',
    );
  }

  /** `a.b` whose head the module itself does not know reaches into another module: into the testbench, or the golden design. */
  private hierarchicalNames(): void {
    for (const body of modules(this.tokens)) {
      if (
        !body.some((token, i) => token.text === '$root' || token.text === '$unit' || (token.text === '.' && body[i - 1]?.kind === 'word'))
      )
        continue;
      const local = new Set<string>();
      for (const [i, token] of body.entries())
        if (token.kind === 'word' && body[i + 1]?.text !== '.' && body[i - 1]?.text !== '.') local.add(token.text);
      body.forEach((token, i) => {
        if (token.text === '$root' || token.text === '$unit')
          return this.refuse(token, 'screen/reach', `${token.text} reaches out of the module`);
        if (token.kind !== 'word' || body[i + 1]?.text !== '.' || body[i - 1]?.text === '.' || body[i + 2]?.kind !== 'word') return;
        if (!local.has(token.text)) this.refuse(token, 'screen/reach', `${token.text}.${body[i + 2]?.text} reaches out of the module`);
      });
    }
  }

  private refuse(token: ScreenToken, code: string, message: string): void {
    const start = this.lines.positionAt(token.offset);
    const end = this.lines.positionAt(token.offset + token.text.length);
    this.found.push({
      file: this.source.path,
      line: start.line + 1,
      column: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
      severity: 'error',
      code,
      source: 'signoff',
      message,
    });
  }
}

const conditional = new Set(['if', 'else', 'case', 'casez', 'casex', 'assert', 'assume', 'cover', 'expect']);
const startsProcess = new Set([
  ...['initial', 'final', 'always', 'always_ff', 'always_comb', 'always_latch', 'function', 'task', 'module', 'interface', 'program'],
  ...['endfunction', 'endtask', 'endmodule'],
]);

/** A name below the scratch directory, without ways out, on any system. */
export function isPlainFileName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.+/-]*$/.test(name) && !name.split('/').some((part) => part === '..' || part === '');
}

function modules(tokens: readonly ScreenToken[]): ScreenToken[][] {
  const bodies: ScreenToken[][] = [];
  let body: ScreenToken[] = [];
  for (const token of tokens) {
    body.push(token);
    if (token.kind === 'word' && token.text.startsWith('end') && /^end(module|interface|program|package)$/.test(token.text)) {
      bodies.push(body);
      body = [];
    }
  }
  return body.length > 0 ? [...bodies, body] : bodies;
}
