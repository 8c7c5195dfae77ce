import { closingBracket, searchBudget, splitArguments } from '../../syntax/macros';
import { flatten } from '../../syntax/nodes';
import { resolveReference } from './resolve';
import type { Located, SymbolProject } from './symbolProject';
import type { Declaration, Reference, SymbolTable } from './symbolTypes';
import { evaluateIn, typeOf } from './typeOf';

/** One override of an instance: the expression as written, and where it ends in its file. */
export interface Override {
  /** Undefined for an ordered one, or a name the module does not have. */
  readonly parameter: Declaration | undefined;
  readonly text: string;
  readonly end: number;
}

/** An instance's module, seen with the parameters of that instance. */
export interface InsideInstance {
  readonly unit: Located;
  readonly overrides: readonly Override[];
  /** Answers about the module's declarations as they are in this instance. */
  readonly project: SymbolProject;
}

/** Parameters of a unit that an instance can set, in the order in which unnamed values are taken (IEEE 1800-2023 clause 23.10.2). */
export function parametersOf({ table, declaration }: Located): Declaration[] {
  const own = table.declarations.filter((one) => one.scope === declaration.inner && one.completes === undefined);
  return own.filter((one) => one.kind === 'parameter' || one.kind === 'typeParameter');
}

/**
 * The module of an instance with its overrides evaluated where they are written, the module around them with its defaults (or as `project` has
 * them). Undefined when the module is not known.
 */
export function insideInstance(project: SymbolProject, table: SymbolTable, reference: Reference): InsideInstance | undefined {
  const unit = resolveReference(project, table, reference).declarations[0];
  if (unit === undefined) return undefined;
  const overrides = reference.macro === undefined ? overridesBehind(project, reference, parametersOf(unit)) : [];
  const scope = table.scopes[reference.scope];
  const constants = new Map<Declaration, bigint | undefined>();
  for (const { parameter, text } of overrides) {
    if (parameter === undefined || parameter.kind === 'typeParameter') continue;
    constants.set(parameter, scope === undefined ? undefined : evaluateIn(project, { table, scope }, text));
  }
  // What an instance sets is known before anything is evaluated; all that leans on it follows.
  const memo = { resolutions: new Map(), units: new Map(), bindings: new Map(), constants };
  return { unit, overrides, project: { ...project, memo } };
}

/** Width of a port in an instance; undefined when it cannot be told. */
export function portWidth({ project, unit, overrides }: InsideInstance, port: Declaration): number | undefined {
  const typed = overrides.some((one) => one.parameter?.kind === 'typeParameter');
  if (typed && port.type?.form === 'named') return undefined;
  return typeOf(project, { table: unit.table, declaration: port }).width;
}

/** `#(8, .N(4))` behind the name of a module, read from the text. */
function overridesBehind(project: SymbolProject, { range }: Reference, parameters: readonly Declaration[]): Override[] {
  const text = project.text(range.path) ?? '';
  const head = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*#(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*\(/y;
  head.lastIndex = range.end;
  if (!head.test(text)) return [];
  const open = head.lastIndex - 1;
  const close = closingBracket(text, open, searchBudget());
  if (close === undefined) return [];
  let at = open + 1;
  return splitArguments(text.slice(open + 1, close)).flatMap((part, position): Override[] => {
    const start = at;
    at += part.length + 1;
    const named = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*\.\s*(\w+)\s*(\()?/.exec(part);
    if (named === null) {
      const written = flatten(part);
      return written === '' ? [] : [{ parameter: parameters[position], text: written, end: start + part.trimEnd().length }];
    }
    const parameter = parameters.find((one) => one.name === named[1]);
    const inner = named[0].length;
    const ends = named[2] === undefined ? undefined : closingBracket(part, inner - 1, searchBudget());
    // `.N` alone means `.N(N)`, `.N()` keeps the default.
    const value = ends === undefined ? (named[1] ?? '') : flatten(part.slice(inner, ends));
    return value === '' ? [] : [{ parameter, text: value, end: start + (ends ?? inner) }];
  });
}
