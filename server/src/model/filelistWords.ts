/** A word of a file list, quotes taken off, with its offsets. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const wordPattern = /\/\/[^\r\n]*|#[^\r\n]*|\/\*[^]*?(?:\*\/|$)|\\\r?\n|"([^"\r\n]*)"|((?:[^\s"/]|\/(?![/*])|"[^"\r\n]*")+)/g;

/** The words of a list; comments and line continuations are passed over. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const found of text.matchAll(wordPattern)) {
    const word = found[1] ?? found[2]?.replace(/"/g, '');
    if (word !== undefined && word !== '' && word !== '\\')
      words.push({ text: word, start: found.index, end: found.index + found[0].length });
  }
  return words;
}

export type OptionKind =
  | 'list'
  | 'listFromItself'
  | 'includeDir'
  | 'includeDirs'
  | 'define'
  | 'defines'
  | 'libraryDir'
  | 'libraryFile'
  | 'libraryExtensions'
  | 'top'
  /** Takes a value that says nothing about sources. */
  | 'value'
  | 'unknown';

interface Option {
  readonly kind: OptionKind;
  /** The value when it stands in the same word. */
  readonly value?: string;
  /** The value is the next word. */
  readonly needsValue: boolean;
}

/** Options whose value is the next word or, after `=`, in the same one. Of Verilator, slang, VCS, Questa, Xcelium and Icarus. */
const named: Readonly<Record<string, OptionKind>> = {
  '-f': 'list',
  '-file': 'list',
  '-F': 'listFromItself',
  '-I': 'includeDir',
  '-incdir': 'includeDir',
  '--include-directory': 'includeDir',
  '--isystem': 'includeDir',
  '--include-dir': 'includeDir',
  '-D': 'define',
  '-define': 'define',
  '--define-macro': 'define',
  '-y': 'libraryDir',
  '--libdir': 'libraryDir',
  '-v': 'libraryFile',
  '--libfile': 'libraryFile',
  '-Y': 'libraryExtensions',
  '--libext': 'libraryExtensions',
  '-top': 'top',
  '--top': 'top',
  '-top-module': 'top',
  '--top-module': 'top',
  '-s': 'top',
  '-o': 'value',
  '-l': 'value',
  '-L': 'value',
  '-work': 'value',
  '-timescale': 'value',
  '--timescale': 'value',
  '-Mdir': 'value',
  '--Mdir': 'value',
  '-CFLAGS': 'value',
  '-LDFLAGS': 'value',
  '--std': 'value',
  '-j': 'value',
  '-U': 'value',
  '-G': 'value',
};

const attached: readonly (readonly [string, OptionKind])[] = [
  ['+incdir+', 'includeDirs'],
  ['+define+', 'defines'],
  ['+libext+', 'libraryExtensions'],
  ['-I', 'includeDir'],
  ['-D', 'define'],
  ['-y', 'libraryDir'],
  ['-G', 'value'],
  ['-W', 'value'],
];

/** What an option of a file list is; undefined for a word that is a path. */
export function optionOf(word: string): Option | undefined {
  if (!/^[-+]./.test(word)) return undefined;
  const whole = named[word];
  if (whole !== undefined) return { kind: whole, needsValue: true };
  const equals = word.indexOf('=');
  const before = equals < 0 ? undefined : named[word.slice(0, equals)];
  if (before !== undefined) return { kind: before, value: word.slice(equals + 1), needsValue: false };
  for (const [prefix, kind] of attached) if (word.startsWith(prefix)) return { kind, value: word.slice(prefix.length), needsValue: false };
  return { kind: 'unknown', needsValue: false };
}
