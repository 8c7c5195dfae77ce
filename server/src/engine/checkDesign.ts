import { success, type Outcome } from '../base/outcome';
import type { Diagnostic, ProjectStatus } from '../protocol/contract';
import type { CompileUnit } from '../model/compileUnit';
import { baseName } from '../model/paths';
import type { CompileUnitResult } from '../model/workspaceIndex';
import type { Workspace } from '../model/workspacePort';
import { analyzeUnit } from '../tools/slang';
import { SourcePlaces } from '../tools/sourcePlaces';
import { withUvmReports } from '../tools/uvmReports';
import { verilatorLint } from '../tools/verilator';
import { mergeFindings } from '../tools/mergeFindings';
import type { VerifyTools } from '../verify/verifyTools';
import type { RunLimits } from './engine';
import type { Project } from './project';
import { gathered } from './findings/gathered';
import { heldBack } from './findings/heldBack';
import { otherUnits } from './findings/otherUnits';
import { declaredInOtherUnits } from './findings/declaredInOtherUnits';
import { outsideProtected } from './findings/protectedRegions';
import { missingName, rootCauses, undeclaredName } from './findings/rootCauses';
import { holdsAnything, leftOpen, throughIncluders, wasRead, type ReadThrough } from './findings/throughIncluders';
import { waive } from './findings/waive';
import { weigh, type WeighFacts } from './findings/weigh';
import { placeOf, syntaxDiagnostics } from './syntaxDiagnostics';

export interface CheckParts {
  readonly project: Project;
  readonly tools: VerifyTools;
  readonly limits: RunLimits;
  readonly workspace: Workspace;
  readonly status: Pick<ProjectStatus, 'complete' | 'descriptions'>;
}

/**
 * Diagnostics of some files: syntax from the tree, then elaboration and lint of the compile unit they need. Findings in other files of the
 * unit are listed only when they are errors. What could not be looked at (a tool that failed or ran out of time) is itself a finding.
 */
export async function checkDesign(
  files: readonly string[],
  top: string | undefined,
  parts: CheckParts,
  signal: AbortSignal,
): Promise<Outcome<Diagnostic[]>> {
  const { project, tools, limits } = parts;
  // The closure first: it may find includes and macros in folders that were not looked into before.
  const { result, includers } = await readForCheck(files, top, project, signal);
  const syntax = files.flatMap((file) => syntaxDiagnostics(project.index, file));
  if (!files.some((file) => holdsAnything(file, project.index))) return success(sorted(syntax));
  const unit = withUvmReports(result.unit, result.openMacros);
  const timeoutMs = limits.seconds * 1000;
  const [analysis, verilator] = await Promise.all([
    analyzeUnit(unit, tools.elaborator ?? tools.yosys, { timeoutMs, overridden: (name) => project.overridden(name) }, signal),
    tools.verilator === undefined ? undefined : verilatorLint(unit, tools.verilator, tools.runner, { timeoutMs }, signal),
  ]);
  const semantic = analysis.kind === 'answered' ? analysis.diagnostics : [notLookedAt(files, words(analysis, limits.seconds))];
  const lint = verilator?.kind === 'answered' ? sizesByDefault(verilator.diagnostics, result, project) : [];
  const structureChecked = analysis.kind === 'answered' && analysis.structureChecked;
  const read = analysis.kind === 'answered';
  return success(conclude({ files, result, includers, syntax, semantic, lint, read, structureChecked }, parts));
}

/** What the tools found of some files and the unit below them, before it is judged. */
export interface RawFindings {
  readonly files: readonly string[];
  readonly result: CompileUnitResult;
  readonly includers: ReadThrough['includers'];
  readonly syntax: readonly Diagnostic[];
  readonly semantic: readonly Diagnostic[];
  readonly lint: readonly Diagnostic[];
  /** slang read the text. */
  readonly read: boolean;
  /** The netlist was looked at too. */
  readonly structureChecked: boolean;
}

/** What of all that was found is told: one problem per root cause, weighed, without what is waived. */
export function conclude(raw: RawFindings, parts: CheckParts): Diagnostic[] {
  const { files, result, includers, syntax, semantic, lint, read, structureChecked } = raw;
  const listed = new Set(files);
  // Errors anywhere in the unit count, but what else is wrong in a file that includes the one to check is not its matter.
  const relevant = (found: readonly Diagnostic[]): Diagnostic[] =>
    found.filter((one) => listed.has(one.file) || isCause(one) || (one.severity === 'error' && !isNotReached(one, parts.project)));
  const isCause = (one: Diagnostic): boolean => includers.size > 0 && one.code === 'elaborate/unresolved';
  const confirmed = read ? withoutGrammarGaps(syntax, semantic) : syntax;
  const merged = sorted(mergeFindings(relevant(semantic), confirmed, openNames(result), relevant(lint)));
  const readable = outsideProtected(merged, (path) => parts.workspace.readText(path));
  const holder = declaredInOtherUnits(parts.project.index);
  const facts = { ...linesOf(result.unit), netlistChecked: structureChecked };
  const causes = rootCauses(otherUnits(readable, holder), result, facts.lineOf, togetherIn(result, files, includers));
  const own =
    includers.size === 0 ? causes : [...causes.filter((one) => listed.has(one.file)), ...leftOpen(readable, causes, { includers })];
  const judged = heldBack(gathered(weigh(own, facts), facts.lineOf), parts.status);
  return sorted(waived(judged, files, parts, structureChecked));
}

