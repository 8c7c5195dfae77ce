import type { CompileUnitResult } from '../../model/workspaceIndex';
import type { Diagnostic } from '../../protocol/contract';
import { vendorOf } from './vendorCells';

/** The text of a 1-based line, '' where there is none. */
type LineOf = (file: string, line: number) => string;

/** Files with one answer here are read as one text: what one lacks may be felt in the others. */
type Together = (file: string) => string;

/**
 * One root cause, one problem: a name that nothing declares is reported where it is first used, with how often more; what slang says only
 * because of a missing package, include or macro is counted at that cause and not listed; cells of a vendor are no problem at all.
 */
export function rootCauses(
  found: readonly Diagnostic[],
  result: Pick<CompileUnitResult, 'missing'>,
  lineOf: LineOf = () => '',
  together: Together = (file) => file,
): Diagnostic[] {
  const known = found.filter((one) => !isVendorCell(one, result) && !isEntity(one, result) && !intoUnknownInstance.test(one.message));
  return withoutFollowers(oncePerName(known, result), known, lineOf, together);
}

const unresolvedName = /^unknown (?:module|package|class or package|interface|primitive) '([^']+)'/;
export const undeclaredName = /^use of undeclared identifier '([^']+)'/;
export const unknownMacro = /^unknown macro or compiler directive '`(\w+)'/;

/** A `defparam` of a cell that no source declares: the cell is the cause. */
const intoUnknownInstance = /^hierarchical reference to unknown module instance '/;

/** The name that a finding says nothing declares. */
export function missingName(one: Diagnostic): string | undefined {
  return one.code === 'elaborate/unresolved' || one.code === 'project/unresolved' ? unresolvedName.exec(one.message)?.[1] : undefined;
}

function isVendorCell(one: Diagnostic, { missing }: Pick<CompileUnitResult, 'missing'>): boolean {
  if (one.code !== 'elaborate/unresolved') return one.code === 'verilator/MODMISSING';
  const name = missingName(one) ?? missing.find((other) => other.range.path === one.file && other.range.line + 1 === one.line)?.name;
  return name !== undefined && vendorOf(name) !== undefined;
}

/** An instance of an entity that a VHDL file of the project declares: a hint of its own says so. */
function isEntity(one: Diagnostic, { missing }: Pick<CompileUnitResult, 'missing'>): boolean {
  const name = missingName(one);
  return name !== undefined && missing.some((other) => other.name === name && other.vhdl !== undefined);
}

