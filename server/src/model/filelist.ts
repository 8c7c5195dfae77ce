import type { SyntaxProblem } from '../syntax/parsedFile';
import { LineIndex } from '../base/lines';
import { rangeOfOffsets } from '../syntax/segmentMap';
import { optionOf, wordsOf, type Word } from './filelistWords';
import { folderOf, isAbsolute, joinPath } from './paths';
import type { Workspace } from './workspacePort';

/** What a project file (a file list or a build description) says. Paths are absolute. */
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
  /** What it could not follow (codes `filelist/…`); see `isGap`. */
  readonly problems: readonly SyntaxProblem[];
  /** Every file that was read for it, itself first: a change of one of them changes it. */
  readonly reads: readonly string[];
  /** Modules it names as tops. */
  readonly tops: readonly string[];
  /** Folders whose files are no part of the project. */
  readonly excludeDirs: readonly string[];
  /** It was found, not named: files that it does not list belong to the project as well. */
  readonly open?: boolean;
}

/** True when a problem means that sources are missing, so that what nothing declares may only not have been found. */
export function isGap(problem: SyntaxProblem): boolean {
  return problem.code !== 'filelist/ignored' && problem.code !== 'filelist/guessed';
}

/** Where a list is read from, beside the list itself. */
export interface FilelistPlace {
  readonly workspace: Workspace;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Reading extends FilelistPlace {
  readonly files: string[];
  readonly includeDirs: { readonly base: string; readonly dir: string }[];
  readonly libraryDirs: { readonly base: string; readonly dir: string }[];
  readonly libraryFiles: string[];
  readonly libExts: string[];
  readonly defines: Record<string, string>;
  readonly problems: SyntaxProblem[];
  readonly reads: string[];
  readonly tops: string[];
  readonly open: string[];
  /** Variables that are not set, with the folder that their uses turned out to mean. */
  readonly guessed: Map<string, string>;
  /** Variables that were reported: once is enough. */
  readonly unset: Set<string>;
  /** For a list whose paths are not seen from its own folder: the folder above it that they are seen from. */
  readonly seenFrom: Map<string, string>;
}

/**
 * Reads a file list as the common simulators do: sources, `-f` (paths seen from where the outermost list is) and `-F` (seen from the
 * nested list itself), `+incdir+a+b`, `-I`, `+define+A=1+B`, `-D`, `-y`, `-v`, `+libext+.v`, `$NAME`, `${NAME}`, `$(NAME)`, comments
 * with `//`, `#` or between slash-star and star-slash. A source that is not where the list says is looked for from the folders above
 * the list, since tools are started there; a variable that is not set is taken for such a folder when that makes the path exist.
 * What it cannot follow is a problem in words.
 */
export function readFilelist(path: string, workspace: Workspace, env: FilelistPlace['env']): Filelist {
  const text = workspace.readText(path);
  if (text !== undefined) return readFilelistText(path, text, folderOf(path), { workspace, env });
  const range = { path, start: 0, end: 0, line: 0, column: 0, endLine: 0, endColumn: 0 };
  return {
    ...emptyFilelist(path),
    problems: [{ range, code: 'filelist/unreadable', message: `file list ${path} cannot be read` }],
  };
}

/** Reads the text of a list that stands in `path`, its paths seen from `base`. */
export function readFilelistText(path: string, text: string, base: string, place: FilelistPlace): Filelist {
  const reading: Reading = {
    ...place,
    files: [],
    includeDirs: [],
    libraryDirs: [],
    libraryFiles: [],
    libExts: [],
    defines: {},
    problems: [],
    reads: [],
    tops: [],
    open: [],
    guessed: new Map(),
    unset: new Set(),
    seenFrom: new Map(),
  };
  readList(reading, path, text, base);
  const { files, libraryFiles, libExts, defines, problems, reads, tops } = reading;
  // Folders last: which folder the list is seen from shows only in its files.
  const folders = (given: Reading['includeDirs']): string[] => [
    ...new Set(given.map(({ base: from, dir }) => joinPath(reading.seenFrom.get(from) ?? from, dir))),
  ];
  const includeDirs = folders(reading.includeDirs);
  const libraryDirs = folders(reading.libraryDirs);
  return { path, files, includeDirs, libraryDirs, libraryFiles, libExts, defines, problems, reads, tops, excludeDirs: [] };
}

/** A list that says nothing. */
export function emptyFilelist(path: string): Filelist {
  return {
    path,
    files: [],
    includeDirs: [],
    libraryDirs: [],
    libraryFiles: [],
    libExts: [],
    defines: {},
    problems: [],
    reads: [path],
    tops: [],
    excludeDirs: [],
  };
}

interface Here {
  readonly path: string;
  readonly base: string;
  report(word: Word, code: 'entry' | 'ignored' | 'guessed', message: string): void;
}

function readList(reading: Reading, path: string, text: string, base: string): void {
  const lines = new LineIndex(text);
  const here: Here = {
    path,
    base,
    report: (word, code, message) =>
      reading.problems.push({ range: rangeOfOffsets(path, lines, word.start, word.end), code: `filelist/${code}`, message }),
  };
  reading.open.push(path);
  if (!reading.reads.includes(path)) reading.reads.push(path);
  const words = wordsOf(text);
  // Variables first: an include directory may use one before a source shows what it stands for.
  for (const word of words) if (optionOf(word.text) === undefined) guess(reading, word, here);
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const option = optionOf(word.text);
    if (option === undefined) readPath(reading, reading.files, word, word.text, here);
    else if (option.value !== undefined) readOption(reading, option.kind, option.value, word, here);
    else if (option.needsValue) {
      const next = words[++at];
      if (next === undefined) here.report(word, 'entry', `${word.text} needs a value after it`);
      else readOption(reading, option.kind, next.text, next, here);
    } else if (option.kind === 'unknown') here.report(word, 'ignored', `"${word.text}" is not understood and was passed over`);
  }
  reading.open.pop();
}

