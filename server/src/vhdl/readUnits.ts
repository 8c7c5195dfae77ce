import type { Item, ModuleBody, Port } from '../graph/ast';
import { TokenCursor, Unreadable } from '../graph/tokenCursor';
import { tokenizeVhdl } from './lexer';
import { readConcurrent } from './readConcurrent';
import { readDeclarations, readInterface } from './readDeclarations';
import type { Reading, Span } from './reading';

/** An entity: what its architectures have in common. */
export interface Entity extends Span {
  readonly name: string;
  readonly generics: readonly Port[];
  readonly ports: readonly Port[];
  readonly items: readonly Item[];
  /** Packages in use, by name. */
  readonly uses: readonly string[];
}

/** An architecture with the packages that it uses besides those of its entity. */
export interface Architecture extends Span {
  readonly name: string;
  readonly of: string;
  readonly items: readonly Item[];
  readonly uses: readonly string[];
}

/** The units of a text, in its order. */
export interface VhdlUnits {
  readonly entities: Map<string, Entity>;
  readonly architectures: Architecture[];
  readonly packages: Map<string, ModuleBody>;
  /** What could not be read outside of architectures. */
  readonly problems: string[];
}

/** What reading asks of other texts: the package or entity of that name, read into the same `Reading`; undefined when there is none. */
export interface Elsewhere {
  package(name: string): ModuleBody | undefined;
  entity(name: string): Entity | undefined;
}

const standardLibraries = new Set(['ieee', 'std', 'synopsys', 'ieee_proposed', 'unisim', 'unimacro', 'xpm', 'altera_mf', 'lpm']);

/** Whether a library comes with the tools; its packages are read by the names of their functions alone. */
function isStandardLibrary(name: string): boolean {
  return standardLibraries.has(name.toLowerCase());
}

