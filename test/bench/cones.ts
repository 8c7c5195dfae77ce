/**
 * Whether the data-flow graph is true: `npm run bench -- --cones DIR [--with DIR,DIR] [--only PATTERN] [--across] [--list N] [--out FILE]`. For every module below the folder that the
 * embedded Yosys can read (with what it needs of the other folders), the registers, inputs, memories and instance outputs that each register, output and instance input is made
 * from, by the graph and by the netlist (`proc -noopt -norom; opt_clean`, no constant folding, instances kept as cells). Both readers of Yosys are asked: slang folds what
 * parameters decide, Yosys' own does not, so a source is extra when neither has it, and missing when either has it and the graph does not. Prints recall and precision, the
 * modules that could not be read, and what disagrees. With `--across` each module is taken with everything below it, flattened, and slang alone is asked.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import { hierarchyHost } from '../../server/src/engine/hierarchyJob';
import { designGraph } from '../../server/src/graph/designGraph';
import { analyzeModule } from '../../server/src/graph/moduleGraph';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import type { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import type { Netlist, NetlistModule } from '../../server/src/netlist/netlist';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { readDesign } from '../../server/src/tools/readDesign';
import type { Yosys } from '../../server/src/tools/yosys';
import { type Agreement, compareCones, type ConeComparison } from '../harness/netlistCones';
import { openProject } from './project';

export interface ConesOptions {
  readonly folder: string;
  /** Folders of what the folder's modules use. */
  readonly libraries: readonly string[];
  /** Files whose modules are compared, by their path below the folder. */
  readonly only: RegExp;
  /** With everything below each module, as one. */
  readonly across: boolean;
  /** How many disagreements to print of each kind. */
  readonly list: number;
  /** Where every disagreement goes, a line each. */
  readonly out?: string | undefined;
}

interface Result extends ConeComparison {
  readonly module: string;
}

const switches = ['--keep-hierarchy', '--no-proc', '--ignore-timing', '--ignore-initial', '--ignore-assertions', '--allow-dual-edge-ff'];

const largest = 40e6;

/** Compares every module of the folder and prints the figures. */
export async function measureCones({ folder, libraries, only, across, list, out }: ConesOptions): Promise<void> {
  const { index, units } = await openProject([folder, ...libraries]);
  const yosys = createEmbeddedYosys({ workers: 1 });
  const results: Result[] = [];
  const unread = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const file of index.files.filter((one) => one.startsWith(`${folder}/`) && only.test(path.relative(folder, one)))) {
    for (const unit of index.modulesOf(file).filter((one) => one.kind === 'module' && !seen.has(one.name))) {
      seen.add(unit.name);
      const graph = across ? await designGraph(unit, hierarchyHost(index), neverAborted) : analyzeModule(index.parse(file), unit, units);
      if (graph === undefined) continue;
      const found: ConeComparison[] = [];
      let why = '';
      for (const reader of across ? (['slang'] as const) : (['slang', 'verilog'] as const)) {
        const netlist = await netlistOf(unit, index, yosys, reader, across);
        if (typeof netlist !== 'string') found.push(compareCones(graph, netlist, { bitLimit: reader === 'slang' ? 2000 : 0 }));
        else if (why === '') why = netlist;
      }
      const [first] = found;
      if (first === undefined) unread.set(why, [...(unread.get(why) ?? []), unit.name]);
      else
        results.push({
          module: unit.name,
          ...first,
          words: both(found.map((one) => one.words)),
          outputs: both(found.map((one) => one.outputs)),
        });
    }
  }
  await yosys.dispose();
  print(folder, results, unread, list);
  if (out !== undefined) writeFileSync(out, disagreements(results).join('\n'));
}

/** Of what several netlists say: extra is what none of them has, missing what one of them has. */
function both(parts: readonly Agreement[]): Agreement {
  const [first, second] = parts;
  if (first === undefined || second === undefined)
    return first ?? { agreed: 0, extra: [], missing: [], unlisted: { extra: 0, missing: 0 }, endpoints: new Set() };
  const extra = first.extra.filter((one) => second.extra.includes(one) || !second.endpoints.has(endpointOf(one)));
  const missing = [...new Set([...first.missing, ...second.missing])];
  return { ...first, agreed: first.agreed + first.extra.length - extra.length, extra, missing };
}

function endpointOf(line: string): string {
  return line.slice(0, line.indexOf(' <- '));
}

