/**
 * How good the timing estimate is: `npm run bench -- --calibrate DIR --work FOLDER [--only PATTERN] [--most N] [--seeds N]`. Every module below the folder that fits the device with its
 * ports on pins is synthesised as the estimate does it, and the same netlist is placed and routed by nextpnr-ice40 (hx8k), each end point at its median over the seeds. What tools
 * gave is kept in the work folder; another run reads it there. Prints per module the frequency of both, the agreement of slack over its registers' end points, and over all modules
 * Spearman's rank correlation of frequency and R² of arrival. Modules are halved by a hash of their names: `fit` may be looked at when delays are chosen, `unseen` may not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import { contentHash } from '../../server/src/base/hash';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import type { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import type { NetlistModule } from '../../server/src/netlist/netlist';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { timingNetlists } from '../../server/src/timing/analyze';
import { delayModel, type DelayModel } from '../../server/src/timing/delayModel';
import { analyzeGates } from '../../server/src/timing/gateSta';
import { readDesign } from '../../server/src/tools/readDesign';
import type { Yosys } from '../../server/src/tools/yosys';
import { openProject } from './project';

export interface CalibrationOptions {
  readonly folders: readonly string[];
  /** Where netlists and reports are kept. */
  readonly work: string;
  readonly only: RegExp;
  /** Most modules taken of each folder. */
  readonly most: number;
  readonly seeds: number;
}

interface Sample {
  readonly name: string;
  readonly unseen: boolean;
  readonly gates: NetlistModule;
  /** By flip-flop cell, ns: the worst arrival at any of its pins, setup in it. Inputs count: nextpnr's report does not always tell their arrivals from those of registers. */
  readonly routed: ReadonlyMap<string, number>;
  /** The slowest period between registers, ns. */
  readonly period: number;
}

/** The figures of one module or of all. */
interface Agreement {
  readonly estimated: number;
  readonly routed: number;
  readonly endpoints: readonly (readonly [number, number])[];
}

/** Measures every module that can be placed, and prints. */
export async function measureCalibration(options: CalibrationOptions): Promise<void> {
  mkdirSync(options.work, { recursive: true });
  const yosys = createEmbeddedYosys({ workers: 1 });
  const samples: Sample[] = [];
  for (const folder of options.folders) {
    const { index } = await openProject([folder]);
    let taken = 0;
    for (const file of index.files.filter((one) => options.only.test(one))) {
      for (const unit of index.modulesOf(file).filter((one) => one.kind === 'module')) {
        if (taken >= options.most) break;
        const sample = await sampleOf(`${path.basename(folder)}/${unit.name}`, unit, index, yosys, options);
        if (sample === undefined) continue;
        taken++;
        samples.push(sample);
      }
    }
  }
  await yosys.dispose();
  const model = delayModel(undefined);
  if (model !== undefined) report(samples, model);
}

const fewestRegisters = 16;
/** Pins of the device's largest package. */
const mostPins = 200;

async function sampleOf(
  name: string,
  unit: ModuleInfo,
  index: WorkspaceIndex,
  yosys: Yosys,
  { work, seeds }: CalibrationOptions,
): Promise<Sample | undefined> {
  const base = path.join(work, name.replaceAll('/', '__'));
  if (existsSync(`${base}.none`)) return undefined;
  if (!existsSync(`${base}.gates.json`)) {
    const gates = await synthesised(unit, index, yosys);
    if (gates === undefined) return nothing(base);
    writeFileSync(`${base}.gates.json`, JSON.stringify({ creator: 'bench', modules: { [unit.name]: gates } }));
  }
  const { modules } = JSON.parse(readFileSync(`${base}.gates.json`, 'utf8')) as { modules: Record<string, NetlistModule> };
  const gates = Object.values(modules)[0];
  if (gates === undefined) return undefined;
  const runs: Map<string, number>[] = [];
  const periods: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const out = `${base}.${seed}.report.json`;
    if (!existsSync(out) && !place(`${base}.gates.json`, out, seed)) return nothing(base);
    const told = JSON.parse(readFileSync(out, 'utf8')) as Report;
    runs.push(arrivals(gates, told));
    periods.push(1000 / Math.min(...Object.values(told.fmax).map((one) => one.achieved)));
  }
  const cells = [...(runs[0]?.keys() ?? [])];
  const routed = new Map(cells.map((cell) => [cell, median(runs.map((run) => run.get(cell) ?? 0))]));
  return { name, unseen: contentHash(name).charCodeAt(0) % 2 === 0, gates, routed, period: median(periods) };
}

function nothing(base: string): undefined {
  writeFileSync(`${base}.none`, '');
  return undefined;
}

async function synthesised(unit: ModuleInfo, index: WorkspaceIndex, yosys: Yosys): Promise<NetlistModule | undefined> {
  const { unit: compileUnit, missing, missingIncludes } = await index.compileUnitLater(unit.path, unit.name, neverAborted);
  if (missing.length + missingIncludes.length > 0) return undefined;
  const design = readDesign(compileUnit, { reader: 'slang' });
  const netlists = await timingNetlists({ design, period: 10, budgetMs: 40_000 }, yosys, neverAborted);
  if (!netlists.ok) return undefined;
  const { gates } = netlists.value;
  const pins = Object.values(gates.ports).reduce((sum, port) => sum + port.bits.length, 0);
  const registers = Object.values(gates.cells).filter((cell) => cell.type.startsWith('SB_DFF')).length;
  const foreign = Object.values(gates.cells).some((cell) => !cell.type.startsWith('SB_') && cell.type !== '$scopeinfo');
  return pins > mostPins || registers < fewestRegisters || foreign ? undefined : gates;
}