/** A name in a module that only shares its file with one that is used: the project has it, and this unit does not need it. */
function isNotReached(one: Diagnostic, project: Project): boolean {
  const name = undeclaredName.exec(one.message)?.[1] ?? missingName(one);
  return name !== undefined && project.index.filesDeclaring(name, one.file).length > 0;
}

const sized = /^verilator\/(?:WIDTH\w*|UNSIGNED|CMPCONST|SELRANGE)$/;

/** Sizes that Verilator takes from parameters that only hold the place of what instances give. */
function sizesByDefault(found: readonly Diagnostic[], { unit }: CompileUnitResult, project: Project): Diagnostic[] {
  const placeholders = new Set(unit.placeholders);
  const hangs = ({ file, line }: Diagnostic): boolean =>
    project.index.modulesOf(file).some(({ name, range }) => placeholders.has(name) && range.line < line && line <= range.endLine + 1);
  return found.map((one) => (sized.test(one.code) && placeholders.size > 0 && hangs(one) ? { ...one, severity: 'hint' } : one));
}

/** The closure of the files, fragments through what includes them where that really takes them in. */
export async function readForCheck(
  files: readonly string[],
  top: string | undefined,
  project: Project,
  signal: AbortSignal,
): Promise<{ readonly result: CompileUnitResult; readonly includers: ReadThrough['includers'] }> {
  let through = throughIncluders(files, project.index);
  // Who includes them may not have been looked at yet.
  for (const file of through.alone) await project.openProjectOf(file);
  if (through.alone.length > 0) through = throughIncluders(files, project.index);
  const result = await project.closure(through.roots, top, signal);
  if (wasRead(through, result)) return { result, includers: through.includers };
  return { result: await project.closure(files, top, signal), includers: new Map() };
}

/** Files in which a missing name may have its cause in another: one file, or what includes it, with all that it includes. */
function togetherIn({ unit }: CompileUnitResult, files: readonly string[], includers: ReadThrough['includers']): (file: string) => string {
  if (files.length !== 1) return (file) => file;
  const together = new Set([...files, ...includers.values(), ...unit.includes.map((one) => one.path)]);
  return (file) => (together.has(file) ? '' : file);
}

function linesOf(unit: CompileUnit): Pick<WeighFacts, 'lineOf' | 'headOf'> {
  const places = new SourcePlaces(unit);
  const lineOf = (file: string, line: number): string => places.lineText(file, line);
  return { lineOf, headOf: (file) => Array.from({ length: 12 }, (_, at) => lineOf(file, at + 1)).join('\n') };
}

function waived(
  found: readonly Diagnostic[],
  files: readonly string[],
  { project, workspace, tools }: CheckParts,
  complete: boolean,
): Diagnostic[] {
  return waive(found, {
    workspace,
    checked: files,
    sources: project.index.files,
    rootOf: (path) => project.rootOf(path),
    modulesOf: (path) => project.index.modulesOf(path),
    today: new Date(),
    complete,
    verilator: tools.verilator !== undefined,
  });
}

/**
 * A syntax error that only the tree has, in a file that slang read without any error, is a gap of the grammar and not of the file. Where
 * both have one, slang's words and place are better.
 */
function withoutGrammarGaps(syntax: readonly Diagnostic[], semantic: readonly Diagnostic[]): Diagnostic[] {
  const wrong = new Set(semantic.filter((diagnostic) => diagnostic.severity === 'error').map((diagnostic) => diagnostic.file));
  return syntax.filter(
    (diagnostic) => !diagnostic.code.startsWith('syntax/') || diagnostic.code === 'syntax/too-large' || wrong.has(diagnostic.file),
  );
}

/** Includes and design units that nothing provides; entities of VHDL files are black boxes, said once each. */
function openNames(result: CompileUnitResult): Diagnostic[] {
  const entities = new Map(
    result.missing.flatMap((one) => (one.vhdl === undefined ? [] : [[`${one.name}\n${one.range.path}`, one] as const])),
  );
  const hints = [...entities.values()].map((one): Diagnostic => ({
    ...placeOf(one.range),
    severity: 'hint',
    code: 'elaborate/black-box',
    source: 'signoff',
    message: `'${one.name}' is a VHDL entity (${baseName(one.vhdl ?? '')}): its instances are black boxes here, and what is inside is not checked`,
  }));
  return [...unknownNames(result.missing.filter((one) => one.vhdl === undefined)), ...hints];
}

function unknownNames(all: CompileUnitResult['missing']): Diagnostic[] {
  return all.map((missing) => ({
    ...placeOf(missing.range),
    severity: 'warning',
    code: 'elaborate/unresolved',
    source: 'signoff',
    message: `unknown ${missing.instance === '' ? 'package' : 'module'} '${missing.name}': ${missing.why}`,
  }));
}

function words(analysis: { kind: 'timeout' | 'cancelled' } | { kind: 'broken'; message: string }, seconds: number): string {
  switch (analysis.kind) {
    case 'timeout':
      return `elaboration did not end within ${seconds} s; give it more time with --budget`;
    case 'cancelled':
      return 'elaboration was stopped before it ended';
    case 'broken':
      return `elaboration could not run: ${analysis.message}`;
  }
}

function notLookedAt(files: readonly string[], message: string): Diagnostic {
  return {
    file: files[0] ?? '',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    severity: 'warning',
    code: 'elaborate/not-run',
    source: 'signoff',
    message,
  };
}

function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1),
  );
}