/** The netlist of one module with its instances as cells, or why there is none. */
async function netlistOf(
  unit: ModuleInfo,
  index: WorkspaceIndex,
  yosys: Yosys,
  reader: 'slang' | 'verilog',
  across: boolean,
): Promise<NetlistModule | string> {
  const { unit: compileUnit, missing, missingIncludes } = await index.compileUnitLater(unit.path, unit.name, neverAborted);
  if (missing.length > 0 || missingIncludes.length > 0)
    return `not declared in the folders: ${[...missing, ...missingIncludes]
      .map((one) => one.name)
      .slice(0, 3)
      .join(' ')}`;
  const design = readDesign(compileUnit, { reader, slangSwitches: across ? switches.slice(1) : switches });
  const commands = [...design.commands, `cd ${design.top}`, 'proc -noopt -norom', 'opt_clean', 'write_json -selected o.json'];
  const run = await yosys.run({ commands, files: design.files, outputs: ['o.json'], timeoutMs: 20_000 }, neverAborted);
  const json = run.kind === 'finished' ? run.files.get('o.json') : undefined;
  if (json === undefined) return run.kind === 'finished' ? reasonOf(run.lines) : run.kind;
  if (json.length > largest) return 'a netlist of more than 40 MB (memories as registers)';
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as Netlist;
  return Object.values(modules).find((one) => Number(one.attributes['top']) === 1) ?? Object.values(modules)[0] ?? 'no netlist';
}

/** The first complaint, without the names in it. */
function reasonOf(lines: readonly string[]): string {
  const line = lines.find((one) => /error:|ERROR/.test(one)) ?? 'no netlist';
  return line.replace(/^.*?(?:error|ERROR): /, '').replace(/'[^']*'/g, "'…'");
}

function disagreements(results: readonly Result[]): string[] {
  return results.flatMap(({ module, words, outputs, bits }) =>
    Object.entries({ words, outputs, bits }).flatMap(([kind, { missing, extra }]) => [
      ...missing.map((one) => `${kind}\tmissing\t${module}\t${one}`),
      ...extra.map((one) => `${kind}\textra\t${module}\t${one}`),
    ]),
  );
}

function print(folder: string, results: readonly Result[], unread: ReadonlyMap<string, readonly string[]>, list: number): void {
  const registers = results.reduce((sum, one) => sum + one.registers, 0);
  const withRegisters = results.filter((one) => one.registers > 0).length;
  console.log(
    `${folder}: ${results.length} modules compared, ${withRegisters} of them with registers (${registers} registers and memories)`,
  );
  for (const [kind, of] of [
    ['registers', (one: Result) => one.words],
    ['register bits', (one: Result) => one.bits],
    ['outputs and pins', (one: Result) => one.outputs],
  ] as const) {
    const sum = total(results.map(of));
    const exact = results.filter((one) => of(one).missing.length === 0 && of(one).extra.length === 0).length;
    console.log(`  ${kind.padEnd(17)} ${figures(sum)}; ${exact} modules agree wholly`);
  }
  for (const [reason, modules] of [...unread].sort((a, b) => b[1].length - a[1].length))
    console.log(`  not read: ${modules.length} (${reason}): ${modules.slice(0, 4).join(' ')}`);
  const worst = [...results].sort((a, b) => b.words.missing.length - a.words.missing.length || b.words.extra.length - a.words.extra.length);
  for (const { module, words } of worst.slice(0, list)) {
    if (words.missing.length + words.extra.length === 0) break;
    console.log(`  ${module}: ${figures(words)}`);
    for (const one of words.missing.slice(0, 5)) console.log(`    missing ${one}`);
    for (const one of words.extra.slice(0, 5)) console.log(`    extra   ${one}`);
  }
}

interface Sum {
  readonly agreed: number;
  readonly missing: { readonly length: number };
  readonly extra: { readonly length: number };
}

function total(parts: readonly Agreement[]): Sum {
  const sum = (of: (one: Agreement) => number): number => parts.reduce((all, one) => all + of(one), 0);
  return {
    agreed: sum((one) => one.agreed),
    missing: { length: sum((one) => one.missing.length + one.unlisted.missing) },
    extra: { length: sum((one) => one.extra.length + one.unlisted.extra) },
  };
}

function figures({ agreed, missing, extra }: Sum): string {
  const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(4));
  return `recall ${share(agreed, agreed + missing.length)} (${missing.length} missing), precision ${share(agreed, agreed + extra.length)} (${extra.length} extra), ${agreed} agreed`;
}