/** Runs nextpnr; false when the design does not fit or cannot be placed. */
function place(netlist: string, out: string, seed: number): boolean {
  const options = ['--hx8k', '--package', 'ct256', '--pcf-allow-unconstrained', '--timing-allow-fail', '--freq', '150', '-q'];
  const args = [...options, '--seed', String(seed), '--json', netlist, '--report', out, '--detailed-timing-report'];
  return spawnSync('nextpnr-ice40', args, { timeout: 60_000 }).status === 0 && existsSync(out);
}

interface Report {
  readonly fmax: Readonly<Record<string, { readonly achieved: number }>>;
  readonly detailed_net_timings: readonly {
    readonly event: string;
    readonly endpoints: readonly { readonly cell: string; readonly event: string; readonly delay: number }[];
  }[];
}

/** What the report says of each flip-flop, found through the logic cell that it was packed into. */
function arrivals(gates: NetlistModule, { detailed_net_timings: nets }: Report): Map<string, number> {
  const registerOf = new Map<string, string>();
  const sinks = new Map<number, number>();
  const driver = new Map<number, string>();
  for (const [name, cell] of Object.entries(gates.cells)) {
    for (const [pin, [bit]] of Object.entries(cell.connections)) {
      if (typeof bit !== 'number') continue;
      if (cell.port_directions[pin] === 'output') driver.set(bit, name);
      else sinks.set(bit, (sinks.get(bit) ?? 0) + 1);
    }
  }
  for (const [name, cell] of Object.entries(gates.cells)) {
    if (!cell.type.startsWith('SB_DFF')) continue;
    const [data] = cell.connections['D'] ?? [];
    const logic = typeof data === 'number' ? driver.get(data) : undefined;
    const packed = logic !== undefined && gates.cells[logic]?.type === 'SB_LUT4' && sinks.get(data as number) === 1;
    registerOf.set(packed ? `${logic}_LC` : `${name}_DFFLC`, name);
  }
  const worst = new Map<string, number>();
  for (const net of nets) {
    for (const { cell, event, delay } of net.endpoints) {
      const register = event === '<async>' ? undefined : registerOf.get(cell);
      if (register !== undefined && delay > (worst.get(register) ?? 0)) worst.set(register, delay);
    }
  }
  return worst;
}

function report(samples: readonly Sample[], model: DelayModel): void {
  const judged = samples.map((sample) => ({ sample, ...compare(sample, model) })).filter((one) => one.endpoints.length >= 8);
  for (const one of judged) {
    const { sample, estimated, routed, endpoints } = one;
    console.log(
      [
        sample.name.padEnd(44),
        sample.unseen ? 'unseen' : 'fit   ',
        `${Object.keys(sample.gates.cells).length} cells`.padStart(12),
        `${(1000 / estimated).toFixed(1)} MHz, routed ${(1000 / routed).toFixed(1)}`.padStart(28),
        `ratio ${(routed / estimated).toFixed(2)}`,
        `${endpoints.length} ends, R² ${rSquared(endpoints).toFixed(3)}`,
      ].join('  '),
    );
  }
  for (const [title, group] of [
    ['fit', judged.filter((one) => !one.sample.unseen)],
    ['unseen', judged.filter((one) => one.sample.unseen)],
    ['all', judged],
  ] as const) {
    const pairs = group.map((one) => [one.estimated, one.routed] as const);
    const ratios = pairs.map(([estimated, routed]) => routed / estimated);
    const mean = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / Math.max(1, ratios.length));
    console.log(
      `${title}: ${group.length} modules, Spearman of fmax ${spearman(pairs).toFixed(3)}, routed/estimated ${mean.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), ` +
        `R² of ${group.reduce((sum, one) => sum + one.endpoints.length, 0)} end points ${rSquared(group.flatMap((one) => one.endpoints)).toFixed(3)}`,
    );
  }
}

function compare({ gates, routed, period }: Sample, model: DelayModel): Agreement {
  const estimated = new Map<string, number>();
  let slowest = 0;
  for (const { capture, launch, arrival } of analyzeGates(gates, model).paths) {
    if (capture.kind !== 'register' || capture.cell === undefined) continue;
    if (launch.at !== 'input') slowest = Math.max(slowest, arrival);
    estimated.set(capture.cell, Math.max(arrival, estimated.get(capture.cell) ?? 0));
  }
  const endpoints = [...routed].flatMap(([cell, value]) => {
    const ours = estimated.get(cell);
    return ours === undefined ? [] : [[ours, value] as const];
  });
  return { estimated: slowest, routed: period, endpoints };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Of the second number as a linear function of the first: the square of Pearson's correlation. */
function rSquared(pairs: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[at], 0) / Math.max(1, pairs.length);
  const [x, y] = [mean(0), mean(1)];
  const [xy, xx, yy] = pairs.reduce(([a, b, c], [p, q]) => [a + (p - x) * (q - y), b + (p - x) ** 2, c + (q - y) ** 2], [0, 0, 0]);
  return xx === 0 || yy === 0 ? NaN : xy ** 2 / (xx * yy);
}

function spearman(pairs: readonly (readonly [number, number])[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
    const rank: number[] = [];
    order.forEach(({ at }, place) => (rank[at] = place));
    return rank;
  };
  const x = ranks(pairs.map(([one]) => one));
  const y = ranks(pairs.map(([, two]) => two));
  return Math.sqrt(rSquared(x.map((one, at) => [one, y[at] as number])));
}
