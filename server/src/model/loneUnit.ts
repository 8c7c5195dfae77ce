import type { SourceText } from '../base/ranges';
import { eachToken } from '../syntax/tokens';
import { declarationsIn } from './bodyDeclarations';
import type { CompileUnit } from './compileUnit';
import type { ModuleInfo } from './moduleInfo';

/**
 * A compile unit for a quick look at one of its files: that file, the packages and interfaces on its way as they are, the modules that it instantiates as headers without
 * bodies, and nothing else. What is legal in the file is the same there as in the whole unit, but for names that reach into an instance. Undefined where that is
 * not certain: the look has to be at the whole unit then. `unitsOf` gives the design units that a file declares. Modules called in `whole` keep their bodies, as does
 * all that they instantiate. A top must be one of the file.
 */
export function loneUnit(
  unit: CompileUnit,
  path: string,
  unitsOf: (path: string) => readonly ModuleInfo[],
  whole: ReadonlySet<string> = new Set(),
): CompileUnit | undefined {
  const file = unit.files.find((one) => one.path === path);
  const isForeign = unit.top !== undefined && !unitsOf(path).some((one) => one.name === unit.top);
  if (file === undefined || isForeign || reachesElsewhere(file.text)) return undefined;
  const others = unit.files.filter((one) => one !== file).map((source) => ({ source, ...factsOf(source) }));
  if (others.some((one) => one.reaches)) return undefined;
  // A module of the file that another one instantiates is no top: its own parameters are not those it is looked at with.
  const own = unit.top === undefined ? new Set(unitsOf(path).map((one) => one.name)) : new Set([unit.top]);
  if (others.some(({ source }) => unitsOf(source.path).some((one) => one.instances.some((instance) => own.has(instance.moduleName)))))
    return undefined;
  const cut = others.map(({ source, outline, declared }) => ({
    source,
    declared: [...declared, ...unitsOf(source.path).map((one) => one.name)],
    outline: mayLoseBodies(outline, unitsOf(source.path)) ? outline : undefined,
  }));
  const below = new Map(others.flatMap(({ source }) => unitsOf(source.path).map((one) => [one.name, one] as const)));
  const lookedInto = modulesLookedInto(file.text, unitsOf(path), (name) => below.get(name));
  const bodies = withAllBelow(whole, (name) => below.get(name) ?? unitsOf(path).find((one) => one.name === name));
  const found = new Set([...lookedInto.keys(), ...bodies]);
  const open = new Set(cut.flatMap((one) => one.declared));
  const readNames = (text: string): void => {
    for (const name of open) if (text.includes(name) && open.delete(name)) found.add(name);
  };
  for (const { text } of [file, ...unit.includes]) readNames(text);
  const named = (name: string): boolean => found.has(name);
  const taken = new Map([[file, file]]);
  // What is taken may name more.
  for (let grew = true; grew;) {
    grew = false;
    for (const { source, outline, declared } of cut) {
      if (!declared.some(named)) continue;
      const part = outline === undefined ? source : headersOf(source, outline, named, lookedInto, bodies);
      if (part === taken.get(source)) continue;
      taken.set(source, part);
      readNames(part.text);
      grew = true;
    }
  }
  return { ...unit, files: unit.files.flatMap((source) => taken.get(source) ?? []) };
}

interface ModuleOutline {
  readonly name: string;
  readonly start: number;
  /** Behind the `;` of its header. */
  readonly headerEnd: number;
  readonly end: number;
  /** The header has a list of parameters: those in the body are constants then (IEEE 1800-2017 6.20.1). */
  readonly hasParameters: boolean;
}

interface Outline {
  readonly modules: readonly ModuleOutline[];
}

/** The modules of some names and all that they instantiate. */
function withAllBelow(names: ReadonlySet<string>, unitNamed: (name: string) => ModuleInfo | undefined): ReadonlySet<string> {
  const reached = new Set(names);
  for (const name of reached) for (const { moduleName } of unitNamed(name)?.instances ?? []) reached.add(moduleName);
  return reached;
}

