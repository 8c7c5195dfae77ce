import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic, RungName, Verdict } from '../../server/src/protocol/contract';
import { neverAborted } from '../../server/src/base/cancel';
import { ReuseCache } from '../../server/src/completion/reuse';
import type { CheckRequest } from '../../server/src/completion/judge';
import { defaultLimits, type CompletionDeps, type CompletionRequest } from '../../server/src/completion/pipeline';
import { describePlace, type Place } from '../../server/src/completion/place';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import { summarize } from '../../server/src/model/summarize';
import { createParser, type VerilogParser } from '../../server/src/syntax/parser';

const assets = path.resolve(__dirname, '../../dist');
let parser: Promise<VerilogParser> | undefined;

/** One parser for a test file; real grammar, real preprocessor. */
export function testParser(): Promise<VerilogParser> {
  parser ??= createParser({
    core: path.join(assets, 'web-tree-sitter.wasm'),
    grammar: readFileSync(path.join(assets, 'tree-sitter-systemverilog.wasm')),
  });
  return parser;
}

/**
 * Files of a fixture: `//- /path` starts one (without any, the text is `/top.sv`), the comment mark with a bar is the cursor and is
 * taken out.
 */
export function readFixture(given: string): { files: Map<string, string>; path: string; offset: number } {
  const files = new Map<string, string>();
  const parts = given.replace(/^\n/, '').split(/^\/\/- (\S+)\n/m);
  if (parts.length === 1) parts.unshift('', '/top.sv');
  let cursor: { path: string; offset: number } | undefined;
  for (let i = 1; i < parts.length; i += 2) {
    const name = parts[i] ?? '';
    const marked = parts[i + 1] ?? '';
    const offset = marked.indexOf('/*|*/');
    if (offset >= 0) cursor = { path: name, offset };
    files.set(name, marked.replace('/*|*/', ''));
  }
  if (cursor === undefined) throw new Error('the fixture has no /*|*/');
  return { files, ...cursor };
}

/** Modules of a text as the workspace would see them. */
export function summarizeText(
  parser: VerilogParser,
  files: ReadonlyMap<string, string>,
  file: string,
  text: string,
): readonly ModuleInfo[] {
  const include = (name: string) => {
    const found = [...files].find(([other]) => other.endsWith(`/${name}`));
    return found === undefined ? undefined : { path: found[0], text: found[1] };
  };
  const parsed = parser.parse({ path: file, text }, { defines: {}, include, mode: 'full' });
  const lookup = (name: string): ModuleInfo | undefined =>
    [...files]
      .filter(([other]) => other !== file)
      .flatMap(([other, of]) => plain(parser, other, of))
      .find((unit) => unit.name === name);
  const { modules } = summarize(parsed, lookup);
  parsed.dispose();
  return modules;
}

function plain(parser: VerilogParser, file: string, text: string): readonly ModuleInfo[] {
  const parsed = parser.parse({ path: file, text }, { defines: {}, include: () => undefined, mode: 'full' });
  const { modules } = summarize(parsed);
  parsed.dispose();
  return modules;
}

export interface World {
  readonly request: CompletionRequest;
  readonly deps: CompletionDeps;
  readonly place: Place;
  /** What the ladder was asked to check, in order. */
  readonly checked: CheckRequest[];
  readonly files: ReadonlyMap<string, string>;
}

/** A fixture with everything the pipeline needs; `check` says what the tools would. */
export async function worldOf(
  given: string,
  check: (request: CheckRequest, signal: AbortSignal) => Verdict | Promise<Verdict> = () => verdictOf('checked'),
): Promise<World> {
  const { files, path: file, offset } = readFixture(given);
  const verilog = await testParser();
  const text = files.get(file) ?? '';
  const units = (name: string, of: string): readonly ModuleInfo[] => summarizeText(verilog, files, name, of);
  const all = [...files].filter(([name]) => name !== file).flatMap(([name, of]) => units(name, of));
  const checked: CheckRequest[] = [];
  let now = 0;
  const deps: CompletionDeps = {
    enabled: true,
    summarize: units,
    countSyntaxProblems: (name, of) => {
      const parsed = verilog.parse({ path: name, text: of }, { defines: {}, include: () => undefined, mode: 'full' });
      const count = parsed.problems.length;
      parsed.dispose();
      return count;
    },
    findModules: (name) => [...all, ...units(file, text)].filter((unit) => unit.name === name),
    readText: (name) => files.get(name),
    displayPath: (name) => name.replace(/^\//, ''),
    check: (request, signal) => {
      checked.push(request);
      return Promise.resolve(check(request, signal));
    },
    cache: new ReuseCache(),
    worldVersion: () => 'w1',
    limits: defaultLimits,
    now: () => ++now,
  };
  const request: CompletionRequest = { path: file, text, offset, trigger: 'automatic' };
  return { request, deps, place: describePlace(request, units), checked, files };
}

export function verdictOf(kind: Verdict['verdict'], diagnostics: Diagnostic[] = [], rung: RungName = 'elaborate'): Verdict {
  const outcome = kind === 'refuted' ? 'failed' : kind === 'unknown' ? 'unknown' : kind === 'broken' ? 'broken' : 'passed';
  return {
    verdict: kind,
    reached: rung,
    contract: { kind: 'newCode' },
    rungs: [{ name: rung, outcome, tool: 'test', version: '1', ms: 1, detail: '', diagnostics }],
    reason: diagnostics[0]?.message ?? kind,
  };
}

export function errorAt(file: string, line: number, message: string, code = 'elaborate/error'): Diagnostic {
  return { file, line, column: 1, endLine: line, endColumn: 1, severity: 'error', code, source: 'slang', message };
}

export { neverAborted };