function readOption(reading: Reading, kind: NonNullable<ReturnType<typeof optionOf>>['kind'], value: string, word: Word, here: Here): void {
  const expanded = (text: string): string => expand(reading, text, word, here);
  const addFolder = (folders: Reading['includeDirs'], dir: string): void => {
    const full = expanded(dir);
    // Without its variable the rest would be some other folder.
    if (full !== '' && !unsetIn(reading, dir)) folders.push({ base: here.base, dir: full });
  };
  switch (kind) {
    case 'list':
    case 'listFromItself':
      return nest(reading, kind === 'listFromItself', value, word, here);
    case 'includeDirs':
      for (const dir of value.split('+')) addFolder(reading.includeDirs, dir);
      return;
    case 'includeDir':
      return addFolder(reading.includeDirs, value);
    case 'defines':
      for (const one of value.split('+')) if (one !== '') define(reading, expanded(one));
      return;
    case 'define':
      return define(reading, expanded(value));
    case 'libraryDir':
      return addFolder(reading.libraryDirs, value);
    case 'libraryFile':
      return readPath(reading, reading.libraryFiles, word, value, here);
    case 'libraryExtensions':
      reading.libExts.push(...value.split('+').filter((part) => part !== ''));
      return;
    case 'top':
      reading.tops.push(value);
      return;
    case 'value':
    case 'unknown':
      return;
  }
}

function define(reading: Reading, text: string): void {
  const equals = text.indexOf('=');
  if (equals < 0) reading.defines[text] = '';
  else reading.defines[text.slice(0, equals)] = text.slice(equals + 1);
}

function readPath(reading: Reading, list: string[], word: Word, text: string, here: Here): void {
  const found = locate(reading, word, text, here);
  if (found.path === undefined) {
    // A path through a variable without value was reported for that.
    if (unsetVariable(reading, text) === undefined) here.report(word, 'entry', `${found.tried} does not exist`);
  } else if (!list.includes(found.path)) list.push(found.path);
}

function nest(reading: Reading, fromItself: boolean, value: string, word: Word, here: Here): void {
  const found = locate(reading, word, value, here);
  const path = found.path ?? found.tried;
  const text = reading.workspace.readText(path);
  if (reading.open.includes(path)) here.report(word, 'entry', `${path} reads itself again`);
  else if (text === undefined) {
    here.report(word, 'entry', `file list ${path} cannot be read`);
    reading.reads.push(path);
  } else readList(reading, path, text, fromItself ? folderOf(path) : here.base);
}

/** The file that a path of a list means, or where it should have been. */
function locate(reading: Reading, word: Word, text: string, here: Here): { path?: string; tried: string } {
  const value = expand(reading, text, word, here);
  const tried = joinPath(here.base, value);
  if (reading.workspace.isFile(tried)) return { path: tried, tried };
  if (isAbsolute(value) || value.startsWith('..')) return { tried };
  const known = reading.seenFrom.get(here.base);
  for (const folder of known === undefined ? foldersAbove(here.base) : [known]) {
    const path = joinPath(folder, value);
    if (!reading.workspace.isFile(path)) continue;
    reading.seenFrom.set(here.base, folder);
    return { path, tried };
  }
  return { tried };
}

const variableAtStart = /^\$(?:\{(\w+)\}|\((\w+)\)|(\w+))[\\/]/;
const variable = /\$(?:\{(\w+)\}|\((\w+)\)|(\w+))/g;

function expand(reading: Reading, text: string, word: Word, here: Here): string {
  return text.replace(variable, (_whole, a?: string, b?: string, c?: string) => {
    const name = a ?? b ?? c ?? '';
    const value = reading.env[name] ?? reading.guessed.get(name);
    if (value === undefined && !reading.unset.has(name)) here.report(word, 'entry', `environment variable ${name} is not set`);
    if (value === undefined) reading.unset.add(name);
    return value ?? '';
  });
}

function unsetIn(reading: Reading, text: string): boolean {
  return [...text.matchAll(variable)].some((use) => reading.unset.has(use[1] ?? use[2] ?? use[3] ?? ''));
}

/** The variable that a path starts with, when it has no value yet. */
function unsetVariable(reading: Reading, text: string): string | undefined {
  const start = variableAtStart.exec(text);
  const name = start?.[1] ?? start?.[2] ?? start?.[3];
  return name === undefined || reading.env[name] !== undefined || reading.guessed.has(name) ? undefined : name;
}

/** What projects call the folder that their sources are in; a list beside it may name it by a variable. */
const sourceFolders = ['rtl', 'src', 'hdl', 'hw', 'design', 'core', 'verilog'];

/** Gives a variable that is not set the value that its use makes clear. */
function guess(reading: Reading, word: Word, here: Here): void {
  const name = unsetVariable(reading, word.text);
  const rest = word.text.replace(variableAtStart, '');
  if (name === undefined || rest.includes('$')) return;
  const below = sourceFolders.map((one) => joinPath(here.base, one));
  const folder = [here.base, ...below, ...foldersAbove(here.base)].find((one) => reading.workspace.isFile(joinPath(one, rest)));
  if (folder === undefined) return;
  reading.guessed.set(name, folder);
  here.report(word, 'guessed', `environment variable ${name} is not set; it is taken for ${folder}, where this path exists`);
}

function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let at = folderOf(folder); at !== '/' && !/^[A-Za-z]:$/.test(at); at = folderOf(at)) above.push(at);
  return above;
}
