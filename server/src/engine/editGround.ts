import { differingPart } from '../completion/bestOf';
import { tokenize } from '../graph/lexer';
import { withFileText, type CompileUnit } from '../model/compileUnit';
import { loneUnit } from '../model/loneUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import { isForSimulation, withoutSwitches } from '../model/synthesisConditions';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { CompileUnitResult } from '../model/indexTypes';
import type { Diagnostic } from '../protocol/contract';
import type { ParsedFile } from '../syntax/parsedFile';
import { isOneCompilationUnit, macrosUsedIn } from '../tools/sourceLayout';
import type { NearUnits, TestbenchUnit } from '../verify/ladderRequest';
import { barestText, netlistPart, type ItemsBefore } from './netlistPart';

/** A document before an edit, with all that is found out about it while nobody knows the edit yet. */
export interface EditGround {
  readonly path: string;
  readonly text: string;
  readonly result: CompileUnitResult;
  readonly top: ModuleInfo | undefined;
  /** Of the file alone: an edit does not change what others have. */
  readonly syntax: readonly Diagnostic[];
  /** The file after include and macro expansion. */
  readonly expanded: string;
  readonly testbenches: readonly TestbenchUnit[];
  readonly unitsOf: (path: string) => readonly ModuleInfo[];
  readonly moduleNamed: (name: string) => ModuleInfo | undefined;
  /** Functions of packages that change nothing, by name. */
  readonly pureFunctions: ReadonlySet<string>;
  /** Units that the files of the unit declare. */
  readonly declared: ReadonlySet<string>;
  /** Items of the module around the place; undefined where they do not tell what is driven. */
  readonly items: ItemsBefore | undefined;
}

/** What an edit brings into play. */
export interface EditReach {
  /** Modules whose insides may turn out otherwise: those that it instantiates; `all` where it may change constants. */
  readonly bodies: ReadonlySet<string> | 'all';
}

/**
 * What an edit of the ground's file to `text` brings into play, by its words alone; undefined when that may be in files that the ground does not
 * hold: the closure has to be followed anew then.
 */
export function reachOfEdit(ground: EditGround, text: string, index: Pick<WorkspaceIndex, 'filesDeclaring'>): EditReach | undefined {
  const part = differingPart(text, ground.text);
  if (part === undefined) return { bodies: new Set() };
  const words = text.slice(statementStart(text, part.start), part.end);
  if (opensUnit.test(words) || directive.test(words)) return undefined;
  const used = macrosUsedIn({ path: ground.path, text: ground.text });
  for (const macro of macrosUsedIn({ path: ground.path, text: words })) if (!used.has(macro)) return undefined;
  const bodies = new Set<string>();
  const tokens = tokenize(words);
  for (const [i, { kind, text: name }] of tokens.entries()) {
    const next = tokens[i + 1];
    if (kind !== 'id' || (next?.kind !== 'id' && next?.text !== '#' && next?.text !== '::')) continue;
    if (ground.declared.has(name)) bodies.add(name);
    else if (index.filesDeclaring(name, ground.path).length > 0) return undefined;
  }
  return { bodies: constant.test(words) ? 'all' : bodies };
}

const opensUnit =
  /\b(?:module|macromodule|interface|package|program|class|checker|primitive|bind|defparam|config|import|export|extern|virtual)\b/;
const directive =
  /`(?:include|define|undef|undefineall|ifdef|ifndef|elsif|else|endif|resetall|default_nettype|timescale|begin_keywords|line|pragma|celldefine)\b/;
/** What the parameters and widths of other instances may hang on. */
const constant = /\b(?:parameter|localparam|specparam|typedef|enum|struct|union|genvar|generate|function)\b/;

/** Where the statement around a place begins, at the latest: behind the last `;` or block keyword before it. */
function statementStart(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - mostOfStatement), at);
  const last = [...before.matchAll(/;|\b(?:begin|end\w*|generate)\b/g)].at(-1);
  return at - before.length + (last === undefined ? 0 : last.index + last[0].length);
}

const mostOfStatement = 8000;

/** What elaboration and lint have to look at, for the ground's file with a text. */
function nearUnits(ground: EditGround, text: string, { bodies }: EditReach): NearUnits {
  const { path, declared } = ground;
  const unit = withFileText(ground.result.unit, path, text);
  const netlist = loneOf(ground, unit, drivenThrough(ground));
  return { path, text: bodies === 'all' ? unit : bodies.size === 0 ? netlist : loneOf(ground, unit, bodies), netlist, declared };
}

/** The state before an edit that nobody knows yet: of its netlist the least that an edit may have to do with. */
export function nearBefore(ground: EditGround): NearUnits {
  const near = nearUnits(ground, ground.text, { bodies: new Set() });
  if (ground.items === undefined) return near;
  const bare = withFileText(ground.result.unit, ground.path, barestText(ground.items));
  return { ...near, part: loneOf(ground, bare, drivenThrough(ground)) };
}

/** The same for an edit and for the state before it: of both netlists the part that the edit has to do with. */
export function nearEdit(
  ground: EditGround,
  edited: ParsedFile,
  reach: EditReach,
): { readonly after: NearUnits; readonly before: NearUnits } {
  const { text } = edited.source;
  const at = differingPart(text, ground.text)?.start;
  const forSimulation = at !== undefined && isForSimulation(text, at);
  const asRead = (one: string): string => (forSimulation ? withoutSwitches(one) : one);
  const nearOf = (one: string): NearUnits => ({ ...nearUnits(ground, asRead(one), reach), forSimulation });
  const [after, before] = [nearOf(text), nearOf(ground.text)];
  const part = ground.items === undefined || reach.bodies === 'all' ? undefined : netlistPart(ground.items, edited, ground.moduleNamed);
  if (part === undefined) return { after, before };
  if (part.kind === 'nothing') return { after: { ...after, part: part.kind }, before: { ...before, part: part.kind } };
  const open = drivenThrough(ground);
  const partOf = (one: string): CompileUnit => loneOf(ground, withFileText(ground.result.unit, ground.path, asRead(one)), open);
  return { after: { ...after, part: partOf(part.after) }, before: { ...before, part: partOf(part.before) } };
}

/** The ground's file with as little of the others as it takes. */
function loneOf({ path, unitsOf }: EditGround, unit: CompileUnit, whole: ReadonlySet<string>): CompileUnit {
  return isOneCompilationUnit(unit) ? unit : (loneUnit(unit, path, unitsOf, whole) ?? unit);
}

/** Modules that drive what they are not handed as outputs: the nets of an interface. */
function drivenThrough({ path, unitsOf, result }: EditGround): ReadonlySet<string> {
  const used = new Set(unitsOf(path).flatMap((unit) => unit.instances.map((one) => one.moduleName)));
  const open = result.unit.files
    .flatMap((file) => unitsOf(file.path))
    .filter((unit) => used.has(unit.name) && unit.ports.some((port) => port.direction === 'interface'));
  return new Set(open.map((unit) => unit.name));
}
