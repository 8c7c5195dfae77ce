import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';

export interface SourceLayout {
  /** Every generated file: sources, stubs, include files, prelude. */
  readonly files: ReadonlyMap<string, string>;
  /** Generated names of the sources in compile order, stubs last. */
  readonly sources: readonly string[];
  /** Generated name -> the author's path. */
  readonly origins: ReadonlyMap<string, string>;
  /** Folder for includes that are not literal (`include `HEADER`), when there are include files. */
  readonly includeDir?: string;
  /** Checked: safe as words of a command. */
  readonly defines: readonly (readonly [string, string])[];
  readonly parameters: readonly (readonly [string, string])[];
  /** Generated file that holds the defines whose values are not safe words, and stand-ins; read before all others, in one compilation unit. */
  readonly prelude?: string;
  readonly top: string;
  readonly aliases: ReadonlyMap<string, string>;
  /** A source uses a macro that only another source of the unit defines, or several include a file that declares units behind a guard. */
  readonly sharesMacros: boolean;
  /**
   * A literal include is not among the unit's files. The unit holds what its own defines switch on, so a tool that defines more
   * (SYNTHESIS) would look for files that are not there.
   */
  readonly unservedInclude: boolean;
  readonly problems: readonly string[];
}

/**
 * Gives every file of a unit a generated name and points literal `include`s at those names, found in the order of the standard
 * (IEEE 1800-2017 22.4: the including file's folder first, then the include directories). Whatever is not found keeps its
 * directive, so that the tool reports it where the author wrote it.
 */
export function layOutSources(
  unit: CompileUnit,
  options: { readonly prefix: string; readonly stubs: readonly SourceText[] },
): SourceLayout {
  const prefix = options.prefix.replace(/[^A-Za-z0-9_/]/g, '_');
  const problems: string[] = [];
  const files = new Map<string, string>();
  const origins = new Map<string, string>();
  const { top, rename, aliases } = aliasTop(unit.top);
  const generated = new Map(unit.includes.map((file, i) => [file.path, `${prefix}i${i}${extension(file.path, '.svh')}`]));
  const add = (name: string, file: SourceText): void => {
    files.set(name, rename(pointIncludes(file, unit.includeDirs, generated)));
    origins.set(name, file.path);
  };

  for (const file of unit.includes) add(generated.get(file.path) as string, file);
  const sources = unit.files.map((file, i) => {
    const name = `${prefix}s${i}${extension(file.path, '.sv')}`;
    add(name, file);
    return name;
  });
  [...(unit.headers ?? []), ...options.stubs].forEach((stub, i) => {
    const name = `${prefix}stub${i}.sv`;
    files.set(name, rename(stub.text));
    sources.push(name);
  });
  const includeDir = unit.includes.length === 0 ? undefined : layOutByName(unit.includes, `${prefix}inc`, files, origins, generated);
  const defines = checkedDefines(unit.defines, problems);
  const written = [...defines.unsafe.map(([name, value]) => `${name} ${value}`), ...(unit.standIns ?? [])];
  const prelude = written.length === 0 ? undefined : `${prefix}defines.svh`;
  if (prelude !== undefined) files.set(prelude, written.map((one) => `\`define ${one}\n`).join(''));

  return {
    files,
    sources,
    origins,
    ...(includeDir === undefined ? {} : { includeDir }),
    defines: defines.safe,
    parameters: checkedParameters(unit.parameters ?? {}, problems),
    ...(prelude === undefined ? {} : { prelude }),
    top,
    aliases,
    get sharesMacros() {
      return sharesMacros(unit) || sharesUnits(unit);
    },
    unservedInclude: [...unit.files, ...unit.includes].some((file) => hasUnserved(file, unit.includeDirs, generated)),
    problems,
  };
}

const identifier = /^[A-Za-z_][A-Za-z0-9_$]*$/;

