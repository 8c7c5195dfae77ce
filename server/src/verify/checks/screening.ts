import type { SourceText } from '../../base/ranges';
import type { CompileUnit } from '../../model/compileUnit';
import type { Diagnostic } from '../../protocol/contract';
import { findInclude } from '../../tools/sourceLayout';
import type { LadderRequest, TestbenchUnit } from '../ladderRequest';
import { screen, type ScreenOptions } from '../screen';
import { newFindings } from './newFindings';

/**
 * What forbids running the design under test. A candidate's texts are judged as written and as expanded, what was there before the
 * edit left out; an author's as expanded, or as written when they ask which simulator reads them.
 */
export function screenDesign(request: LadderRequest): Diagnostic[] {
  const strictness = request.origin === 'candidate' && !isTestbench(request.unit) ? 'candidate' : 'author';
  const { unit, before } = request;
  if (before === undefined) return screenUnit(unit, request, strictness);
  // What is in both is in both findings.
  const found = screenUnit(unit, request, strictness, before);
  return found.length === 0 ? [] : newFindings(found, screenUnit(before, request, strictness, unit));
}

/** What forbids running a testbench: its own files, which are the author's. */
export function screenTestbench(testbench: TestbenchUnit, design: CompileUnit): Diagnostic[] {
  const known = new Set(design.files.map((file) => file.path));
  const files = testbench.unit.files.filter((file) => !known.has(file.path));
  return screen([...files, ...testbench.unit.includes], optionsFor(testbench.unit, 'author'));
}

/** Screens a golden or any other design of the author's. */
export function screenAuthor(unit: CompileUnit): Diagnostic[] {
  return screen([...unit.files, ...unit.includes], optionsFor(unit, 'author'));
}

function screenUnit(
  unit: CompileUnit,
  request: LadderRequest,
  strictness: ScreenOptions['strictness'],
  except?: CompileUnit,
): Diagnostic[] {
  const written = without([...unit.files, ...unit.includes], [...(except?.files ?? []), ...(except?.includes ?? [])]);
  const expanded = request.expanded && without(request.expanded(unit), except === undefined ? [] : request.expanded(except));
  // Code may show itself to one simulator only, behind that simulator's own macro; our expansion does not see it then.
  const asks = written.some((file) => /__ICARUS__|__VAMS_ENABLE__|\bVERILATOR\b/.test(file.text));
  const texts: SourceText[] = [...(expanded === undefined || strictness === 'candidate' || asks ? written : []), ...(expanded ?? [])];
  return once(screen(texts, optionsFor(unit, strictness)));
}

/** The files that have another text in `others`, or are not among them. */
function without(files: readonly SourceText[], others: readonly SourceText[]): SourceText[] {
  const texts = new Map(others.map((file) => [file.path, file.text]));
  return files.filter((file) => texts.get(file.path) !== file.text);
}

function optionsFor(unit: CompileUnit, strictness: ScreenOptions['strictness']): ScreenOptions {
  const served = new Set(unit.includes.map((file) => file.path));
  return {
    strictness,
    includeServed: (name, from) => findInclude(name, from, unit.includeDirs, (path) => served.has(path)) !== undefined,
  };
}

/** The module under test is itself a testbench: no ports. It may do what testbenches do. */
function isTestbench(unit: CompileUnit): boolean {
  if (unit.top === undefined || !/^[A-Za-z_]\w*$/.test(unit.top)) return false;
  const portless = new RegExp(`\\bmodule\\s+${unit.top}\\s*(?:\\(\\s*\\)\\s*)?;`);
  return unit.files.some((file) => portless.test(file.text)) && unit.files.some((file) => /\binitial\b/.test(file.text));
}

/** The same text as written and as expanded gives each finding twice. */
function once(findings: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter((one) => {
    const key = `${one.file} ${one.code} ${one.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