/** What is one name nobody declares, in one file: a unit, a macro, an identifier. */
function nameKey(one: Diagnostic): string | undefined {
  const name = missingName(one) ?? undeclaredName.exec(one.message)?.[1];
  const macro = unknownMacro.exec(one.message)?.[1];
  return name === undefined && macro === undefined ? undefined : `${one.file}\n${macro === undefined ? (name ?? '') : `\`${macro}`}`;
}

function oncePerName(found: readonly Diagnostic[], result: Pick<CompileUnitResult, 'missing'>): Diagnostic[] {
  const kept: Diagnostic[] = [];
  const first = new Map<string, { at: number; more: number }>();
  for (const one of found) {
    const name = missingName(one);
    const key = nameKey(one);
    const known = key === undefined ? undefined : first.get(key);
    if (known !== undefined) known.more++;
    else {
      if (key !== undefined) first.set(key, { at: kept.length, more: 0 });
      const why = result.missing.find((missing) => missing.name === name)?.why;
      kept.push(name === undefined || why === undefined || one.message.endsWith(why) ? one : { ...one, message: `${one.message}: ${why}` });
    }
  }
  for (const { at, more } of first.values()) {
    const one = kept[at];
    if (one !== undefined && more > 0) kept[at] = { ...one, message: `${one.message} (and ${more} more use${more === 1 ? '' : 's'})` };
  }
  return kept;
}

const undeclared = /^(?:use of undeclared identifier|unknown type|no member named|could not resolve|unknown (?:class or package|package))/;

/** Drops what follows from a cause in the same file; `all` also holds the further uses of a name. */
function withoutFollowers(found: readonly Diagnostic[], all: readonly Diagnostic[], lineOf: LineOf, together: Together): Diagnostic[] {
  const follows = new Map<Diagnostic, number>();
  const left = found.filter((one) => {
    if (!mayFollow(one)) return true;
    const use = causeOf(one, all, lineOf, together);
    const key = use === undefined ? undefined : nameKey(use);
    const cause = key === undefined ? use : found.find((other) => nameKey(other) === key);
    if (cause === undefined || cause === one) return true;
    follows.set(cause, (follows.get(cause) ?? 0) + 1);
    return false;
  });
  return left.map((one) => {
    const count = follows.get(one) ?? 0;
    if (count === 0) return one;
    return {
      ...one,
      message: `${one.message}; ${count} problem${count === 1 ? '' : 's'} that may follow from it ${count === 1 ? 'is' : 'are'} not listed`,
    };
  });
}

/** Errors may have a cause elsewhere, and instances that a reader out of step makes up. */
function mayFollow(one: Diagnostic): boolean {
  return one.severity === 'error' ? one.code !== 'elaborate/include' : one.code === 'elaborate/unresolved';
}

/** What a reader says when it is out of step. */
const misread =
  /^(?:expected |unexpected |missing |misplaced |invalid |syntax error|not allowed here|cannot have '\w+' statement in the action block)/;

/** The include that was not found, the package that is missing or the unknown macro that a finding can be put down to. */
function causeOf(one: Diagnostic, found: readonly Diagnostic[], lineOf: LineOf, together: Together): Diagnostic | undefined {
  const near = found.filter((other) => other !== one && together(other.file) === together(one.file));
  const inFile = near.filter((other) => other.file === one.file);
  const include = near.find((other) => other.code === 'elaborate/include');
  // A label that reads as the module of an instance.
  if (one.severity !== 'error') {
    const outOfStep = include !== undefined && inFile.some((other) => unknownMacro.test(other.message));
    return outOfStep && /\bbegin\s*:/.test(lineOf(one.file, one.line)) ? include : undefined;
  }
  if (include !== undefined && (unknownMacro.test(one.message) || undeclared.test(one.message))) return include;
  // What is written around a macro without a body reads as a mistake, there or where the next line goes on.
  const macros = inFile.filter((other) => unknownMacro.test(other.message));
  const macro =
    macros.find((other) => other.line === one.line || other.line === one.line - 1) ?? macros.find((use) => standsBehind(one, use, lineOf));
  const declares = declaringMacro(one, macros, lineOf);
  if (declares !== undefined) return include ?? declares;
  if (!unknownMacro.test(one.message) && misread.test(one.message)) {
    if (macro !== undefined) return include ?? macro;
    if (include !== undefined && macros.length > 0) return include;
  } else if (macro?.line === one.line && macro.column <= one.column && !unknownMacro.test(one.message)) return include ?? macro;
  const missingPackage = near.find((other) => /^unknown (?:class or )?package '/.test(other.message));
  return missingPackage !== undefined && undeclared.test(one.message) && missingName(one) === undefined ? missingPackage : undefined;
}

/** Lines that the arguments of a macro may take before nobody looks on. */
const longestUse = 40;

/** Whether a finding stands at the first word behind a use of a macro with its arguments. */
function standsBehind(one: Diagnostic, use: Diagnostic, lineOf: LineOf): boolean {
  if (one.line < use.line || one.line > use.line + longestUse) return false;
  const lines = Array.from({ length: one.line - use.line + 1 }, (_, at) => lineOf(one.file, use.line + at));
  lines[0] = (lines[0] ?? '').slice(use.column - 1);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, one.column - (last === 0 ? use.column : 1));
  const between = lines.join('\n').replace(/"(?:[^"\\\n]|\\[^])*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (text) => (text.startsWith('"') ? 's' : ' '));
  if (!between.startsWith('`')) return false;
  let left = /^`\w+\s*$/.test(between) ? '' : between.replace(/^`\w+\s*(?=\()/, '');
  // Brackets from the inside out, until the arguments are one pair.
  for (let before = ''; before !== left;) {
    before = left;
    left = left.replace(/\([^()]*\)/g, (_, at: number) => (at === 0 ? '' : ' '));
  }
  return left.trim() === '';
}

/** The unknown macro that a name is handed to: it may declare it, as one that makes a parameter of it. */
function declaringMacro(one: Diagnostic, macros: readonly Diagnostic[], lineOf: LineOf): Diagnostic | undefined {
  const name = undeclaredName.exec(one.message)?.[1];
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  return macros.find((use) => {
    const macro = unknownMacro.exec(use.message)?.[1] ?? '';
    return new RegExp(`\`${macro}\\s*\\([^)]*(?<![\\w$.])${name}(?![\\w$])`).test(lineOf(use.file, use.line));
  });
}
