/**
 * How good the timing estimate is: `npm run bench -- --calibrate DIR --work FOLDER [--only PATTERN] [--most N] [--seeds N] [--device hx8k|lp8k|up5k]`. Every module below the folder that fits the device with its
 * ports on pins is synthesised as the estimate does it, and the same netlist is placed and routed by nextpnr-ice40 (hx8k unless told). The delays of its wires are taken from what it writes as SDF, and
 * the paths between registers are timed with them; each end point at its mean over the seeds, since one placement differs from another by more than the estimate should be blamed for.
 * What tools gave is kept in the work folder; another run reads it there. Prints per module the frequency of both and the agreement of its end points, and over all modules Spearman's rank
 * correlation of frequency and R² of arrival: the share of its variance that the estimate explains as it stands, not after a line was fitted. The repositories in `fittedOn` may be looked
 * at when delays are chosen; the others are `unseen`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverAborted } from '../../server/src/base/cancel';
import type { ModuleInfo } from '../../server/src/model/moduleInfo';
import type { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import type { NetlistCell, NetlistModule } from '../../server/src/netlist/netlist';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { timingNetlists } from '../../server/src/timing/analyze';
import { delayModel, type DelayModel } from '../../server/src/timing/delayModel';
import { analyzeGates, type GateOptions } from '../../server/src/timing/gateSta';
import { describeNets, packCells } from '../../server/src/timing/gateWires';
import { readDesign } from '../../server/src/tools/readDesign';
import type { Yosys } from '../../server/src/tools/yosys';
import { openProject } from './project';
import { mean, median, rSquared, spearman } from './statistics';

export interface CalibrationOptions {
  readonly folders: readonly string[];
  /** Where netlists and reports are kept. */
  readonly work: string;
  readonly only: RegExp;
  /** Most modules taken of each folder. */
  readonly most: number;
  readonly seeds: number;
  /** Of up5k, whose packages have few pins, modules are placed without their ports (clocks excepted). */
  readonly device: 'hx8k' | 'lp8k' | 'up5k';
}

/** The model of a device's family. */
function modelOf(device: CalibrationOptions['device']): DelayModel {
  return delayModel({ hx8k: 'ice40-hx', lp8k: 'ice40-lp', up5k: 'ice40-up' }[device]) as DelayModel;
}

interface Sample {
  readonly name: string;
  readonly unseen: boolean;
  readonly gates: NetlistModule;
  /** By flip-flop cell, ns: the worst arrival from a register at any of its pins, setup in it. */
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
        const sample = await sampleOf(repositoryOf(folder), unit, index, yosys, options);
        if (sample === undefined) continue;
        taken++;
        samples.push(sample);
      }
    }
  }
  await yosys.dispose();
  report(samples, modelOf(options.device));
}

/** Repositories by whose modules the delays were chosen. */
const fittedOn = ['picorv32', 'serv', 'verilog-axi', 'wb2axip', 'zipcpu'];

/** The folder of the repository that a folder belongs to, by its last name. */
function repositoryOf(folder: string): string {
  for (let at = path.resolve(folder); path.dirname(at) !== at; at = path.dirname(at))
    if (existsSync(path.join(at, '.git'))) return path.basename(at);
  return path.basename(folder);
}

const fewestRegisters = 16;
/** Pins of the device's largest package. */
const mostPins = 200;

async function sampleOf(
  repository: string,
  unit: ModuleInfo,
  index: WorkspaceIndex,
  yosys: Yosys,
  { work, seeds, device }: CalibrationOptions,
): Promise<Sample | undefined> {
  const name = `${repository}/${unit.name}`;
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
  const runs: ReadonlyMap<string, number>[] = [];
  const periods: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const own = device === 'hx8k' ? String(seed) : `${device}.${seed}`;
    const out = { report: `${base}.${own}.report.json`, sdf: `${base}.${own}.sdf` };
    if (!(existsSync(out.report) && existsSync(out.sdf)) && !place(netlistFor(device, gates, base), out, seed, device))
      return nothing(base);
    const { fmax } = JSON.parse(readFileSync(out.report, 'utf8')) as { fmax: Readonly<Record<string, { readonly achieved: number }>> };
    if (Object.keys(fmax).length === 0) return nothing(base);
    periods.push(1000 / Math.min(...Object.values(fmax).map((one) => one.achieved)));
    runs.push(registerArrivals(gates, modelOf(device), routedWires(gates, modelOf(device), readFileSync(out.sdf, 'utf8'))).ends);
  }
  const cells = [...(runs[0]?.keys() ?? [])];
  const routed = new Map(cells.map((cell) => [cell, mean(runs.map((run) => run.get(cell) ?? 0))]));
  return { name, unseen: !fittedOn.includes(repository), gates, routed, period: median(periods) };
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

