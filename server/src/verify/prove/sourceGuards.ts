import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';
import type { NetlistModule } from '../../netlist/netlist';
import { keptInRoutines, type KeptVariables } from './keptInRoutines';
import { preprocess } from '../../syntax/preprocess';
import { findInclude } from '../../tools/sourceLayout';
import { endsSimulation } from '../screenLists';
import type { ScreenToken } from '../screenTokens';
import { codeTokens, textOf } from './codeTokens';
import { delayScalesDiffer } from './delayScales';
import { emptyStar, missingSensitivity, racesIn, readersOf, staleRead } from './processGuards';
import { laterNames, misreadings, twoValued } from './misreadings';
import { computedTables, findBlocks, moduleRanges } from './processes';
import { attributesIn, delaysIn, routineFindings, uncalledRoutines } from './routineGuards';
import { signedIndices } from './signedIndices';
import { onlyChecksDiffer, toolRegions } from './toolBranches';
import { askedTexts } from './unknownConditions';
import { promise, withoutPromises } from './withoutPromises';

/** The flat word-level netlists of two designs. */
export interface Netlists {
  readonly golden: NetlistModule;
  readonly candidate: NetlistModule;
}

/**
 * What in the candidate's source a netlist cannot show, so that a proof about the netlist would say nothing of the source: blocking
 * assignments that other processes read across a clock edge, values that a process reads before it assigns them, sensitivity lists that
 * miss a signal, signed indices of memories, delays, pragmas and attributes, code that differs between tools. Sources are read with their macros and includes expanded.
 * Only what the golden does not have as well counts. Where the flat netlists of both are given, processes of generate arms that are not there do not. Each finding is a sentence; none of them stops the search for a counterexample.
 */
export function sourceGuards(golden: CompileUnit, candidate: CompileUnit, netlists?: Netlists): string[] {
  const before = readUnit(golden, netlists?.golden);
  const after = readUnit(candidate, netlists?.candidate);
  const findings: string[] = [];
  for (const kind of ['races', 'processes', 'tables', 'routines', 'attributes', 'indices', 'misread'] as const) {
    for (const [key, what] of after[kind]) if (!before[kind].has(key)) findings.push(what);
  }
  // Of what readers get wrong, and of processes that do not wake where their netlist changes, a golden without its like in the candidate is as bad: the proof would be about another design.
  for (const kind of ['processes', 'routines', 'tables', 'indices', 'misread'] as const) {
    for (const [key, what] of before[kind]) if (!after[kind].has(key)) findings.push(what.replace('the candidate', 'the golden'));
  }
  if (exceeds(after.delays, before.delays)) findings.push('the candidate adds a delay, which a netlist does not have');
  else if (after.delays.length > 0 && delayScalesDiffer(golden, candidate))
    findings.push('the delays of the candidate count in another unit of time (timescale), which a netlist does not have');
  const regionsDiffer = exceeds(toolRegions(candidate), toolRegions(golden));
  const pragmas = textGuards.filter(
    ([pattern, , branches]) =>
      count(after.texts, pattern) > count(before.texts, pattern) || (branches && regionsDiffer && count(after.texts, pattern) > 0),
  );
  const harmless = pragmas.some(([, , branches]) => branches) && onlyChecksDiffer(candidate, expandUnit);
  findings.push(...pragmas.filter(([, , branches]) => !(branches && harmless)).map(([, what]) => what));
  if (pragmas.length === 0 && exceeds(toolRegions(golden), toolRegions(candidate)) && !onlyChecksDiffer(golden, expandUnit))
    findings.push('the golden has code that differs between tools, which the candidate does not have');
  if (after.promises > before.promises)
    findings.push('the candidate adds a promise that branches exclude each other (unique) by a macro, which netlists believe');
  if (after.ends > before.ends) findings.push(endsIt);
  for (const [pattern, what] of wordGuards) {
    if (count([after.words], pattern) > count([before.words], pattern)) findings.push(what);
  }
  if (count([before.words], waiting) > count([after.words], waiting))
    findings.push('the golden waits or forces, which its netlist does not');
  return [...new Set(findings)];
}

/** Whether some text stands more often in the first list. */
function exceeds(after: readonly string[], before: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const text of before) left.set(text, (left.get(text) ?? 0) + 1);
  return after.some((text) => {
    const known = left.get(text) ?? 0;
    left.set(text, known - 1);
    return known < 1;
  });
}

/** The conditions of a golden that its candidate does not have. */
export function conditionsLost(golden: CompileUnit, candidate: CompileUnit): string[] {
  const kept = askedTexts(expandedUnit(candidate).tokens);
  return [...askedTexts(expandedUnit(golden).tokens)].filter((text) => !kept.has(text));
}

