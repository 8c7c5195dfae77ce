/**
 * How a repository is read: `npm run bench -- --read DIR [--list N] [--judge]`. Prints RTL files with syntax errors, instances and how
 * many of those whose module is declared in the repository resolve to the file that declares it, time and peak memory. With `--judge`
 * every file with an error is put before the embedded slang, parse only: what that accepts is a false error.
 */
import path from 'node:path';
import { silentLog } from '../../server/src/base/log';
import { WorkspaceIndex, sourceExtensions } from '../../server/src/model/workspaceIndex';
import { extensionOf } from '../../server/src/model/paths';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import type { ParsedFile, SyntaxProblem } from '../../server/src/syntax/parsedFile';
import { loadBundledParser } from './parser';

interface Count {
  files: number;
  withErrors: { file: string; problem: SyntaxProblem; verdict: string }[];
  missingIncludes: number;
  /** Uses of a declared module's name where an instance is written, found by a pattern and not by the tree. */
  written: number;
  resolved: number;
  lost: string[];
}

/** Reads the folder and prints the figures. */
export async function measureReading(folder: string, list: number, judge: boolean): Promise<void> {
  const started = performance.now();
  const workspace = createNodeWorkspace();
  const index = new WorkspaceIndex(workspace, await loadBundledParser(), silentLog);
  await index.addFolder(folder);
  const scanned = performance.now();
  const declaring = new Map<string, Set<string>>();
  for (const file of index.files) {
    for (const name of index.scanOf(file)?.declares ?? []) declaring.set(name, (declaring.get(name) ?? new Set()).add(file));
  }
  const count: Count = { files: 0, withErrors: [], missingIncludes: 0, written: 0, resolved: 0, lost: [] };
  for (const file of index.files.filter((one) => sourceExtensions.includes(extensionOf(one)))) {
    count.files++;
    const parsed = index.parse(file);
    const problem = parsed.problems.find((one) => one.code !== 'preprocess/include');
    if (problem !== undefined) count.withErrors.push({ file, problem, verdict: '' });
    if (parsed.problems.some((one) => one.code === 'preprocess/include')) count.missingIncludes++;
    countInstances(index, file, parsed, declaring, count);
  }
  const read = performance.now();
  if (judge) await judgeFiles(index, count);
  print(folder, count, list, judge, { scan: scanned - started, read: read - scanned });
}

const written =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\[^])*"|(?<![\w$`.\\])([A-Za-z_]\w*)(?=\s*(?:#\s*\(|[A-Za-z_]\w*\s*(?:\[[^\]\n]*\]\s*)?\(\s*[.)]))/g;

/** Instances as a pattern sees them in the expanded text, against those of the index at the same place. */
function countInstances(
  index: WorkspaceIndex,
  file: string,
  parsed: ParsedFile,
  declaring: ReadonlyMap<string, ReadonlySet<string>>,
  count: Count,
): void {
  const text = parsed.pre.text;
  // One macro use may stand for several instances.
  const known = new Map<string, number>();
  const summary = index.summaryOfFile(file);
  const bound = summary?.binds?.map((one) => one.instance) ?? [];
  for (const { moduleName, moduleNameRange } of [...(summary?.modules ?? []).flatMap((unit) => unit.instances), ...bound]) {
    const key = `${moduleNameRange.path}:${moduleNameRange.start}:${moduleName}`;
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  for (const match of text.matchAll(written)) {
    const name = match[1];
    if (name === undefined || !declaring.has(name)) continue;
    const before = /([\w:.]+)\s*$/.exec(text.slice(Math.max(0, match.index - 60), match.index))?.[1] ?? '';
    // Declarations, classes (`new`, `extends`, handles) and typed ports are no instances.
    if (/^(?:module|macromodule|interface|class|program|primitive|extends|virtual|new|typedef|bind|of)$|::$|\.$/.test(before)) continue;
    const units = index.find(name);
    if (!units.some((unit) => /^(?:module|interface|program|primitive)$/.test(unit.kind))) continue;
    const place = parsed.pre.toSource(match.index, match.index + name.length);
    count.written++;
    const key = `${place.path}:${place.start}:${name}`;
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    if (left > 0 && index.resolveUnit(name, file)?.name === name) count.resolved++;
    else count.lost.push(`${place.path}:${place.line + 1} ${name}${place.macro === undefined ? '' : ` (in \`${place.macro})`}`);
  }
}

/**
 * Puts each file with an error before slang, with its own includes. Only complaints about syntax count: the file is alone, so names of
 * other files are unknown to it. `.v` files are read by the keywords of Verilog-2005 when they do not read otherwise.
 */
async function judgeFiles(index: WorkspaceIndex, count: Count): Promise<void> {
  const yosys = createEmbeddedYosys();
  for (const one of count.withErrors) {
    const { unit } = index.compileUnit(one.file);
    const files = new Map<string, string>([['judged.sv', workspaceText(unit, one.file)]]);
    for (const source of unit.includes) files.set(`inc/${path.basename(source.path)}`, source.text);
    const said: string[] = [];
    for (const std of one.file.endsWith('.v') ? ['', '--map-keyword-version 1364-2005+*.sv '] : ['']) {
      const run = await yosys.run(
        {
          commands: [`read_slang --threads 1 ${std}--ast-compilation-only --error-limit 0 -I inc judged.sv`],
          files,
          outputs: [],
          timeoutMs: 20_000,
        },
        new AbortController().signal,
      );
      const errors = run.lines.filter((line) => /error:/.test(line));
      const syntax = errors.find((line) => syntaxError.test(line));
      if (syntax !== undefined) said.push(syntax);
      else if (errors.some((line) => /unknown macro/.test(line))) said.push('no syntax error, but unknown macros');
      else said.push('');
    }
    one.verdict = said.includes('') ? 'FALSE: slang accepts it' : said.join('; ');
  }
  await yosys.dispose();
}

const syntaxError =
  /expected|unexpected|unbalanced|missing|invalid|unterminated|no 'if|misplaced|not allowed here|could not find or open include|too many|too few/i;

function workspaceText(unit: { readonly files: readonly { readonly path: string; readonly text: string }[] }, file: string): string {
  return unit.files.find((source) => source.path === file)?.text ?? '';
}

function print(folder: string, count: Count, list: number, judge: boolean, took: { scan: number; read: number }): void {
  const share = (part: number, whole: number): string => `${part} of ${whole} (${whole === 0 ? '-' : ((100 * part) / whole).toFixed(2)} %)`;
  console.log(folder);
  console.log(`  files without a syntax error   ${share(count.files - count.withErrors.length, count.files)}`);
  if (judge) {
    const wrong = count.withErrors.filter((one) => one.verdict.startsWith('FALSE')).length;
    console.log(`  without a false one            ${share(count.files - wrong, count.files)}`);
  }
  console.log(`  files with a missing include   ${count.missingIncludes}`);
  console.log(`  instances resolved             ${share(count.resolved, count.written)}`);
  console.log(
    `  scan ${Math.round(took.scan)} ms, parse and summarize all ${Math.round(took.read)} ms, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
  for (const { file, problem, verdict } of count.withErrors.slice(0, list)) {
    console.log(
      `  error ${path.relative(folder, file)}:${problem.range.line + 1}:${problem.range.column + 1} ${problem.message} ${verdict}`,
    );
  }
  for (const one of count.lost.slice(0, list)) console.log(`  lost  ${path.relative(folder, one)}`);
}