/** Statements that say something of what other files declare. */
function reachesElsewhere(text: string): boolean {
  return /\b(?:bind|defparam|config)\b/.test(text) && /^[^/\n]*\b(?:bind|defparam|config)\b/m.test(text);
}

/** Parameters that stand in the body may be set by an instance: they must stay. */
function mayLoseBodies(outline: Outline | undefined, units: readonly ModuleInfo[]): boolean {
  return (
    outline?.modules.every(
      ({ name, hasParameters }) => hasParameters || units.every((one) => one.name !== name || one.parameters.every(({ local }) => local)),
    ) === true
  );
}

/** Modules into whose instances a text reaches (`instance.name`, `instance.instance.name`), each with the instances of its own on such paths. */
function modulesLookedInto(
  text: string,
  units: readonly ModuleInfo[],
  unitNamed: (name: string) => ModuleInfo | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const own = new Map(units.flatMap((unit) => unit.instances.map((one) => [one.name, one.moduleName] as const)));
  const reached = new Map<string, Set<string>>();
  for (const [, first = '', rest = ''] of text.matchAll(hierarchicalName)) {
    let module = own.get(first);
    for (const [, name = ''] of module === undefined ? [] : rest.matchAll(/\.([A-Za-z_][\w$]*)/g)) {
      if (module === undefined) break;
      const kept = reached.get(module) ?? new Set();
      reached.set(module, kept);
      module = unitNamed(module)?.instances.find((one) => one.name === name)?.moduleName;
      if (module !== undefined) kept.add(name);
    }
  }
  return reached;
}

const hierarchicalName = /(?<![.\w$])([A-Za-z_][\w$]*)((?:\s*(?:\[[^\]\n]*\]\s*)*\.[A-Za-z_][\w$]*)+)/g;

function headersOf(
  source: SourceText,
  { modules }: Outline,
  named: (name: string) => boolean,
  lookedInto: ReadonlyMap<string, ReadonlySet<string>>,
  bodies: ReadonlySet<string>,
): SourceText {
  const used = modules.filter(({ name }) => named(name));
  if (used.length === modules.length && used.every(({ name }) => bodies.has(name))) return source;
  const key = used.map(({ name }) => `${name}:${bodies.has(name) ? '*' : [...(lookedInto.get(name) ?? ['-'])].join(',')}`).join(' ');
  const known = cutSources.get(source);
  if (known?.key === key) return known.cut;
  let text = '';
  let at = 0;
  for (const module of modules) {
    text += source.text.slice(at, module.start);
    if (bodies.has(module.name)) text += source.text.slice(module.start, module.end);
    else if (used.includes(module)) {
      const instances = lookedInto.get(module.name);
      const body = instances === undefined ? '' : declarationsIn(source.text, module.headerEnd, module.end, instances);
      text += `${source.text.slice(module.start, module.headerEnd)}\n${body}endmodule`;
    }
    at = module.end;
  }
  const cut = { path: source.path, text: text + source.text.slice(at) };
  cutSources.set(source, { key, cut });
  return cut;
}

/** Sources as they were cut last. */
const cutSources = new WeakMap<SourceText, { readonly key: string; readonly cut: SourceText }>();

const declares = /\b(?:package|interface|program|primitive|class|checker|function|task|typedef|parameter|localparam|import|let|nettype)\b/;

interface Facts {
  /** Undefined for a source that cannot be cut into modules. */
  readonly outline: Outline | undefined;
  /** Names after the words that begin a unit. */
  readonly declared: readonly string[];
  readonly reaches: boolean;
}

/** Of sources that stay as they are while another is typed in. */
const facts = new WeakMap<SourceText, Facts>();

function factsOf(source: SourceText): Facts {
  const known = facts.get(source) ?? {
    outline: readOutline(source.text),
    declared: Array.from(source.text.matchAll(unitHead), ([, name = '']) => name),
    reaches: reachesElsewhere(source.text),
  };
  facts.set(source, known);
  return known;
}

