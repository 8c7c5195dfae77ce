import type { CompileUnit } from '../model/compileUnit';
import { parameterNumber, type Netlist } from '../netlist/netlist';
import { readableDesign } from './readableDesign';
import type { Yosys } from './yosys';

type Cell = Netlist['modules'][string]['cells'][string];

/**
 * About how many gates a module takes, from its operators and their widths before any of them is mapped to gates: a few per cent of what a synthesis takes, and good for telling
 * which of several texts is worth one. Undefined where it cannot be read.
 */
export async function weighWords(unit: CompileUnit, yosys: Yosys, timeoutMs: number, signal: AbortSignal): Promise<number | undefined> {
  const design = readableDesign(unit, yosys.slang);
  const commands = [
    ...design.commands,
    `hierarchy -check ${design.top === '' ? '-auto-top' : `-top ${design.top}`}`,
    'proc',
    'flatten',
    'opt_expr',
    'opt_clean',
    'opt -nodffe -nosdff',
    'wreduce',
    'peepopt',
    'opt_clean',
    'write_json words.json',
  ];
  const run = await yosys.run({ commands, files: design.files, outputs: ['words.json'], timeoutMs }, signal);
  const json = run.kind === 'finished' && run.code === 0 ? run.files.get('words.json') : undefined;
  if (json === undefined) return undefined;
  const modules = Object.values((JSON.parse(new TextDecoder().decode(json)) as Netlist).modules);
  const top = modules.find((module) => module.attributes['top'] !== undefined) ?? modules.at(-1);
  return top === undefined ? undefined : Object.values(top.cells).reduce((sum, cell) => sum + gatesOf(cell), 0);
}

/** Gates of an operator by its widths: a full adder is 6, a multiplexer 1, and so on. */
function gatesOf({ type, parameters }: Cell): number {
  const of = (name: string): number => (parameters[name] === undefined ? 0 : parameterNumber(parameters[name]));
  const [a, b, y, width] = [of('A_WIDTH'), of('B_WIDTH'), of('Y_WIDTH'), of('WIDTH')];
  const operands = Math.max(a, b);
  switch (type) {
    case '$add':
    case '$sub':
    case '$neg':
      return 6 * y;
    case '$mul':
      return 6 * Math.min(a, y) * Math.min(b, y) * (y < a + b ? 0.6 : 1);
    case '$div':
    case '$mod':
    case '$divfloor':
    case '$modfloor':
      return 8 * operands * operands;
    case '$lt':
    case '$le':
    case '$gt':
    case '$ge':
      return 4 * operands;
    case '$eq':
    case '$ne':
    case '$eqx':
    case '$nex':
      return 2 * operands;
    case '$shl':
    case '$shr':
    case '$sshl':
    case '$sshr':
    case '$shift':
    case '$shiftx':
      return y * Math.min(b, 8);
    case '$pmux':
      return 2 * width * of('S_WIDTH');
    case '$mux':
      return width;
    default:
      return Math.max(y, width, type.startsWith('$reduce') || type.startsWith('$logic') ? operands : 0, 1);
  }
}
