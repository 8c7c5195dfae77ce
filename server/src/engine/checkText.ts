import { keepLatest } from '../base/keepLatest';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import { loneUnit } from '../model/loneUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { CompileUnitResult } from '../model/workspaceIndex';
import type { Diagnostic } from '../protocol/contract';
import { analyzeUnit, type Analysis } from '../tools/slang';
import { isOneCompilationUnit, macrosUsedIn } from '../tools/sourceLayout';
import { withUvmReports } from '../tools/uvmReports';
import { conclude, readForCheck, type CheckParts } from './checkDesign';
import { unknownMacro } from './findings/rootCauses';
import { syntaxDiagnostics } from './syntaxDiagnostics';

/** What lay below a file when it was gathered. */
interface Surroundings {
  readonly result: CompileUnitResult;
  /** The state of everything but the file. */
  readonly others: number;
  readonly unitsOf: (path: string) => readonly ModuleInfo[];
  /** Units that lie below it. */
  readonly declared: ReadonlySet<string>;
  readonly names: string;
  /** Macros that the file used. */
  readonly macros: ReadonlySet<string>;
  /** What slang could not find then. */
  unresolved: ReadonlySet<string>;
}

/** For how many files surroundings are kept: those that somebody types in by turns. */
const mostKept = 8;

/**
 * A quick look at the text of one file, while somebody types in it: what slang says of it with the modules below it as headers, no netlist and no
 * other tool. Every finding is one that `checkDesign` would make too, and only findings in the file are told. What lies below the file is gathered once and
 * again when anything else changed, or when the text asks for what was not there. `othersRevision` counts changes of everything but a file.
 */
export class TextChecks {
  private readonly kept = new Map<string, Surroundings>();

  constructor(private readonly othersRevision: (path: string) => number) {}

  /** Undefined where the file cannot be judged without the bodies of other modules, or slang did not answer. */
  async check(file: string, parts: CheckParts, signal: AbortSignal): Promise<Diagnostic[] | undefined> {
    const { index } = parts.project;
    const text = index.text(file) ?? '';
    const known = this.kept.get(file);
    if (known !== undefined && known.others === this.othersRevision(file) && fits(known, file, text)) {
      const unit = withFileText(known.result.unit, file, text);
      const analysis = await analyzed(unit, file, known, parts, signal);
      if (signal.aborted || analysis?.kind !== 'answered') return undefined;
      if (asksForNothingNew(analysis, known)) return told(file, { ...known.result, unit }, analysis, parts);
    }
    this.kept.delete(file);
    const others = this.othersRevision(file);
    const { result, includers } = await readForCheck([file], undefined, parts.project, signal);
    if (includers.size > 0 || withUvmReports(result.unit, result.openMacros) !== result.unit) return undefined;
    if (index.modulesOf(file).length === 0 || isOneCompilationUnit(result.unit)) return undefined;
    const units = index.still(() => new Map(result.unit.files.map(({ path }) => [path, index.modulesOf(path)] as const)));
    const source = result.unit.files.find((one) => one.path === file);
    const surroundings: Surroundings = {
      result,
      others,
      unitsOf: (path) => units.get(path) ?? [],
      declared: new Set([...units.values()].flatMap((all) => all.map((one) => one.name))),
      names: unitNames(source?.text ?? ''),
      macros: source === undefined ? new Set() : macrosUsedIn(source),
      unresolved: new Set(),
    };
    const analysis = await analyzed(result.unit, file, surroundings, parts, signal);
    if (analysis?.kind !== 'answered' || analysis.openPaths === true) return undefined;
    surroundings.unresolved = new Set(analysis.unresolved);
    keepLatest(this.kept, file, surroundings, mostKept);
    return told(file, result, analysis, parts);
  }
}

/** Whether a text, changed, may stand in the same surroundings: it declares the same units, needs no other macros, and what is missing does not stand in it. */
function fits({ result, names, macros }: Surroundings, file: string, text: string): boolean {
  if (result.missing.some((one) => one.range.path === file) || unitNames(text) !== names) return false;
  return [...macrosUsedIn({ path: file, text })].every((name) => macros.has(name));
}

function unitNames(text: string): string {
  return Array.from(
    text.matchAll(/\b(?:module|macromodule|interface|package|program|class)\s+(?:automatic\s+|static\s+)?([A-Za-z_][\w$]*)/g),
    ([, name]) => name,
  ).join(' ');
}

function asksForNothingNew(analysis: Extract<Analysis, { kind: 'answered' }>, { unresolved }: Surroundings): boolean {
  return (
    analysis.openPaths !== true &&
    analysis.unresolved.every((name) => unresolved.has(name)) &&
    !analysis.diagnostics.some((one) => unknownMacro.test(one.message))
  );
}

async function analyzed(
  unit: CompileUnit,
  file: string,
  { unitsOf, declared }: Surroundings,
  { project, tools, limits }: CheckParts,
  signal: AbortSignal,
): Promise<Analysis | undefined> {
  const lone = loneUnit(unit, file, unitsOf);
  if (lone === undefined) return undefined;
  const options = { timeoutMs: limits.seconds * 1000, overridden: (name: string) => project.overridden(name), structure: false };
  const analysis = await analyzeUnit(lone, tools.elaborator ?? tools.yosys, options, signal);
  // A name that a macro pastes together leads to what was not taken.
  return analysis.kind === 'answered' && analysis.unresolved.some((name) => declared.has(name)) ? undefined : analysis;
}

function told(file: string, result: CompileUnitResult, analysis: Extract<Analysis, { kind: 'answered' }>, parts: CheckParts): Diagnostic[] {
  // What is wrong in an include file may be the cause of what is wrong in the file.
  const together = new Set([file, ...result.unit.includes.map((one) => one.path)]);
  const semantic = analysis.diagnostics.filter((one) => together.has(one.file));
  const syntax = syntaxDiagnostics(parts.project.index, file);
  const raw = { files: [file], result, includers: new Map(), syntax, semantic, lint: [], read: true, structureChecked: false };
  const found = conclude(raw, parts);
  return found.filter((one) => one.file === file && !ofWholeCheck(one.code));
}

/**
 * Findings that only a whole check makes: of the netlist, of Verilator, about the waivers of such, and how many errors hang on default parameters, which
 * counts those of the modules below too.
 */
export function ofWholeCheck(code: string): boolean {
  return /^(?:lint|verilator|waiver)\/|^slang\/default-parameters$/.test(code);
}