function extension(path: string, fallback: string): string {
  const found = /\.(v|vh|sv|svh)$/.exec(path)?.[0];
  return found ?? fallback;
}

/** A top with an escaped name gets a plain one, in every text of the unit. */
function aliasTop(top: string | undefined): { top: string; rename: (text: string) => string; aliases: ReadonlyMap<string, string> } {
  if (top === undefined || top === '') return { top: '', rename: (text) => text, aliases: new Map() };
  if (identifier.test(top)) return { top, rename: (text) => text, aliases: new Map() };
  const name = top.replace(/^\\/, '').trim();
  const alias = 'signoff_top';
  const escaped = new RegExp(`\\\\${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=\\s)`, 'g');
  return { top: alias, rename: (text) => text.replace(escaped, alias), aliases: new Map([[alias, top]]) };
}

const literalInclude = /(`include[ \t]+)"([^"\n]*)"/g;

function pointIncludes(file: SourceText, includeDirs: readonly string[], generated: ReadonlyMap<string, string>): string {
  if (!file.text.includes('`include')) return file.text;
  return file.text.replace(literalInclude, (whole, head: string, name: string) => {
    const target = findInclude(name, file.path, includeDirs, (path) => generated.has(path));
    // Sources and include files share one generated folder, and every tool looks there first: the base name is enough.
    return target === undefined ? whole : `${head}"${baseName(generated.get(target) ?? name)}"`;
  });
}

function hasUnserved(file: SourceText, includeDirs: readonly string[], generated: ReadonlyMap<string, string>): boolean {
  if (!file.text.includes('`include')) return false;
  return Array.from(file.text.matchAll(literalInclude)).some(
    (match) => findInclude(match[2] ?? '', file.path, includeDirs, (path) => generated.has(path)) === undefined,
  );
}

