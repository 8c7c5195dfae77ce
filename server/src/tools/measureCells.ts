import { failure, success, type Outcome } from '../base/outcome';
import type { CompileUnit } from '../model/compileUnit';
import { parameterNumber, type Netlist } from '../netlist/netlist';
import { checkFirst, firstError, toolFailure } from '../netlist/synthesisFailure';
import { readableDesign } from './readableDesign';
import type { Yosys, YosysRun } from './yosys';

/** A netlist's size after generic synthesis. */
export interface NetlistSize {
  /** Cells; of a memory that is left whole, one for every `bitsPerCell` bits. */
  readonly cells: number;
  /** Nets with a name, the author's and those of cells that have none. */
  readonly wires: number;
}

/** Bits of a RAM take about an eighth of what flip-flops take. */
const bitsPerCell = 8;
/** The power of two from which on the bits of a memory make it a RAM; as flip-flops, Yosys would take minutes for it. */
const ramBits = 14;
/** Cells that nothing declares: passes leave them as they are. */
const ram = '$__signoff_ram';

/** Cells after generic synthesis of the flattened top, or null when that could not be measured. */
export async function measureCells(unit: CompileUnit, yosys: Yosys, signal: AbortSignal): Promise<number | null> {
  const size = await measureNetlist(unit, yosys, 20_000, signal);
  return size.ok ? size.value.cells : null;
}

/** The size of the flattened top after generic synthesis, however it can be read; fails with what Yosys said. */
export async function measureNetlist(
  unit: CompileUnit,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Outcome<NetlistSize>> {
  const started = performance.now();
  const design = readableDesign(unit, yosys.slang);
  const synth = `synth -flatten ${design.top === '' ? '-auto-top' : `-top ${design.top}`}`;
  const size = async (one: Pick<typeof design, 'commands' | 'files'>): Promise<YosysRun> => {
    const left = Math.max(1, timeoutMs - (performance.now() - started));
    const commands = [
      ...one.commands,
      `${synth} -run begin:fine`,
      ...wholeMemories,
      `${synth} -run fine:check`,
      'delete t:$scopeinfo',
      'write_json cells.json',
    ];
    return yosys.run({ commands, files: one.files, outputs: ['cells.json'], timeoutMs: left }, signal);
  };
  const first = await size(design);
  let run = first;
  for (const other of design.otherwise?.() ?? []) {
    if (run.kind !== 'finished' || run.code === 0) break;
    run = await size(other);
  }
  const json = run.kind === 'finished' && run.code === 0 ? run.files.get('cells.json') : undefined;
  const modules = json === undefined ? [] : Object.values((JSON.parse(new TextDecoder().decode(json)) as Netlist).modules);
  const top = modules.find((module) => module.attributes['top'] !== undefined) ?? modules.at(-1);
  if (run.kind !== 'finished') return toolFailure(run, timeoutMs);
  if (top === undefined) return failure(`It could not be synthesised: ${firstError(first.lines, design)}`, checkFirst);
  const cells = Object.values(top.cells).map(({ type, parameters }) =>
    type === ram ? Math.ceil((parameterNumber(parameters['SIZE']) * parameterNumber(parameters['WIDTH'])) / bitsPerCell) : 1,
  );
  return success({ cells: cells.reduce((sum, one) => sum + one, 0), wires: Object.keys(top.netnames).length });
}

/** Gives memories of about 2^`ramBits` bits and more a type of their own, so that `memory_map` makes no flip-flops of them. */
const wholeMemories = [
  `select -set large ${Array.from({ length: ramBits + 1 }, (_, at) => `t:$mem* r:SIZE>=${2 ** at} %i r:WIDTH>=${2 ** (ramBits - at)} %i`).join(' ')}`,
  `chtype -set ${ram} @large`,
  'select -clear',
];