/** Clocks (and asynchronous resets) that processes without a clock set by nonblocking assignments. `clockNets` are the nets between clock inputs and registers. */
export function laterClocks(unit: CompileUnit, clockNets: ReadonlySet<string>): string[] {
  const { files, includes } = unit;
  if (!files.concat(includes).some(({ text }) => /<=/.test(text))) return [];
  const { tokens } = expandedUnit(unit);
  // Where an inverter became another edge of what it inverts, only the text has its name.
  const edges = new Set(tokens.flatMap(({ text }, i) => (/^(?:posedge|negedge)$/.test(tokens[i - 1]?.text ?? '') ? [text] : [])));
  return [...laterNames(tokens)].filter((name) => clockNets.has(name) || edges.has(name));
}

/** What tasks and functions of a design keep from one call to the next. */
export function keptIn(unit: CompileUnit): KeptVariables {
  const { files, includes } = unit;
  if (!files.concat(includes).some(({ text }) => /\b(?:task|function)\b/.test(text))) return { started: [], open: [] };
  return keptInRoutines(expandedUnit(unit).tokens);
}

/** A variable of a design that holds two values only; undefined where there is none. */
export function twoValuedIn(unit: CompileUnit): string | undefined {
  const { files, includes } = unit;
  if (!files.concat(includes).some(({ text }) => /\b(?:bit|byte|shortint|int|longint)\b/.test(text))) return undefined;
  return twoValued(expandedUnit(unit).tokens);
}

const endsIt = 'the candidate adds a task that ends the simulation';

/** Whether a finding is that the simulation may end: what never fails in a run that goes on does not fail in one that ends. */
export function isEnd(finding: string): boolean {
  return finding === endsIt;
}

const canRace = ', which can race';

/** Whether a finding is that the order of processes at a clock edge is not told. */
export function isRace(finding: string): boolean {
  return finding.endsWith(canRace);
}

/** Variables of a design that clocked processes set with `=` and others read: the language leaves open whether those see the old value, which they see in a netlist. */
export function racesOf(unit: CompileUnit): string[] {
  return [...new Set([...readUnit(unit).races.keys()].map((key) => key.slice(key.indexOf('.') + 1, key.indexOf(' '))))];
}

/** Whether some process reads nothing, so that nothing ever wakes it. */
export function mayNeverRun(unit: CompileUnit): boolean {
  return [...readUnit(unit).processes.values()].some((finding) => finding === neverRuns);
}

const neverRuns = 'a process of the candidate reads nothing, so that in simulation it never runs';

/** `branches`: it is harmless where what only some tools see are checks. */
const textGuards: readonly (readonly [RegExp, string, branches: boolean])[] = [
  [/\b(?:full_case|parallel_case)\b/g, 'the candidate adds a full_case or parallel_case pragma, which simulation does not see', false],
  [/\b(?:translate_off|translate_on|synthesis_off)\b/g, 'the candidate adds code that synthesis skips', true],
  [/\b(?:SYNTHESIS|YOSYS|__ICARUS__|VERILATOR|SLANG|__slang__)\b/g, 'the candidate adds code that differs between tools', true],
];

/** The same over words of the code alone, without comments and strings. */
const wordGuards: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:fork|wait|force|release|deassign|specify|primitive|trireg|tri0|tri1|supply0|supply1|wand|wor|triand|trior)\b/g,
    'the candidate adds a construct whose netlist differs from its simulation',
  ],
  [
    /\b(?:pullup|pulldown|r?tran(?:if[01])?|r?[np]mos|r?cmos|bufif[01]|notif[01]|bind|strong[01]|weak[01]|pull[01]|highz[01])\b/g,
    'the candidate adds a switch, a strength or a bind, which netlists do not model',
  ],
];

const waiting = /\b(?:fork|wait|force|release|deassign|bind)\b/g;

const strengths =
  /\b(?:pullup|pulldown|tri[01]|trireg|wand|wor|triand|trior|supply[01]|(?:strong|weak|pull|highz)[01]|small|medium|large|r?tran(?:if[01])?|r?[np]mos|r?cmos)\b/;

/** What forbids a proof about ports that others drive too: a driver that is weaker or stronger than the others, which a netlist does not tell. */
export function strengthGuard(unit: CompileUnit, side: string): string[] {
  const words = expandedUnit(unit).tokens.flatMap((token) => (token.kind === 'word' && token.escaped !== true ? [token.text] : []));
  const found = strengths.exec(words.join(' '))?.[0];
  return found === undefined ? [] : [`the ${side} has ${found}, and strengths on a net that others drive too are not modelled`];
}

/** Findings of a unit by a key that is the same for the same finding in the other design. */
interface UnitFacts {
  /** As written, and with macros and includes expanded. */
  readonly texts: readonly string[];
  readonly words: string;
  readonly races: ReadonlyMap<string, string>;
  readonly processes: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, string>;
  readonly routines: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, string>;
  readonly indices: ReadonlyMap<string, string>;
  readonly misread: ReadonlyMap<string, string>;
  readonly delays: readonly string[];
  /** Promises that branches exclude each other, but for those that are not read. */
  readonly promises: number;
  /** Calls that end the simulation, which a netlist does not show. */
  readonly ends: number;
}

