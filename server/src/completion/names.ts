import type { Diagnostic, Verdict } from '../protocol/contract';
import { LineIndex } from '../base/lines';
import { tokenize, type Token } from '../graph/lexer';
import { bracketStep } from './closingBracket';
import { connectionsIn, statementTokens, type Connection } from './connections';
import type { ModuleInfo } from '../model/moduleInfo';
import { isKeyword } from './keywords';
import { mixedAssignments } from './mixedAssignments';
import type { Place } from './place';
import { applyCandidate } from './repair';
import type { Candidate } from './trim';
import { redeclaredPorts } from './redeclared';
import { drivenInputs, secondDrivers, sharedByOutputs } from './secondDrivers';
import { selfLoops } from './selfLoops';
import { findWidthFaults } from './widths';

export interface NameSources {
  findModules(name: string): readonly ModuleInfo[];
  summarize(path: string, text: string): readonly ModuleInfo[];
  readText?(path: string): string | undefined;
  /** True when some macro in reach pastes names together or is not known: declarations may then be invisible. */
  readonly hiddenNames?: boolean;
}

/**
 * What can be refused by names and widths alone, before any tool starts: a constant of width zero, a port or parameter that the
 * instantiated module does not have, a connection that cuts bits off, a select outside of its vector, a net assigned from itself or twice or in two manners, a name that nothing declares. It errs towards silence: whatever is not certain is left to the tools.
 */