/** Absolute path of an include, or undefined: the includer's own folder first, then the include directories in order. */
export function findInclude(
  name: string,
  fromPath: string,
  includeDirs: readonly string[],
  exists: (path: string) => boolean,
): string | undefined {
  if (/^(\/|[A-Za-z]:[\\/])/.test(name)) return exists(name) ? name : undefined;
  const folders = [fromPath.slice(0, Math.max(0, fromPath.lastIndexOf('/'))), ...includeDirs];
  return folders.map((folder) => joinPath(folder, name)).find(exists);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function joinPath(folder: string, name: string): string {
  const parts = folder.replace(/\/$/, '').split('/');
  for (const part of name.split(/[\\/]/)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** For includes through a macro: the files once more, under their own base names where those are plain. */
function layOutByName(
  includes: readonly SourceText[],
  folder: string,
  files: Map<string, string>,
  origins: Map<string, string>,
  generated: ReadonlyMap<string, string>,
): string {
  for (const file of includes) {
    const base = baseName(file.path);
    const name = `${folder}/${base}`;
    const laidOut = generated.get(file.path) as string;
    // Nested includes are looked up relative to the folder too, so the generated names lie there as well.
    files.set(`${folder}/${baseName(laidOut)}`, files.get(laidOut) as string);
    origins.set(`${folder}/${baseName(laidOut)}`, file.path);
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(base) || files.has(name)) continue;
    files.set(name, files.get(laidOut) as string);
    origins.set(name, file.path);
  }
  return folder;
}

const safeValue = /^[A-Za-z0-9_'.+-]*$/;

function checkedDefines(
  defines: Readonly<Record<string, string>>,
  problems: string[],
): { safe: (readonly [string, string])[]; unsafe: (readonly [string, string])[] } {
  const safe: (readonly [string, string])[] = [];
  const unsafe: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(defines)) {
    if (!identifier.test(name)) problems.push(`the define \`${name}\` was left out: its name is not an identifier`);
    else if (/[\r\n]/.test(value)) problems.push(`the define \`${name}\` was left out: its value has a line break`);
    else (safeValue.test(value) ? safe : unsafe).push([name, value]);
  }
  return { safe, unsafe };
}

const literal = /^(-?[0-9][0-9_]*|[0-9]*'[sS]?[bdhoBDHO][0-9a-fA-FxXzZ_]+)$/;

function checkedParameters(parameters: Readonly<Record<string, string>>, problems: string[]): (readonly [string, string])[] {
  return Object.entries(parameters).filter(([name, value]) => {
    const fits = identifier.test(name) && literal.test(value);
    if (!fits) problems.push(`the parameter ${name} keeps its default: only numbers can be passed on, not "${value}"`);
    return fits;
  });
}

/** Whether the sources of a unit are one compilation unit to the tools: macros and `$unit` items of one reach the next. */
export function isOneCompilationUnit(unit: CompileUnit): boolean {
  return sharesMacros(unit) || sharesUnits(unit) || checkedDefines(unit.defines, []).unsafe.length > 0;
}

/** True when a source uses a macro that neither it, what it includes nor a define declares, but a source before it does. */
function sharesMacros(unit: CompileUnit): boolean {
  if (unit.files.length < 2) return false;
  const common = new Set(Object.keys(unit.defines));
  const own = unit.files.map((file) => macrosWithin(file, unit));
  return unit.files.some((file, i) => {
    for (const name of macrosOf(file).used) {
      if (common.has(name) || own[i]?.has(name) === true) continue;
      if (own.some((names, j) => j < i && names.has(name))) return true;
    }
    return false;
  });
}

const declaresUnit = /^\s*(?:module|macromodule|interface|package|program|class)\s+(?!class\b)[A-Za-z_]/m;

/** True when several sources include a file that declares design units: its guard keeps them one only within one compilation unit. */
function sharesUnits(unit: CompileUnit): boolean {
  const declaring = unit.includes.filter((file) => /^\s*`ifndef\b/m.test(file.text) && declaresUnit.test(file.text));
  return declaring.some((file) => {
    const own = new RegExp(`\`include[ \\t]+"(?:[^"\\n]*/)?${baseName(file.path).replace(/[^\w]/g, '\\$&')}"`);
    return [...unit.files, ...unit.includes].filter((one) => own.test(one.text)).length > 1;
  });
}

/** Macros that a source and its include files define; an include through a macro may be any of them. */
function macrosWithin(file: SourceText, unit: CompileUnit): Set<string> {
  const includes = new Map(unit.includes.map((one) => [one.path, one]));
  const names = new Set<string>();
  const reached = new Set([file]);
  for (const one of reached) {
    for (const name of macrosOf(one).defined) names.add(name);
    if (!one.text.includes('`include')) continue;
    for (const { 2: name = '' } of one.text.matchAll(literalInclude)) {
      const found = includes.get(findInclude(name, one.path, unit.includeDirs, (path) => includes.has(path)) ?? '');
      if (found !== undefined) reached.add(found);
    }
    if (computedInclude.test(one.text)) for (const any of unit.includes) reached.add(any);
  }
  return names;
}

const computedInclude = /`include[ \t]+[^"\s]/;
const definition = /`define[ \t]+([A-Za-z_][A-Za-z0-9_$]*)/g;
const use = /`([A-Za-z_][A-Za-z0-9_$]*)/g;

interface Macros {
  readonly defined: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

/** Macros that a source uses, directives too. */
export function macrosUsedIn(file: SourceText): ReadonlySet<string> {
  return macrosOf(file).used;
}

/** Of sources that stay as they are while another is typed in. */
const knownMacros = new WeakMap<SourceText, Macros>();

function macrosOf(file: SourceText): Macros {
  const known = knownMacros.get(file) ?? { defined: macroNames(file.text, definition), used: macroNames(file.text, use) };
  knownMacros.set(file, known);
  return known;
}

function macroNames(text: string, pattern: RegExp): Set<string> {
  return text.includes('`') ? new Set(Array.from(text.matchAll(pattern), (match) => match[1] ?? '')) : new Set();
}