/** Reads every entity, architecture and package of a VHDL text (IEEE 1076-2008 13.1). What cannot be read is passed over; never fails. */
export function readUnits(text: string, reading: Reading, elsewhere: Elsewhere): VhdlUnits {
  const at = new TokenCursor(tokenizeVhdl(text, reading.spelled));
  const units: VhdlUnits = { entities: new Map(), architectures: [], packages: new Map(), problems: [] };
  reading.declare(spelling(reading, 'work'), { kind: 'library' });
  for (const name of ['ieee', 'std']) reading.declare(spelling(reading, name), { kind: 'library' });
  let uses: string[] = [];
  while (at.peek().kind !== 'end') {
    const mark = at.at;
    try {
      if (at.is('library') || at.is('use') || (at.is('context') && at.peek(2).text !== 'is'))
        uses.push(...readContext(at, reading, units, elsewhere));
      else {
        readUnit(at, { reading, units, elsewhere, uses });
        uses = [];
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      units.problems.push(error.message);
      at.at = Math.max(mark + 1, at.at);
      while (at.peek().kind !== 'end' && !startsUnit(at)) at.next();
    }
  }
  return units;
}

function spelling(reading: Reading, lower: string): string {
  const known = reading.spelled.get(lower) ?? lower;
  reading.spelled.set(lower, known);
  return known;
}

/** `entity x is`, `architecture x of`, `package x is` where a unit may begin. */
function startsUnit(at: TokenCursor): boolean {
  if (at.tokens[at.at - 1]?.text !== ';') return false;
  if (at.is('library') || at.is('use')) return true;
  return (
    ((at.is('entity') || at.is('package')) && (at.peek(2).text === 'is' || at.peek(3).text === 'is')) ||
    (at.is('architecture') && at.peek(2).text === 'of')
  );
}

/** `library a;`, `use a.b.all;` (12.4): the packages that are named. */
function readContext(at: TokenCursor, reading: Reading, units: VhdlUnits, elsewhere: Elsewhere): string[] {
  const uses: string[] = [];
  const word = at.next().text;
  do {
    const path = [at.next().text];
    while (at.accept('.')) path.push(at.next().text);
    const [library = '', name] = path;
    if (word === 'library') reading.declare(library, { kind: 'library' });
    else if (word === 'use' && name !== undefined && name !== 'all' && !isStandardLibrary(library)) {
      reading.declare(name, { kind: 'package' });
      if (!units.packages.has(name)) elsewhere.package(name);
      uses.push(name);
    }
  } while (at.accept(','));
  at.skipPastSemicolon();
  return uses;
}

interface Place {
  readonly reading: Reading;
  readonly units: VhdlUnits;
  readonly elsewhere: Elsewhere;
  readonly uses: readonly string[];
}

function readUnit(at: TokenCursor, place: Place): void {
  switch (at.peek().text) {
    case 'entity':
      readEntity(at, place);
      return;
    case 'architecture':
      readArchitecture(at, place);
      return;
    case 'package':
      readPackage(at, place);
      return;
    case 'configuration':
    case 'context':
      while (at.peek().kind !== 'end' && !(at.is('end') && ['configuration', 'context'].includes(at.peek(1).text))) at.next();
      at.skipPastSemicolon();
      return;
    default:
      at.fail('a design unit');
  }
}

function readEntity(at: TokenCursor, { reading, units, uses }: Place): void {
  const { start } = at.expect('entity');
  const { text: name } = at.next();
  at.expect('is');
  reading.inside(() => {
    const generics = at.accept('generic') ? readInterface(at, reading) : [];
    if (generics.length > 0) at.expect(';');
    const ports = at.accept('port') ? readInterface(at, reading) : [];
    if (ports.length > 0) at.accept(';');
    const items = readDeclarations(at, reading);
    if (at.accept('begin')) while (at.peek().kind !== 'end' && !at.is('end')) at.skipPastSemicolon();
    at.expect('end');
    at.skipPastSemicolon();
    units.entities.set(name, { name, generics, ports, items, uses, start, end: at.lastEnd });
  });
}

function readArchitecture(at: TokenCursor, { reading, units, elsewhere, uses }: Place): void {
  const { start } = at.expect('architecture');
  const { text: name } = at.next();
  at.expect('of');
  let of = at.next().text;
  while (at.accept('.')) of = at.next().text;
  at.expect('is');
  const entity = units.entities.get(of) ?? elsewhere.entity(of);
  reading.inside(() => {
    for (const one of [...(entity?.generics ?? []), ...(entity?.ports ?? [])]) reading.declare(one.name, { kind: 'object' });
    for (const one of declaredIn(entity?.items ?? [])) reading.declare(one, { kind: 'object' });
    const declared = readDeclarations(at, reading);
    at.expect('begin');
    const items = [...declared, ...readConcurrent(at, reading)];
    at.accept('end');
    at.skipPastSemicolon();
    units.architectures.push({ name, of, items, uses, start, end: at.lastEnd });
  });
}

function declaredIn(items: readonly Item[]): string[] {
  return items.flatMap((one) => (one.kind === 'parameter' || one.kind === 'declare' ? one.declarators.map(({ name }) => name) : []));
}

/** A package, or the body of one, which adds to it. What it declares is known from then on. */
function readPackage(at: TokenCursor, { reading, units, uses }: Place): void {
  const { start } = at.expect('package');
  const isBody = at.accept('body');
  const { text: name } = at.next();
  at.expect('is');
  if (at.is('new')) {
    at.skipPastSemicolon();
    return;
  }
  reading.declare(name, { kind: 'package' });
  if (at.is('generic')) {
    // Generic packages are known by their instances only, which are not made here.
    while (at.peek().kind !== 'end' && !(at.is('end') && at.peek(1).text === 'package')) at.next();
    at.skipPastSemicolon();
    return;
  }
  const items = isBody ? reading.inside(() => readDeclarations(at, reading)) : readDeclarations(at, reading);
  at.expect('end');
  at.skipPastSemicolon();
  const before = units.packages.get(name);
  const imports = uses.map((scope): Item => ({ kind: 'import', scope, name: '*', start, end: start }));
  units.packages.set(name, {
    name,
    keyword: 'package',
    parameters: [],
    ports: [],
    items: [...(before?.items ?? []), ...imports, ...items],
    start: before?.start ?? start,
    end: at.lastEnd,
  });
}