export function findNameFaults(candidate: Candidate, place: Place, sources: NameSources): Diagnostic[] {
  const edited = applyCandidate(place.text, candidate);
  const lines = new LineIndex(edited);
  const tokens = tokensOf(candidate, place);
  const connections = connectionsIn(candidate, place, sources);
  const report = (token: Token, code: string, message: string): Diagnostic => {
    const from = lines.positionAt(candidate.start + token.start);
    const to = lines.positionAt(candidate.start + token.end);
    const position = { line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
    return { file: place.path, ...position, severity: 'error', code, source: 'signoff', message };
  };
  return [
    ...zeroWidths(tokens).map((token) => report(token, 'lint/zero-width', `The constant ${token.text} has width zero.`)),
    ...unknownPorts(connections).map(({ token, message, code }) => report(token, code, message)),
    ...findWidthFaults(tokens, connections, place).map(({ token, message, code }) => report(token, code, message)),
    ...loops(candidate, place).map((token) =>
      report(token, 'lint/comb-loop', `${token.text} is assigned from itself: a combinational loop.`),
    ),
    ...secondDrivers(untilStart(place.before, candidate.start), tokens, place.after).map((token) =>
      report(token, 'lint/multiple-drivers', `${token.text} has another driver: it is assigned elsewhere already.`),
    ),
    ...sharedByOutputs(connections).map(({ token, net }) =>
      report(token, 'lint/multiple-drivers', `${net} has another driver: it is at two outputs of one instance.`),
    ),
    ...drivenInputs(connections, tokens, place.unit).map(({ token, net }) =>
      report(token, 'lint/multiple-drivers', `${net} has another driver: it is an input of ${place.unitName ?? 'the module'}.`),
    ),
    ...mixedAssignments(untilStart(place.before, candidate.start), tokens, place.after).map((token) =>
      report(token, 'lint/mixed-assignment', `${token.text} is assigned by both = and <= in one process.`),
    ),
    ...redeclaredPorts(tokens, place).map((token) =>
      report(token, 'elaborate/redeclared', `${token.text} is declared already, as a port.`),
    ),
    ...undeclared(tokens, place, edited, sources).map((token) =>
      report(token, 'elaborate/undeclared', `${token.text} is not declared in ${place.unitName ?? 'this file'}.`),
    ),
  ];
}

/** Tokens of the insertion, the first joined with the part of its word that was typed already; offsets count from the insertion. */
function tokensOf(candidate: Candidate, place: Place): Token[] {
  const typed = /[\w$`']+$/.exec(place.text.slice(0, candidate.start))?.[0] ?? '';
  if (typed === '' || !/^[\w$]/.test(candidate.text)) return tokenize(candidate.text).slice(0, -1);
  const joined = tokenize(typed + candidate.text).slice(0, -1);
  return joined.map((token) => ({ ...token, start: Math.max(0, token.start - typed.length), end: token.end - typed.length }));
}

/** The verdict that such faults amount to. */
export function refutedByNames(faults: readonly Diagnostic[]): Verdict {
  const reason = faults[0]?.message ?? 'Names do not fit the design.';
  return {
    verdict: 'refuted',
    reached: 'elaborate',
    contract: { kind: 'newCode' },
    rungs: [{ name: 'elaborate', outcome: 'failed', tool: 'signoff-names', ms: 0, detail: reason, diagnostics: [...faults] }],
    reason,
  };
}

function untilStart(tokens: readonly Token[], start: number): Token[] {
  return tokens.filter((token) => token.end <= start);
}

function zeroWidths(tokens: readonly Token[]): Token[] {
  return tokens.filter((token) => token.kind === 'number' && /^0+\s*'/.test(token.text));
}

function loops(candidate: Candidate, place: Place): Token[] {
  const { all, typed } = statementTokens(candidate, place);
  const own = new Set(all.slice(typed));
  return selfLoops(all).filter((token) => own.has(token));
}

interface Fault {
  readonly token: Token;
  readonly code: string;
  readonly message: string;
}

/** Connections by a name that the instantiated module does not have. */
function unknownPorts(connections: readonly Connection[]): Fault[] {
  return connections.flatMap(({ unit, kind, name }) => {
    const known = kind === 'port' ? unit.ports : unit.parameters.filter((parameter) => !parameter.local);
    if (known.some((entry) => entry.name === name.text)) return [];
    return [{ token: name, code: `elaborate/unknown-${kind}`, message: `${unit.name} has no ${kind} ${name.text}.` }];
  });
}

/**
 * Names of the insertion that occur nowhere else in the file, in no imported package and in no declaration of the insertion itself.
 * Types are left out, and so are nets that Verilog declares by their mere use in two places. The unit is read with the insertion in place: when it
 * is broken even then, its declarations may be incomplete and nothing is said.
 */
function undeclared(tokens: readonly Token[], place: Place, edited: string, sources: NameSources): Token[] {
  if (sources.hiddenNames === true || place.unitName === undefined) return [];
  const suspects = suspectsIn(tokens, place).filter((token) => sources.findModules(token.text).length === 0);
  if (suspects.length === 0) return [];
  const unit = sources.summarize(place.path, edited).find((candidate) => candidate.name === place.unitName);
  if (unit === undefined || unit.damaged) return [];
  const known = knownNames(unit, sources);
  return known === undefined ? [] : suspects.filter((token) => !known.has(token.text));
}

/** Identifiers in expressions that stand nowhere else in the file and that the insertion does not plainly declare. */
function suspectsIn(tokens: readonly Token[], place: Place): Token[] {
  const outside = new Set([...tokenize(place.prefix), ...tokenize(place.suffix)].map((token) => token.text));
  // A half-typed word is no name of the file.
  const half = /[\w$]+$/.exec(place.linePrefix)?.[0];
  if (half !== undefined && !new RegExp(`\\b${half.replaceAll('$', '\\$')}\\b`).test(place.prefix.slice(0, -half.length) + place.suffix))
    outside.delete(half);
  // The half-typed word is the first token of the insertion already.
  const lead = half === undefined ? place.before : place.before.slice(0, -1);
  const own = declaredIn(tokens, lead.at(-1));
  const at = (i: number): string => tokens[i]?.text ?? (i < 0 ? lead.at(i)?.text : undefined) ?? '';
  // `.port(name)` and the target of `assign name =` create a net (IEEE 1800-2023 6.10): one that nothing else is connected to is a slip of the pen.
  const mayCreate = (i: number): boolean => (at(i - 1) === '(' && at(i + 1) === ')') || at(i - 1) === 'assign';
  const created = new Set(tokens.flatMap(({ text }, i) => (mayCreate(i) ? [text] : [])));
  return tokens.filter((token, i) => {
    if (token.kind !== 'id' || /^[`\\]/.test(token.text) || isKeyword(token.text)) return false;
    if (outside.has(token.text) || own.has(token.text) || (created.has(token.text) && !mayCreate(i))) return false;
    const next = tokens[i + 1];
    if (['.', '::', '#'].includes(at(i - 1)) || ['::', '.', '#'].includes(next?.text ?? '') || next?.kind === 'id') return false;
    if (at(i - 1) === ':' && /^(begin|end\w*|fork|join\w*)$/.test(at(i - 2))) return false;
    if (next?.text === ':' && /^(?:'\{|,)$/.test(at(i - 1)) && isInPattern(tokens, i)) return false;
    return !mayCreate(i) || tokens.filter(({ text }) => text === token.text).length === 1;
  });
}

