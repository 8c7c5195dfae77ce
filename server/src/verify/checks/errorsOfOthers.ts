import type { CompileUnit } from '../../model/compileUnit';
import type { Diagnostic } from '../../protocol/contract';
import { analyzeText } from '../../tools/slang';
import { icarusSays } from '../illegalCode';
import type { VerifyTools } from '../verifyTools';
import { elaboratorOf } from './nearAnalysis';

/** No more modules are looked at for themselves. */
const mostModules = 3;

/**
 * Whether errors that an edit brings are the matter of whoever wrote the modules that it only instantiates: all stand in files that are as they were, each module has
 * its own with its own parameters too, the edit gives it no number for one of these, and Icarus compiles the edited design all the same. Slang refuses some of what other compilers take, as a part of no bits where a parameter says that there are none.
 */
export async function areErrorsOfOthers(
  errors: readonly Diagnostic[],
  unit: CompileUnit,
  before: CompileUnit,
  tools: VerifyTools,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const modules = new Set(errors.map((one) => moduleAround(one, unit, before)));
  if (errors.length === 0 || modules.has(undefined) || modules.size > mostModules || givesNumber(unit, before)) return false;
  const started = performance.now();
  const left = (): number => timeoutMs - (performance.now() - started);
  for (const top of modules) {
    if (left() <= 0 || top === undefined) return false;
    const said = await analyzeText({ ...unit, top }, elaboratorOf(tools), { timeoutMs: left() }, signal);
    const own = new Set(said.kind === 'answered' ? said.diagnostics.map(identity) : []);
    if (!errors.every((one) => moduleAround(one, unit, before) !== top || own.has(identity(one)))) return false;
  }
  return left() > 0 && (await icarusSays(unit, tools, left(), signal)) === 'compiles';
}

/** Whether an edited file has an instance that the file had not before and that gives a parameter a number: then what is wrong with its module may well be the number. */
function givesNumber(unit: CompileUnit, before: CompileUnit): boolean {
  return unit.files.some(({ path, text }) => {
    const then = before.files.find((one) => one.path === path)?.text;
    if (then === undefined || then === text) return false;
    const lists = [...text.matchAll(/#\s*\(([^;]*?)\)\s*[A-Za-z_]\w*\s*[[(]/g)].map(([, list = '']) => list);
    return lists.some((list) => /(?:^|[(,])\s*[-+]?\s*[\d'][\w']*\s*(?:[),]|$)/.test(list) && !then.includes(list));
  });
}

/** The module that an error stands in, where its file is not the edited one. */
function moduleAround({ file, line }: Diagnostic, unit: CompileUnit, before: CompileUnit): string | undefined {
  const text = unit.files.find((one) => one.path === file)?.text;
  const then = before.files.find((one) => one.path === file)?.text;
  if (text === undefined || (then !== undefined && then !== text)) return undefined;
  const above = text.split('\n').slice(0, line).join('\n');
  return [...above.matchAll(/^\s*(?:macro)?module\s+(?:automatic\s+|static\s+)?([A-Za-z_]\w*)/gm)].at(-1)?.[1];
}

function identity({ file, line, column, message }: Diagnostic): string {
  return `${file}:${line}:${column}:${message}`;
}
