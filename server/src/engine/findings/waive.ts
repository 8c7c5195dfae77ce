import { folderOf, joinPath } from '../../model/paths';
import type { ModuleInfo } from '../../model/moduleInfo';
import type { Workspace } from '../../model/workspacePort';
import type { Diagnostic } from '../../protocol/contract';
import { readLintPragmas, type LintPragma } from './lintPragmas';
import { ruleFits, starFits } from './ruleNames';
import { readWaiverFile, waiverFileName, waiverIsFor, type Waiver, type WaiverFile } from './waiverFile';

export interface WaiveParts {
  readonly workspace: Workspace;
  /** The files that were checked. */
  readonly checked: readonly string[];
  /** All sources of the project, to know when a waiver was looked at everywhere it is for. */
  readonly sources: readonly string[];
  /** The folder no waiver file is looked for above: the workspace folder or the repository. */
  readonly rootOf: (path: string) => string | undefined;
  readonly modulesOf: (path: string) => readonly ModuleInfo[];
  readonly today: Date;
  /** The tools looked at everything, so that a waiver nothing needs is really left over. */
  readonly complete: boolean;
  /** Verilator ran: a waiver of a rule that only it knows is not left over because it is not installed. */
  readonly verilator: boolean;
}

/**
 * Leaves out what a lint pragma or a waiver file waives, and adds what is wrong with those: a waiver without reason, one past its date, one
 * that nothing needs any more. Errors are never waived.
 */
export function waive(found: readonly Diagnostic[], parts: WaiveParts): Diagnostic[] {
  const pragmas = new Map<string, readonly LintPragma[]>();
  const pragmasOf = (path: string): readonly LintPragma[] => {
    const known = pragmas.get(path) ?? readLintPragmas(parts.workspace.readText(path) ?? '');
    pragmas.set(path, known);
    return known;
  };
  for (const path of parts.checked) pragmasOf(path);
  const files = waiverFilesFor(parts);
  const used = new Set<LintPragma | Waiver>();
  const left = found.filter((one) => {
    if (one.severity === 'error' || one.code.startsWith('project/')) return true;
    const pragma = pragmasOf(one.file).find((each) => one.line >= each.from && one.line <= each.to && named(each.rules, one));
    const waiver = files.flatMap((file) => file.waivers).find((each) => fits(each, one, parts));
    if (pragma !== undefined) used.add(pragma);
    if (waiver !== undefined) used.add(waiver);
    return pragma === undefined && waiver === undefined;
  });
  const broken = files.flatMap((file) =>
    file.problems.map((problem) => finding(file.path, problem.line, 'warning', problem.code, problem.message)),
  );
  return [...left, ...broken, ...(parts.complete ? leftOver(files, pragmas, used, parts) : [])];
}

function named(rules: readonly string[], one: Diagnostic): boolean {
  return rules.length === 0 || rules.some((rule) => ruleFits(rule, one));
}

function fits(waiver: Waiver, one: Diagnostic, parts: WaiveParts): boolean {
  if (!waiverIsFor(waiver, one.file) || !ruleFits(waiver.rule, one)) return false;
  if (waiver.message !== undefined && !starFits(`*${waiver.message}*`, one.message)) return false;
  if (waiver.module === undefined) return true;
  return parts
    .modulesOf(one.file)
    .some((unit) => unit.name === waiver.module && unit.range.line < one.line && one.line <= unit.range.endLine + 1);
}

function waiverFilesFor({ workspace, checked, rootOf, today }: WaiveParts): WaiverFile[] {
  const paths = new Set<string>();
  for (const file of checked) {
    const root = rootOf(file) ?? folderOf(file);
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      paths.add(joinPath(folder, waiverFileName));
      if (folder === root || folder === '/' || !folder.startsWith(root)) break;
    }
  }
  return [...paths].flatMap((path) => {
    const text = workspace.isFile(path) ? workspace.readText(path) : undefined;
    return text === undefined ? [] : [readWaiverFile(path, text, today)];
  });
}

function leftOver(
  files: readonly WaiverFile[],
  pragmas: ReadonlyMap<string, readonly LintPragma[]>,
  used: ReadonlySet<LintPragma | Waiver>,
  { checked, sources, verilator }: WaiveParts,
): Diagnostic[] {
  const judged = (rule: string): boolean => verilator || !/^(?:verilator\/|[A-Z]+$|\*)/.test(rule);
  const was = new Set(checked);
  const unneeded: Diagnostic[] = [];
  for (const file of files) {
    for (const waiver of file.waivers) {
      // Only when every file that it is for was looked at.
      if (used.has(waiver) || !judged(waiver.rule) || !sources.every((path) => was.has(path) || !waiverIsFor(waiver, path))) continue;
      unneeded.push(finding(file.path, waiver.line, 'hint', 'waiver/unused', `nothing needs this waiver of ${waiver.rule} any more`));
    }
  }
  for (const path of checked) {
    for (const pragma of pragmas.get(path) ?? []) {
      if (!pragma.ours || used.has(pragma) || !pragma.rules.every(judged)) continue;
      const rules = pragma.rules.join(', ');
      unneeded.push(
        finding(path, pragma.line, 'hint', 'waiver/unused', `nothing here needs the waiver${rules === '' ? '' : ` of ${rules}`} any more`),
      );
    }
  }
  return unneeded;
}

function finding(file: string, line: number, severity: Diagnostic['severity'], code: string, message: string): Diagnostic {
  return { file, line, column: 1, endLine: line, endColumn: 1, severity, code, source: 'signoff', message };
}