/** The netlist that is placed: as it is, or for up5k with its clocks as only ports. */
function netlistFor(device: CalibrationOptions['device'], gates: NetlistModule, base: string): string {
  if (device !== 'up5k') return `${base}.gates.json`;
  const clocks = new Set(
    Object.values(gates.cells).flatMap(({ connections }) => ['C', 'RCLK', 'WCLK'].flatMap((pin) => connections[pin] ?? [])),
  );
  const ports = Object.fromEntries(Object.entries(gates.ports).filter(([, { bits }]) => bits.some((bit) => clocks.has(bit))));
  const file = `${base}.inner.json`;
  writeFileSync(file, JSON.stringify({ creator: 'bench', modules: { [path.basename(base)]: { ...gates, ports } } }));
  return file;
}

/** Runs nextpnr; false when the design does not fit or cannot be placed. */
function place(netlist: string, out: { readonly report: string; readonly sdf: string }, seed: number, device: string): boolean {
  const options = [
    `--${device}`,
    '--package',
    device === 'up5k' ? 'sg48' : 'ct256',
    '--pcf-allow-unconstrained',
    '--timing-allow-fail',
    '--freq',
    '150',
    '-q',
  ];
  const args = [...options, '--seed', String(seed), '--json', netlist, '--report', out.report, '--sdf', out.sdf];
  return spawnSync('nextpnr-ice40', args, { timeout: 60_000 }).status === 0 && existsSync(out.sdf);
}

interface RoutedWire {
  readonly from: string;
  readonly fromPin: string;
  readonly delay: number;
}

/** The delays of wires that an SDF file of nextpnr tells, asked for by the cells of the netlist that it was given. */
function routedWires(gates: NetlistModule, model: DelayModel, sdf: string): NonNullable<GateOptions['wireDelay']> {
  const wires = new Map<string, RoutedWire>();
  for (const [, from = '', fromPin = '', to = '', pin = '', delay] of sdf.matchAll(/\(INTERCONNECT (\S+)\/(\S+) (\S+)\/(\S+) \((\d+)/g)) {
    wires.set(`${to} ${pin}`.replace(/\\(.)/g, '$1'), { from: from.replace(/\\(.)/g, '$1'), fromPin, delay: Number(delay) / 1000 });
  }
  const { lutOf } = packCells(gates, describeNets(gates), model);
  return (bit, name, pin) => {
    const cell = gates.cells[name ?? ''];
    if (cell === undefined || name === undefined) return undefined;
    const lut = lutOf(name);
    if (pin === 'D' && lut !== undefined) return undefined;
    const wire = wires.get(placedPin(cell, name, pin, bit, lut));
    if (wire === undefined) return undefined;
    // What nextpnr put between the two itself: a global buffer, or the logic cell by which a carry leaves its chain or goes on past that.
    const before = (input: string, delay: number): number => wire.delay + delay + (wires.get(`${wire.from} ${input}`)?.delay ?? 0);
    if (wire.fromPin === 'GLOBAL_BUFFER_OUTPUT') return before('USER_SIGNAL_TO_GLOBAL_BUFFER', model.global.buffer);
    if (!wire.from.startsWith('$nextpnr_ICESTORM_LC')) return wire.delay;
    return wire.fromPin === 'O' ? before('I3', model.lut[3]) : before('CIN', model.carry.ci);
  };
}

/** The pin of a placed cell that a pin of the netlist became. */
function placedPin(cell: NetlistCell, name: string, pin: string, bit: number, lut: string | undefined): string {
  if (cell.type === 'SB_LUT4') return `${name}_LC ${pin}`;
  if (cell.type === 'SB_CARRY') {
    return `${lut === undefined ? `${name}$CARRY` : `${lut}_LC`} ${{ I0: 'I1', I1: 'I2' }[pin] ?? 'CIN'}`;
  }
  if (cell.type.startsWith('SB_DFF')) {
    return `${lut === undefined ? `${name}_DFFLC` : `${lut}_LC`} ${{ D: 'I0', E: 'CEN' }[pin] ?? 'SR'}`;
  }
  const bits = cell.connections[pin] ?? [];
  return `${name}_RAM ${pin}${bits.length > 1 ? `_${bits.indexOf(bit)}` : ''}`;
}

/** The worst arrival from a register at each flip-flop, and the shortest period that suits all of one clock. */
function registerArrivals(
  gates: NetlistModule,
  model: DelayModel,
  wireDelay?: GateOptions['wireDelay'],
): { ends: Map<string, number>; period: number } {
  const ends = new Map<string, number>();
  let period = 0;
  for (const { capture, launch, arrival } of analyzeGates(gates, model, wireDelay === undefined ? {} : { wireDelay }).paths) {
    if (capture.at === 'output' || launch.at === 'input') continue;
    if (launch.at.clock === capture.at.clock) period = Math.max(period, arrival * (launch.at.edge === capture.at.edge ? 1 : 2));
    if (capture.kind === 'register' && capture.cell !== undefined) ends.set(capture.cell, Math.max(arrival, ends.get(capture.cell) ?? 0));
  }
  return { ends, period };
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
  const estimated = registerArrivals(gates, model);
  const endpoints = [...routed].map(([cell, value]) => [estimated.ends.get(cell) ?? 0, value] as const);
  return { estimated: estimated.period, routed: period, endpoints };
}