/** Inside of `'{ … }`, where `member:` is a key (IEEE 1800-2023 10.9.2). */
function isInPattern(tokens: readonly Token[], i: number): boolean {
  let depth = 0;
  for (let k = i - 1; k >= 0; k--) {
    const text = tokens[k]?.text ?? '';
    const step = bracketStep(text);
    if (step > 0 && depth === 0) return text === "'{";
    depth -= step;
  }
  return false;
}

/** Names of the unit and of the packages it uses; undefined when an imported package is not known. */
function knownNames(unit: ModuleInfo, sources: NameSources): Set<string> | undefined {
  const names = new Set(namesOf(unit));
  for (const name of new Set([...unit.imports.map((entry) => entry.package), ...unit.references])) {
    const found = sources.findModules(name).find((candidate) => candidate.kind === 'package');
    if (found === undefined && unit.imports.some((entry) => entry.package === name)) return undefined;
    for (const declared of found === undefined ? [] : namesOf(found)) names.add(declared);
  }
  return names;
}

function namesOf(unit: ModuleInfo): string[] {
  return [
    ...[unit.ports, unit.parameters, unit.nets, unit.instances, unit.functions, unit.types].flatMap((list) =>
      list.map((entry) => entry.name),
    ),
    ...unit.types.flatMap((type) => [...(type.enumValues ?? []), ...(type.text.match(/[A-Za-z_]\w*/g) ?? [])]),
  ];
}

const declaring =
  /^(wire|reg|logic|bit|byte|shortint|int|longint|integer|time|real|genvar|parameter|localparam|input|output|inout|typedef|enum|struct|union|function|task|tri\d?|wand|wor|supply[01]|var|automatic|static|const|let|event|string|for|foreach|class|import)$/;

const gate = /^(?:n?and|x?n?or|buf|not|(?:buf|not)if[01]|pull(?:up|down)|r?[pnc]mos|r?tran(?:if[01])?)$/;

/** Names that a statement of the insertion declares, initial values left out, labels, and the second of two names in a row (`type_t x`, `ram u_ram`). */
function declaredIn(tokens: readonly Token[], last: Token | undefined): Set<string> {
  const found = new Set<string>();
  let declares = false;
  let depth = 0;
  /** Depth at which an initial value began. */
  let value: number | undefined;
  /** In a list of gates. */
  let gates = false;
  tokens.forEach((token, i) => {
    depth += bracketStep(token.text);
    if (token.text === '=' && declares) value ??= depth;
    else if (value !== undefined && (depth < value || (depth === value && /^[,;]$/.test(token.text)))) value = undefined;
    if (token.kind === 'id' && depth === 0 && gate.test(token.text)) gates = true;
    else if (token.text === ';') gates = false;
    if (token.kind === 'id' && declaring.test(token.text)) declares = true;
    else if (/^(;|begin|end)$/.test(token.text)) declares = false;
    if (token.kind !== 'id' || isKeyword(token.text) || value !== undefined) return;
    const previous = i === 0 ? last : tokens[i - 1];
    const afterName = previous?.kind === 'id' && !isKeyword(previous.text);
    const isLabel = previous?.text === ':' && /^(?:begin|fork)$/.test(tokens[i - 2]?.text ?? '');
    const isAssertion = tokens[i + 1]?.text === ':' && /^(?:assert|assume|cover|restrict)$/.test(tokens[i + 2]?.text ?? '');
    const isGate =
      gates && depth === 0 && /^[([]$/.test(tokens[i + 1]?.text ?? '') && (previous?.text === ',' || gate.test(previous?.text ?? ''));
    if (isLabel || isAssertion || isGate || /^(?:property|sequence|clocking)$/.test(previous?.text ?? '')) found.add(token.text);
    // `type_t a, b;` declares both.
    if (afterName && /^[,;=[]$/.test(tokens[i + 1]?.text ?? '')) declares = true;
    if (declares || afterName || /^[)\]}]$/.test(previous?.text ?? '')) found.add(token.text);
  });
  return found;
}
