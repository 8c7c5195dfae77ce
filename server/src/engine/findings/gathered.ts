import type { Diagnostic } from '../../protocol/contract';

/** The word of the text that a finding stands at. */
type WordAt = (one: Diagnostic) => string;

/** One group of findings that are one problem: what a finding is about there, and the words for all of them. */
interface Gathering {
  /** The group a finding belongs to and its name in it; undefined for findings of other kinds. */
  of(one: Diagnostic, wordAt: WordAt): { readonly group: string; readonly name: string } | undefined;
  words(names: readonly string[], first: Diagnostic, uses: number): string;
  /** When the field takes it more lightly than the tool. */
  readonly severity?: Diagnostic['severity'];
}

/**
 * One problem for what is one matter to its author: the inputs that an instance leaves open, the names of a file that are used before their
 * declarations, the assignments to one net. It stands where the first of them does.
 */
export function gathered(found: readonly Diagnostic[], lineOf: (file: string, line: number) => string): Diagnostic[] {
  const wordAt = (one: Diagnostic): string => /^[\w$]+/.exec(lineOf(one.file, one.line).slice(one.column - 1))?.[0] ?? '';
  const groups = new Map<string, { first: Diagnostic; names: Set<string>; uses: number; how: Gathering }>();
  const left: (Diagnostic | string)[] = [];
  for (const one of found) {
    const how = gatherings.find((candidate) => candidate.of(one, wordAt) !== undefined);
    const member = how?.of(one, wordAt);
    if (how === undefined || member === undefined) {
      left.push(one);
      continue;
    }
    const known = groups.get(member.group);
    if (known !== undefined) {
      known.names.add(member.name);
      known.uses++;
      continue;
    }
    groups.set(member.group, { first: one, names: new Set([member.name]), uses: 1, how });
    left.push(member.group);
  }
  return left.map((one) => {
    if (typeof one !== 'string') return one;
    const { first, names, uses, how } = groups.get(one) as NonNullable<ReturnType<typeof groups.get>>;
    return { ...first, severity: how.severity ?? first.severity, message: how.words([...names], first, uses) };
  });
}

const assignedNet = 'cannot assign to a net within a procedural context';
const openPort = /^(input|inout) port '([^']+)' has no connection/;
const noSuchFormal = /^(port|parameter) '([^']+)' does not exist in '([^']+)'/;
const unknownTask = /^unknown system name '([^']+)'/;
const usedBeforeDeclaration = /^identifier '([^']+)' used before its declaration/;

const sizedByParameters = /^slang\/(?:width-trunc|constant-conversion|implicit-conv|divide-by-zero|index-oob|range-oob)$/;

const gatherings: readonly Gathering[] = [
  {
    // One expression of a generate loop, or of a module with several sets of parameters.
    of: (one) => (sizedByParameters.test(one.code) ? member(one.message, `${one.file}:${one.line}:${one.column}:${one.code}`) : undefined),
    words: (names, first) => (names.length === 1 ? first.message : `${first.message}; other sizes in other rounds of a loop or instances`),
  },
  {
    of: (one) => {
      const [, direction = '', name] = openPort.exec(one.message) ?? [];
      return member(name, `${one.file}:${one.line}:${one.column}:${direction}`);
    },
    words: (names, first) =>
      names.length === 1 ? first.message : `${openPort.exec(first.message)?.[1] ?? ''} ports ${listed(names)} have no connection`,
  },
  {
    of: (one) => {
      const [, sort = '', name, unit = ''] = noSuchFormal.exec(one.message) ?? [];
      return member(name, `${one.file}:${sort}:${unit}:none`);
    },
    words: (names, first, uses) => {
      const [, sort = '', , unit = ''] = noSuchFormal.exec(first.message) ?? [];
      if (uses === 1) return first.message;
      const places = uses === names.length ? '' : ` (${uses} connections)`;
      return `${sort}${names.length === 1 ? '' : 's'} ${listed(names)} ${names.length === 1 ? 'does' : 'do'} not exist in '${unit}'${places}`;
    },
  },
  {
    of: (one) => member(unknownTask.exec(one.message)?.[1], `${one.file}:${one.severity}:tasks`),
    words: (names, first, uses) => {
      if (uses === 1) return first.message;
      const places = uses === names.length ? '' : ` (${uses} calls)`;
      return `unknown system name${names.length === 1 ? '' : 's'} ${listed(names)}${places}`;
    },
  },
  {
    of: (one) => member(usedBeforeDeclaration.exec(one.message)?.[1], `${one.file}:before`),
    words: (names) =>
      `${listed(names)} ${names.length === 1 ? 'is' : 'are'} used before ${names.length === 1 ? 'its' : 'their'} declaration, which some tools refuse`,
    severity: 'warning',
  },
  {
    of: (one, wordAt) => (one.message === assignedNet ? member(wordAt(one) || undefined, `${one.file}:${wordAt(one)}:net`) : undefined),
    words: ([name = ''], _, uses) =>
      `'${name}' is a net, which a process cannot assign; declare it as a variable (logic, reg)${uses === 1 ? '' : ` (assigned ${uses} times)`}`,
  },
];

function member(name: string | undefined, group: string): { group: string; name: string } | undefined {
  return name === undefined ? undefined : { group, name };
}

const shown = 4;

/** Names in quotes, as a list in a sentence; of many the first few. */
export function listed(names: readonly string[]): string {
  const quoted = names.slice(0, names.length > shown + 1 ? shown : names.length).map((name) => `'${name}'`);
  const more = names.length - quoted.length;
  if (more > 0) return `${quoted.join(', ')} and ${more} more`;
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
}