const unitHead =
  /\b(?:module|macromodule|interface|package|program|primitive|class|checker)\s+(?:automatic\s+|static\s+)?([A-Za-z_][\w$]*)/g;

const landmark =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\[^])*"|\\\S+|`(\w+)|\b(macromodule|module|endmodule)\b(?:\s*:\s*(?!:)[A-Za-z_][\w$]*)?/g;
const conditional = /^(?:ifdef|ifndef|elsif|else|endif)$/;
/** Directives that hold until they are revoked. */
const lasting =
  /^(?:define|undef|undefineall|include|resetall|default_nettype|timescale|begin_keywords|end_keywords|celldefine|endcelldefine|pragma|unconnected_drive|nounconnected_drive)$/;

/** Cuts a text into modules; undefined when one of them cannot be told from its text alone, or its body says something to what follows. */
function readOutline(text: string): Outline | undefined {
  const modules: ModuleOutline[] = [];
  let done = 0;
  let depth = 0;
  let open: Omit<ModuleOutline, 'end'> | undefined;
  // A directive in a body may say something to what follows.
  let lasts = false;
  const scan = new RegExp(landmark);
  for (let found = scan.exec(text); found !== null; found = scan.exec(text)) {
    const [, directive, word] = found;
    if (directive !== undefined && open !== undefined) {
      lasts ||= lasting.test(directive);
      if (conditional.test(directive)) depth += directive.startsWith('if') ? 1 : directive === 'endif' ? -1 : 0;
      if (depth < 0 || (depth === 0 && /^els/.test(directive))) return undefined;
    }
    if (word === undefined) continue;
    if (word === 'endmodule') {
      if (open === undefined || depth !== 0) return undefined;
      modules.push({ ...open, end: scan.lastIndex });
      done = scan.lastIndex;
      open = undefined;
    } else {
      if (open !== undefined || lasts) return undefined;
      open = headerAt(text, found.index, found.index + word.length);
      if (open === undefined) return undefined;
      scan.lastIndex = open.headerEnd;
    }
  }
  const behind = text.slice(done);
  return open !== undefined || (lasts && declares.test(behind)) ? undefined : { modules };
}

/** A header with ports in the style of the standard's 23.2.1 (ANSI), from `module` at `start` to its `;`; `from` is behind that word. */
function headerAt(text: string, start: number, from: number): Omit<ModuleOutline, 'end'> | undefined {
  let name: string | undefined;
  let depth = 0;
  let importing = false;
  let hasParameters = false;
  let headerEnd: number | undefined;
  let ports: 'none' | 'parameters' | 'list' = 'none';
  let directed = false;
  let inList = 0;
  let previous = '';
  eachToken(text, from, text.length, (token) => {
    const { text: word } = token;
    if (previous === '`' && lasting.test(word)) return false;
    if (name === undefined) {
      if (token.kind !== 'word') return false;
      if (word !== 'automatic' && word !== 'static') name = word;
    } else if (depth === 0 && word === ';') {
      if (!importing) {
        headerEnd = token.end;
        return false;
      }
      importing = false;
    } else if (depth === 0 && word === 'import') importing = true;
    else if (depth === 0 && word === '#') ports = 'parameters';
    else if (word === '(') {
      if (depth++ === 0) {
        if (ports === 'parameters' && !hasParameters) hasParameters = true;
        else ports = 'list';
      }
    } else if (word === ')') depth--;
    else if (ports === 'list') {
      inList++;
      if (/^(?:input|output|inout|ref)$/.test(word)) directed = true;
    }
    previous = word;
    return undefined;
  });
  // Without a direction the ports may be declared in the body.
  if (name === undefined || headerEnd === undefined || (inList > 0 && !directed)) return undefined;
  return { name, start, headerEnd, hasParameters };
}
