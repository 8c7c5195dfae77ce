import { tclExpression } from './tclExpression';

/** A command with its words, braces and quotes around them taken off. */
export interface TclCommand {
  /** Line of its first word, 1-based. */
  readonly line: number;
  readonly words: readonly string[];
}

export interface TclHost {
  /** The value of `[words …]`, or undefined for a command that is not known. */
  readonly bracket: (words: readonly string[]) => string | undefined;
  /** A command that is none of Tcl's own, its words substituted. */
  readonly command: (command: TclCommand) => void;
  /** What was left out, in words. */
  readonly note: (line: number, message: string) => void;
}

/** Rounds of loops in one file, at most. */
const mostRounds = 10_000;

/**
 * Runs the part of Tcl that constraint files are written in: `set` with plain values, lists and `expr`, `foreach` over lists, variables and bracketed commands in words. Nothing else is run: a
 * command that uses something that is not known here is left out, with a note.
 */
export function runTcl(text: string, host: TclHost): void {
  const variables = new Map<string, string>();
  let rounds = 0;
  const run = (body: string, firstLine: number): void => {
    for (const { line: own, words } of tclCommands(body)) {
      const line = firstLine + own - 1;
      const [name = '', ...rest] = words;
      if (name === 'foreach') {
        const [variable, list, inner] = rest;
        const values = list === undefined ? undefined : substitute(list, line);
        if (variable === undefined || inner === undefined || values === undefined)
          host.note(line, 'foreach without a variable, a list and a body was left out.');
        else {
          for (const value of listOf(values)) {
            if (++rounds > mostRounds) return host.note(line, `loops were ended after ${mostRounds} rounds.`);
            variables.set(variable, value);
            run(inner, line);
          }
        }
        continue;
      }
      const substituted = rest.map((word) => substitute(word, line));
      if (substituted.some((word) => word === undefined)) {
        host.note(line, `${name} was left out: it uses what is not known here.`);
        if (name === 'set' && rest[0] !== undefined) variables.delete(rest[0]);
        continue;
      }
      const known = substituted.flatMap((word) => word ?? []);
      if (name !== 'set') host.command({ line, words: [name, ...known] });
      else if (known[0] !== undefined && known[1] !== undefined) variables.set(known[0], known[1]);
    }
  };
  const substitute = (word: string, line: number): string | undefined => {
    let out = '';
    for (let at = 0; at < word.length; at++) {
      const char = word[at] ?? '';
      const variable = char === '$' ? /^\$(?:\{([^}]*)\}|((?:::)?\w[\w:]*(?:\([^)]*\))?))/.exec(word.slice(at)) : null;
      if (variable !== null) {
        const value = variables.get((variable[1] ?? variable[2] ?? '').replace(/^::/, ''));
        if (value === undefined) return undefined;
        out += value;
        at += variable[0].length - 1;
      } else if (char === '[') {
        const end = closing(word, at);
        const inner = word.slice(at + 1, end);
        const value = bracket(inner, line);
        if (value === undefined) return undefined;
        out += value;
        at = end;
      } else out += char;
    }
    return out;
  };
  /** A select of a name (`[3]`, `[*]`) stays as it is. */
  const bracket = (inner: string, line: number): string | undefined => {
    const [command] = [...tclCommands(inner)];
    const [name = '', ...rest] = command?.words ?? [];
    if (!/^[A-Za-z_]\w+$/.test(name)) {
      const select = substitute(inner, line);
      return select === undefined ? undefined : `[${select}]`;
    }
    const words = rest.map((word) => substitute(word, line));
    if (words.some((word) => word === undefined)) return undefined;
    const known = words.flatMap((word) => word ?? []);
    if (name === 'expr') return tclExpression(known.join(' '))?.toString();
    if (name === 'list' || name === 'concat') return known.join(' ');
    return host.bracket([name, ...known]);
  };
  run(text, 1);
}

/** The elements of a list: words, braces around them taken off. */
export function listOf(text: string): string[] {
  return [...tclCommands(text.replace(/[\n;]/g, ' '))].flatMap((one) => [...one.words]);
}

function closing(word: string, from: number): number {
  let depth = 0;
  for (let at = from; at < word.length; at++) {
    if (word[at] === '[') depth++;
    else if (word[at] === ']' && --depth === 0) return at;
  }
  return word.length;
}

/** Commands with their words; a word may be a brace group, a quoted string or a bracketed command, kept whole. */
export function* tclCommands(text: string): Generator<TclCommand> {
  let words: string[] = [];
  let word = '';
  let depth = 0;
  let quoted = false;
  let line = 1;
  let start = 1;
  const endWord = (): void => {
    if (word !== '') words.push(word.replace(/^\{([^]*)\}$/, '$1').replace(/^"([^]*)"$/, '$1'));
    word = '';
  };
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? '\n';
    const open = depth > 0 || quoted;
    if (char === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      at += text[at + 1] === '\r' ? 2 : 1;
      line++;
      if (open) word += ' ';
      else endWord();
      continue;
    }
    if (char === '#' && !open && words.length === 0 && word === '') {
      while (at < text.length && text[at] !== '\n') at++;
      line++;
      continue;
    }
    if (!open && (char === '\n' || char === ';')) {
      endWord();
      if (words.length > 0) yield { line: start, words };
      words = [];
    } else if (!open && /\s/.test(char)) endWord();
    else {
      if (words.length === 0 && word === '') start = line;
      if (char === '"') quoted = !quoted;
      else if (char === '{' || char === '[') depth++;
      else if ((char === '}' || char === ']') && depth > 0) depth--;
      word += char;
    }
    if (char === '\n') line++;
  }
  endWord();
  if (words.length > 0) yield { line: start, words };
}