function readUnit(unit: CompileUnit, netlist?: NetlistModule): UnitFacts {
  const { text: expanded, tokens } = expandedUnit(unit);
  const modules = moduleRanges(tokens);
  const never = uncalledRoutines(tokens);
  const races = new Map<string, string>();
  const processes = new Map<string, string>();
  const blocks = findBlocks(tokens);
  for (const block of blocks) {
    const scope = modules.find((range) => block.from >= range.from && block.from < range.to) ?? { from: 0, to: tokens.length };
    if (block.clocked) {
      // A module of another name is another module, but for the top: that is compared whatever its name is.
      const own = tokens[scope.from + 1]?.text ?? '';
      for (const name of racesIn(tokens, block, scope))
        for (const reader of readersOf(tokens, name, block, blocks, scope))
          races.set(
            `${own === unit.top ? '' : own}.${name} read by ${reader}`,
            `the candidate assigns ${name} with a blocking assignment in a clocked block and reads it elsewhere${canRace}`,
          );
      continue;
    }
    const text = textOf(tokens, block);
    const missing = missingSensitivity(tokens, block, scope);
    // The same list on both sides is no matter only where all that stands beside it is the same, too: synthesis and simulation see two designs.
    const around = textOf(tokens, { from: scope.from + 2, to: scope.to });
    if (missing !== undefined) processes.set(`${text} in ${around}`, `a sensitivity list of the candidate misses ${missing}`);
    const stale = staleRead(tokens, block);
    if (stale !== undefined) processes.set(text, `a process of the candidate reads ${stale} before it assigns it, and does not run again`);
    const asleep = emptyStar(tokens, block);
    const isTop = tokens[scope.from + 1]?.text === unit.top;
    const isThere = netlist === undefined || !isTop || !asleep?.some((name) => isComputed(netlist, name));
    if (asleep !== undefined && isThere) processes.set(`${text} in ${around}`, neverRuns);
  }
  return {
    texts: [...unit.files.concat(unit.includes).map((file) => file.text), expanded],
    words: tokens.flatMap((token) => (token.kind === 'word' && token.escaped !== true ? [token.text] : [])).join(' '),
    races,
    processes,
    tables: computedTables(tokens),
    routines: routineFindings(tokens, modules),
    attributes: attributesIn(tokens),
    indices: signedIndices(tokens),
    misread: misreadings(tokens, modules),
    delays: delaysIn(tokens),
    promises: promise.test(expanded) ? count([expandUnit(withoutPromises(unit, { one: 'kept' }))], new RegExp(promise, 'g')) : 0,
    ends: tokens.filter(
      (token, i) => token.kind === 'system' && endsSimulation.has(token.text) && !never.some(({ from, to }) => i >= from && i < to),
    ).length,
  };
}

/** Whether the netlist makes more than constants of a variable of the top: a process that sets it to constants is then in an arm of a generate condition that is not there. */
function isComputed({ netnames }: NetlistModule, name: string): boolean {
  const isInside = Object.keys(netnames).some((other) => other.endsWith(`.${name}`));
  return !isInside && netnames[name]?.bits.some((bit) => typeof bit === 'number') === true;
}

const expandedUnits = new WeakMap<CompileUnit, { readonly text: string; readonly tokens: readonly ScreenToken[] }>();

/** A unit as synthesis sees it (`expandUnit`), and its tokens. Kept as long as the unit is: each guard asks for it, and a comparison asks the guards before each of its proofs. */
export function expandedUnit(unit: CompileUnit): { readonly text: string; readonly tokens: readonly ScreenToken[] } {
  const known = expandedUnits.get(unit);
  if (known !== undefined) return known;
  const text = expandUnit(unit);
  const made = { text, tokens: codeTokens(text) };
  expandedUnits.set(unit, made);
  return made;
}

/** All files of a unit as one text, as a tool that defines the macros of `tool` sees it. */
function expandUnit(unit: CompileUnit, tool: Readonly<Record<string, string>> = { SYNTHESIS: '1' }): string {
  const includes = new Map(unit.includes.map((file) => [file.path, file]));
  const include = (name: string, fromPath: string): SourceText | undefined => {
    for (const from of [fromPath, ...unit.files.map((file) => file.path)]) {
      const path = findInclude(name, from, unit.includeDirs, (at) => includes.has(at));
      if (path !== undefined) return includes.get(path);
    }
    return undefined;
  };
  const text = unit.files.map((file) => file.text).join('\n');
  const defines = { ...tool, ...unit.defines };
  return preprocess({ path: unit.files[0]?.path ?? '/', text }, { defines, include, mode: 'full' }).text;
}

function count(texts: readonly string[], pattern: RegExp): number {
  return texts.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
}
