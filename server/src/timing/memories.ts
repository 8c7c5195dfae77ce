import { success, type Outcome } from '../base/outcome';
import { parameterNumber, type NetlistCell, type NetlistModule } from '../netlist/netlist';

/** How the memories of a flat design reach the mapped netlist. */
export interface MemoryPlan {
  /** Commands to run on the flat design before mapping. */
  readonly commands: readonly string[];
  /** Verilog that the commands read from `memoryFile`. */
  readonly text: string;
  /** Whether memories are left that mapping has to do with. */
  readonly left: boolean;
  /** What was assumed, in words. */
  readonly notes: readonly string[];
}

/** The type of memories that stay what they are: as block RAM of a device that has such. */
export const memoryCell = 'SIGNOFF_MEMORY';
export const memoryFile = 'memory.v';

/** What makes the memories of a flat design visible as single cells. */
export const memoryCommands = ['opt', 'wreduce', 'memory_collect'] as const;

/** More bits than these become no registers: Yosys takes minutes for them, and no author means them. */
const mostRegisterBits = 16_384;

/**
 * Three sorts of memories: arrays that are only reached at constant places are registers, and mapped first, since a memory read into one
 * of them is no block RAM else; such as no block RAM of the device can hold (written by two clocks, or large and read without a clock or
 * written twice) become a cell that paths end and begin at; all others are left to synthesis. `rtl` is the design after
 * `memoryCommands`; `show` gives it after further commands, asked only where a memory may be of the second sort. Without `blocks`, as with a
 * library of cells, there is no block RAM, and every large memory is of the second sort.
 */
export async function planMemories(
  rtl: NetlistModule,
  blocks: boolean,
  show: (commands: readonly string[]) => Promise<Outcome<NetlistModule>>,
): Promise<Outcome<MemoryPlan>> {
  const memories = Object.entries(rtl.cells).filter(([, cell]) => cell.type.startsWith('$mem'));
  const registers = memories.filter(([, cell]) => isRegisters(cell)).map(([name]) => name);
  const mapped = registers.length === 0 ? [] : [...memoryCommands, `memory_map ${registers.map(selected).join(' ')}`, 'opt'];
  const others = memories.filter(([name]) => !registers.includes(name));
  const plain: MemoryPlan = { commands: mapped, text: '', left: others.length > 0, notes: [] };
  if (!others.some(([, cell]) => reasonAgainst(cell, blocks) !== undefined)) return success(plain);
  // The registers that reads end in belong to the memory.
  const collected = [...(mapped.length === 0 ? memoryCommands : mapped), 'memory_dff', 'memory_share', 'memory_collect'];
  const shown = await show(collected);
  if (!shown.ok) return shown;
  const macros = Object.entries(shown.value.cells).filter(
    ([, cell]) => cell.type.startsWith('$mem') && reasonAgainst(cell, blocks) !== undefined,
  );
  if (macros.length === 0) return success(plain);
  const typed = macros.flatMap(([name, { parameters }], at) => [
    `chtype -set ${memoryCell}_${at} ${selected(name)}`,
    ...Object.keys(parameters).map((parameter) => `setparam -unset ${parameter} ${selected(name)}`),
  ]);
  return success({
    commands: [...collected, `read_verilog ${memoryFile}`, ...typed],
    text: macros.map(([, cell], at) => blackBox(`${memoryCell}_${at}`, cell)).join(''),
    left: others.length > macros.length,
    notes: macros.map(([name, cell]) => {
      const assumed = blocks ? 'it is timed as if a block RAM held it' : 'it is taken as a RAM without delays';
      return `Memory ${name} (${bitsOf(cell)} bits) is ${reasonAgainst(cell, blocks) ?? ''}: ${assumed}, so paths end and begin there.`;
    }),
  });
}

/** Whether every address of a memory is a number: an array of registers that nothing indexes while the design runs. */
function isRegisters({ connections }: NetlistCell): boolean {
  return [...(connections.RD_ADDR ?? []), ...(connections.WR_ADDR ?? [])].every((bit) => typeof bit === 'string');
}

/** Why a memory can be neither registers nor block RAM; undefined where it can. */
function reasonAgainst(cell: NetlistCell, blocks: boolean): string | undefined {
  if (writeClocks(cell) > 1) return 'written by several clocks, which no block RAM of this device is';
  if (bitsOf(cell) <= mostRegisterBits) return undefined;
  if (!blocks) return 'too large for registers';
  if (readsAtOnce(cell)) return 'read without a clock, which no block RAM of this device is';
  return writePorts(cell) > 1 ? `written at ${writePorts(cell)} places, which no block RAM of this device is` : undefined;
}

function bitsOf({ parameters }: NetlistCell): number {
  return parameterNumber(parameters.SIZE) * parameterNumber(parameters.WIDTH);
}

function writePorts({ parameters }: NetlistCell): number {
  return parameterNumber(parameters.WR_PORTS);
}

function writeClocks({ connections }: NetlistCell): number {
  return new Set((connections.WR_CLK ?? []).filter((bit) => typeof bit === 'number')).size;
}

/** Whether some port is read without a clock. */
function readsAtOnce({ parameters }: NetlistCell): boolean {
  const clocked = String(parameters.RD_CLK_ENABLE ?? '');
  const ports = parameterNumber(parameters.RD_PORTS);
  return ports > 0 && (clocked.length < ports || clocked.slice(-ports).includes('0'));
}

/** A module of that name with the ports of a memory, without contents. */
function blackBox(name: string, { connections, port_directions }: NetlistCell): string {
  const ports = Object.entries(connections)
    .filter(([, bits]) => bits.length > 0)
    .map(([port, bits]) => `${port_directions[port] === 'output' ? 'output' : 'input'} [${bits.length - 1}:0] ${port}`);
  return `(* blackbox *) module ${name} (${ports.join(', ')}); endmodule\n`;
}

/** The selection of one cell by its name, whose signs have no meaning of their own then. */
function selected(name: string): string {
  return `c:${name.replace(/[\\[\]*?]/g, '\\$&')}`;
}
