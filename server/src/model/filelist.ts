import type { SyntaxProblem } from '../syntax/parsedFile';
import { LineIndex } from '../base/lines';
import { rangeOfOffsets } from '../syntax/segmentMap';
import { folderOf, joinPath } from './paths';
import type { Workspace } from './workspacePort';

/** What a file list (`.f`) says. Paths are absolute. */
export interface Filelist {
  readonly path: string;
  /** Sources in the order written. */
  readonly files: readonly string[];
  readonly includeDirs: readonly string[];
  /** `-y`: folders searched for modules by name. */
  readonly libraryDirs: readonly string[];
  /** `-v`: files read only for modules that are needed. */
  readonly libraryFiles: readonly string[];
  readonly libExts: readonly string[];
  readonly defines: Readonly<Record<string, string>>;
  readonly problems: readonly SyntaxProblem[];
}

interface Reading {
  readonly workspace: Workspace;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: string[];
  readonly includeDirs: string[];
  readonly libraryDirs: string[];
  readonly libraryFiles: string[];
  readonly libExts: string[];
  readonly defines: Record<string, string>;
  readonly problems: SyntaxProblem[];
  readonly open: string[];
}

/**
 * Reads a file list as the common simulators do: sources, `-f` (paths seen from where the outermost list is) and `-F` (seen from the
 * nested list itself), `+incdir+a+b`, `-I`, `+define+A=1+B`, `-D`, `-y`, `-v`, `+libext+.v`, `$NAME`, `${NAME}`, `$(NAME)`, comments
 * with `//`, `#` or between slash-star and star-slash. What it cannot follow is a problem in words.
 */
export function readFilelist(path: string, workspace: Workspace, env: Readonly<Record<string, string | undefined>>): Filelist {
  const reading: Reading = {
    workspace,
    env,
    files: [],
    includeDirs: [],
    libraryDirs: [],
    libraryFiles: [],
    libExts: [],
    defines: {},
    problems: [],
    open: [],
  };
  const text = workspace.readText(path);
  if (text === undefined) {
    const range = { path, start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
    reading.problems.push({ range, code: 'filelist/unreadable', message: `file list ${path} cannot be read` });
  } else readList(reading, path, text, folderOf(path));
  const { files, includeDirs, libraryDirs, libraryFiles, libExts, defines, problems } = reading;
  return { path, files, includeDirs, libraryDirs, libraryFiles, libExts, defines, problems };
}

const wordPattern = /\/\/[^\r\n]*|#[^\r\n]*|\/\*[^]*?(?:\*\/|$)|"([^"\r\n]*)"|((?:[^\s"/]|\/(?![/*])|"[^"\r\n]*")+)/g;

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function readList(reading: Reading, path: string, text: string, base: string): void {
  const lines = new LineIndex(text);
  const report = (word: Word, message: string): void => {
    reading.problems.push({ range: rangeOfOffsets(path, lines, word.start, word.end), code: 'filelist/entry', message });
  };
  reading.open.push(path);
  const words = wordsOf(text);
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    const value = expandVariables(word.text, reading.env, (name) => report(word, `environment variable ${name} is not set`));
    const nextPath = (): { value: string; word: Word } | undefined => {
      const next = words[++index];
      if (next === undefined) report(word, `${word.text} needs a path after it`);
      return (
        next && {
          word: next,
          value: expandVariables(next.text, reading.env, (name) => report(next, `environment variable ${name} is not set`)),
        }
      );
    };
    readEntry(reading, value, word, base, nextPath, report);
  }
  reading.open.pop();
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const found of text.matchAll(wordPattern)) {
    const word = found[1] ?? found[2]?.replace(/"/g, '');
    if (word !== undefined && word !== '') words.push({ text: word, start: found.index, end: found.index + found[0].length });
  }
  return words;
}

function expandVariables(text: string, env: Reading['env'], unset: (name: string) => void): string {
  return text.replace(/\$(?:\{(\w+)\}|\((\w+)\)|(\w+))/g, (_whole, a?: string, b?: string, c?: string) => {
    const name = a ?? b ?? c ?? '';
    const value = env[name];
    if (value === undefined) unset(name);
    return value ?? '';
  });
}

type NextPath = () => { value: string; word: Word } | undefined;

function readEntry(
  reading: Reading,
  value: string,
  word: Word,
  base: string,
  next: NextPath,
  report: (word: Word, message: string) => void,
): void {
  const folder = (path: string): string => joinPath(base, path);
  if (value === '-f' || value === '-F') nest(reading, value, next(), base, report);
  else if (value.startsWith('+incdir+')) for (const dir of parts(value, '+incdir+')) reading.includeDirs.push(folder(dir));
  else if (value.startsWith('+define+')) for (const one of parts(value, '+define+')) define(reading, one);
  else if (value.startsWith('+libext+')) reading.libExts.push(...parts(value, '+libext+'));
  else if (value === '-y' || value === '-v') {
    const path = next();
    if (path === undefined) return;
    if (value === '-y') reading.libraryDirs.push(folder(path.value));
    else addFile(reading, reading.libraryFiles, folder(path.value), path.word, report);
  } else if (value === '-I' || value === '-incdir') {
    const path = next();
    if (path !== undefined) reading.includeDirs.push(folder(path.value));
  } else if (value.startsWith('-I')) reading.includeDirs.push(folder(value.slice(2)));
  else if (value === '-D') {
    const given = next();
    if (given !== undefined) define(reading, given.value);
  } else if (value.startsWith('-D')) define(reading, value.slice(2));
  else if (value.startsWith('-y')) reading.libraryDirs.push(folder(value.slice(2)));
  else if (/^[-+]/.test(value)) report(word, `"${word.text}" is not understood and was passed over`);
  else addFile(reading, reading.files, folder(value), word, report);
}

function parts(value: string, prefix: string): string[] {
  return value
    .slice(prefix.length)
    .split('+')
    .filter((part) => part !== '');
}

function define(reading: Reading, text: string): void {
  const equals = text.indexOf('=');
  if (equals < 0) reading.defines[text] = '';
  else reading.defines[text.slice(0, equals)] = text.slice(equals + 1);
}

function addFile(reading: Reading, list: string[], path: string, word: Word, report: (word: Word, message: string) => void): void {
  if (!reading.workspace.isFile(path)) report(word, `${path} does not exist`);
  else if (!list.includes(path)) list.push(path);
}

function nest(
  reading: Reading,
  option: string,
  given: { value: string; word: Word } | undefined,
  base: string,
  report: (word: Word, message: string) => void,
): void {
  if (given === undefined) return;
  const path = joinPath(base, given.value);
  const text = reading.workspace.readText(path);
  if (reading.open.includes(path)) report(given.word, `${path} reads itself again`);
  else if (text === undefined) report(given.word, `file list ${path} cannot be read`);
  else readList(reading, path, text, option === '-F' ? folderOf(path) : base);
}
