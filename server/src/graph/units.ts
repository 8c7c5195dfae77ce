import type { ModuleInfo } from '../model/moduleInfo';
import type { ParsedFile } from '../syntax/parsedFile';
import type { ModuleBody } from './ast';
import { readModules } from './readModule';

/** A unit as read from its file, with the other units there. */
export interface UnitText {
  readonly body: ModuleBody;
  readonly modules: readonly ModuleBody[];
}

/** What a module's elaboration asks of the rest of the project. */
export interface Units {
  /** Design units by name, the nearest first. */
  find(name: string): readonly ModuleInfo[];
  /** What a unit holds. Without it other files' packages are known by their summaries only: their functions are not. */
  read?(unit: ModuleInfo): UnitText | undefined;
}

const bodies = new WeakMap<object, { text: string; modules: ModuleBody[] }>();
const texts = new WeakMap<ModuleInfo, UnitText>();

/**
 * Units that are found by `find` and read from the files that `parse` gives; each is read once as long as its summary is the same. `near` are the units of the file itself:
 * one that a macro makes is known by nothing else.
 */
export function projectUnits(
  find: (name: string) => readonly ModuleInfo[],
  parse: (path: string) => ParsedFile,
  near: readonly ModuleInfo[] = [],
): Units {
  return {
    find: (name) => {
      const found = find(name);
      return found.length > 0 ? found : near.filter((one) => one.name === name);
    },
    read: (unit) => {
      const known = texts.get(unit) ?? bodyOf(parse(unit.path), unit);
      if (known !== undefined) texts.set(unit, known);
      return known;
    },
  };
}

/** A module as read from its file, with the other units there; undefined when it could not be read. */
export function bodyOf(file: ParsedFile, module: ModuleInfo): UnitText | undefined {
  const modules = moduleBodies(file);
  const body = chooseBody(modules, file, module);
  return body === undefined ? undefined : { body, modules };
}

/** The design units of a file as statements and expressions; offsets are in its preprocessed text. Read once per text. */
export function moduleBodies(file: ParsedFile): readonly ModuleBody[] {
  const known = bodies.get(file);
  if (known?.text === file.pre.text) return known.modules;
  const modules = readModules(file.pre.text);
  bodies.set(file, { text: file.pre.text, modules });
  return modules;
}

/** The body of that name; of several, the one on the summary's line. */
function chooseBody(modules: readonly ModuleBody[], file: ParsedFile, module: ModuleInfo): ModuleBody | undefined {
  const named = modules.filter((one) => one.name === module.name);
  if (named.length < 2) return named[0];
  return named.find((one) => file.pre.toSource(one.start, one.start + 1).line === module.range.line) ?? named[0];
}
