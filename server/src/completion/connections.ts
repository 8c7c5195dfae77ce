import { tokenize, type Token } from '../graph/lexer';
import type { ModuleInfo } from '../model/moduleInfo';
import { bracketStep, closingBracket } from './closingBracket';
import { isKeyword } from './keywords';
import type { Place } from './place';
import type { Candidate } from './trim';

/** A connection by name that an insertion makes to an instance's port or parameter. */
export interface Connection {
  /** The instantiated module, known once and wholly. */
  readonly unit: ModuleInfo;
  readonly kind: 'port' | 'parameter';
  /** The name after the dot; offsets count from the insertion. */
  readonly name: Token;
  /** What is connected: the tokens between its brackets. */
  readonly actual: readonly Token[];
  /** The instance gives parameters of its own. */
  readonly overridden: boolean;
  /** Tells the instances of an insertion apart. */
  readonly instance: number;
}

export interface ConnectionSources {
  findModules(name: string): readonly ModuleInfo[];
  readText?(path: string): string | undefined;
}

/** Named connections at the level of an instance's port or parameter list, also of an instance that the user began before the cursor. */
export function connectionsIn(candidate: Candidate, place: Place, sources: ConnectionSources): Connection[] {
  const { all, typed } = statementTokens(candidate, place);
  const found: Connection[] = [];
  for (let i = 0; i < all.length; i++) {
    const token = all[i];
    if (token?.kind !== 'id' || all[i - 1]?.text === '.' || isKeyword(token.text)) continue;
    const instance = instanceAt(all, i, place, sources);
    if (instance === undefined) continue;
    for (const { index, kind } of instance.connections) {
      const name = all[index];
      if (index < typed || name === undefined) continue;
      const actual = all[index + 1]?.text === '(' ? all.slice(index + 2, closingBracket(all, index + 1)) : [];
      found.push({ unit: instance.unit, kind, name, actual, overridden: instance.overridden, instance: i });
    }
  }
  return found;
}

/** Tokens of the insertion (offsets count from it) behind the first `typed` ones of the statement that was begun before the cursor. */
export function statementTokens(candidate: Candidate, place: Place): { readonly all: readonly Token[]; readonly typed: number } {
  const typed = place.before.slice(place.statement).filter((token) => token.end <= candidate.start);
  return { all: [...typed, ...tokenize(candidate.text).slice(0, -1)], typed: typed.length };
}

interface FoundInstance {
  readonly unit: ModuleInfo;
  readonly overridden: boolean;
  readonly connections: readonly { readonly index: number; readonly kind: 'port' | 'parameter' }[];
}

/** `name [#( … )] instance (` with a module that is known once and wholly; the list may be unfinished. */
function instanceAt(tokens: readonly Token[], at: number, place: Place, sources: ConnectionSources): FoundInstance | undefined {
  const parameters = tokens[at + 1]?.text === '#' && tokens[at + 2]?.text === '(' ? at + 2 : undefined;
  const afterParameters = parameters === undefined ? at + 1 : closingBracket(tokens, parameters) + 1;
  const isInstance = tokens[afterParameters]?.kind === 'id' && tokens[afterParameters + 1]?.text === '(';
  if (!isInstance && parameters === undefined) return undefined;
  const units = sources.findModules(tokens[at]?.text ?? '').filter((unit) => unit.kind === 'module' || unit.kind === 'interface');
  const unit = units[0];
  if (units.length !== 1 || unit === undefined || unit.damaged || unit.name === place.unitName) return undefined;
  // Ports that come and go with a conditional or a macro are not judged by one reading of the header.
  const header = sources.readText?.(unit.path)?.slice(unit.headerRange.start, unit.headerRange.end);
  if (header?.includes('`') === true) return undefined;
  const found: FoundInstance['connections'][number][] = [];
  if (parameters !== undefined) found.push(...named(tokens, parameters, 'parameter'));
  if (isInstance) found.push(...named(tokens, afterParameters + 1, 'port'));
  return { unit, overridden: parameters !== undefined, connections: found };
}

/** Indexes of the names after a dot directly inside the list that opens at `open`. */
function named(tokens: readonly Token[], open: number, kind: 'port' | 'parameter'): { index: number; kind: 'port' | 'parameter' }[] {
  const found: { index: number; kind: 'port' | 'parameter' }[] = [];
  const end = closingBracket(tokens, open);
  let depth = 0;
  for (let i = open; i < Math.min(end, tokens.length); i++) {
    const text = tokens[i]?.text ?? '';
    depth += bracketStep(text);
    if (depth === 1 && text === '.' && tokens[i + 1]?.kind === 'id') found.push({ index: i + 1, kind });
  }
  return found;
}
