import { afterAll, beforeAll, expect, it } from 'vitest';
import { expandMemories } from '../../../server/src/netlist/expandMemories';
import { mapToGates } from '../../../server/src/netlist/mapToGates';
import type { Netlist, NetlistModule } from '../../../server/src/netlist/netlist';
import { createEmbeddedYosys } from '../../../server/src/platform/embeddedYosys';
import { simulateApart } from '../../../server/src/sim/differential';
import { randomOf } from '../../harness/wordCells';

// Cells as RTLIL, with parameters that no Verilog leads to, mapped by us and by Yosys.

const yosys = createEmbeddedYosys({ workers: 1 });
beforeAll(() => yosys.warm());
afterAll(() => yosys.dispose());

interface Mapped {
  readonly words: NetlistModule;
  readonly reference: NetlistModule;
}

async function mappedByYosys(modules: ReadonlyMap<string, string>, commands: readonly string[]): Promise<Map<string, Mapped>> {
  const run = await yosys.run(
    {
      commands: ['read_rtlil in.il', 'write_json words.json', ...commands, 'write_json gates.json'],
      files: new Map([['in.il', [...modules.values()].join('\n')]]),
      outputs: ['words.json', 'gates.json'],
      timeoutMs: 60_000,
    },
    new AbortController().signal,
  );
  if (run.kind !== 'finished' || run.code !== 0) throw new Error(`Yosys did not finish:\n${run.lines.slice(-10).join('\n')}`);
  const read = (file: string): Netlist => JSON.parse(new TextDecoder().decode(run.files.get(file))) as Netlist;
  const [words, gates] = [read('words.json'), read('gates.json')];
  return new Map(
    [...modules.keys()].map((name) => [
      name,
      { words: words.modules[name] as NetlistModule, reference: gates.modules[name] as NetlistModule },
    ]),
  );
}

/** Pins and the polarity parameters of each word-level register (Yosys manual, "Word-level cells: registers"). */
const registers: Readonly<Record<string, readonly string[]>> = {
  $ff: [],
  $dff: ['CLK'],
  $dffe: ['CLK', 'EN'],
  $adff: ['CLK', 'ARST'],
  $adffe: ['CLK', 'ARST', 'EN'],
  $sdff: ['CLK', 'SRST'],
  $sdffe: ['CLK', 'SRST', 'EN'],
  $sdffce: ['CLK', 'SRST', 'EN'],
  $aldff: ['CLK', 'ALOAD'],
  $aldffe: ['CLK', 'ALOAD', 'EN'],
  $dffsr: ['CLK', 'SET', 'CLR'],
  $dffsre: ['CLK', 'SET', 'CLR', 'EN'],
  $dlatch: ['EN'],
  $adlatch: ['EN', 'ARST'],
  $dlatchsr: ['EN', 'SET', 'CLR'],
  $sr: ['SET', 'CLR'],
};

function registerModule(name: string, type: string, random: (below: number) => number): string {
  const width = 1 + random(5);
  const lines: string[] = [];
  const ports: string[] = [];
  let place = 1;
  const port = (pin: string, size: number, kind = 'input'): void => {
    ports.push(`  wire width ${size} ${kind} ${place++} \\${pin}`);
    lines.push(`    connect \\${pin} \\${pin}`);
  };
  const controls = registers[type] as readonly string[];
  const parameters = [`    parameter \\WIDTH ${width}`, ...controls.map((pin) => `    parameter \\${pin}_POLARITY 1'${random(2)}`)];
  for (const reset of ['ARST', 'SRST']) {
    if (controls.includes(reset))
      parameters.push(`    parameter \\${reset}_VALUE ${width}'${Array.from({ length: width }, () => random(2)).join('')}`);
  }
  for (const pin of controls) port(pin, pin === 'SET' || pin === 'CLR' ? width : 1);
  if (type !== '$sr') port('D', width);
  if (controls.includes('ALOAD')) port('AD', width);
  port('Q', width, 'output');
  return [`module \\${name}`, ...ports, `  cell ${type} \\r`, ...parameters, ...lines, '  end', 'end'].join('\n');
}

/** Registers by the bit they drive: type and the net of every pin. */
function byOutput(module: NetlistModule): Map<unknown, unknown> {
  return new Map(
    Object.values(module.cells).map(({ type, connections }) => {
      const { Q, ...pins } = connections;
      return [Q?.[0], { type, pins: Object.entries(pins).sort(([x], [y]) => (x < y ? -1 : 1)) }];
    }),
  );
}

it('maps every kind and polarity of register to the cells that Yosys maps it to', async () => {
  const random = randomOf(11);
  const modules = new Map<string, string>();
  for (const type of Object.keys(registers)) {
    for (let i = 0; i < 12; i++) modules.set(`m${modules.size}`, registerModule(`m${modules.size}`, type, random));
  }
  for (const [name, { words, reference }] of await mappedByYosys(modules, ['simplemap'])) {
    expect(byOutput(mapToGates(words)), modules.get(name)).toEqual(byOutput(reference));
  }
});

interface MemoryShape {
  readonly width: number;
  readonly size: number;
  readonly offset: number;
  readonly abits: number;
  readonly reads: number;
  readonly writes: number;
}

function memoryModule(name: string, shape: MemoryShape, random: (below: number) => number, more: Readonly<Record<string, string>>): string {
  const { width, size, offset, abits, reads, writes } = shape;
  const bits = (count: number, digit: () => string | number): string => `${count}'${Array.from({ length: count }, digit).join('')}`;
  // Every port has priority over all before it.
  const mask = Array.from({ length: writes * writes }, (_, at) => (at % writes < Math.floor(at / writes) ? 1 : 0)).reverse();
  const parameters: Record<string, string> = {
    MEMID: '"\\\\k"',
    WIDTH: String(width),
    SIZE: String(size),
    OFFSET: String(offset),
    ABITS: String(abits),
    INIT: bits(width * size, () => ['0', '1'][random(2)] as string),
    RD_PORTS: String(reads),
    RD_CLK_ENABLE: bits(reads, () => 0),
    RD_CLK_POLARITY: bits(reads, () => 0),
    RD_TRANSPARENCY_MASK: bits(Math.max(1, reads * writes), () => 0),
    RD_COLLISION_X_MASK: bits(Math.max(1, reads * writes), () => 0),
    RD_WIDE_CONTINUATION: bits(reads, () => 0),
    RD_CE_OVER_SRST: bits(reads, () => 0),
    RD_ARST_VALUE: bits(reads * width, () => 'x'),
    RD_SRST_VALUE: bits(reads * width, () => 'x'),
    RD_INIT_VALUE: bits(reads * width, () => 'x'),
    WR_PORTS: String(writes),
    WR_CLK_ENABLE: bits(writes, () => 1),
    WR_CLK_POLARITY: bits(writes, () => 1),
    WR_PRIORITY_MASK: `${mask.length}'${mask.join('')}`,
    WR_WIDE_CONTINUATION: bits(writes, () => 0),
    ...more,
  };
  const clocks = `{ ${Array.from({ length: writes }, () => '\\clk').join(' ')} }`;
  return `module \\${name}
  wire input 1 \\clk
  wire width ${writes * width} input 2 \\we
  wire width ${writes * abits} input 3 \\wa
  wire width ${writes * width} input 4 \\wd
  wire width ${reads * abits} input 5 \\ra
  wire width ${reads * width} output 6 \\rd
  cell $mem_v2 \\k
${Object.entries(parameters)
  .map(([key, value]) => `    parameter \\${key} ${value}`)
  .join('\n')}
    connect \\RD_CLK ${bits(reads, () => 'x')}
    connect \\RD_EN ${bits(reads, () => 1)}
    connect \\RD_ARST ${bits(reads, () => 0)}
    connect \\RD_SRST ${bits(reads, () => 0)}
    connect \\RD_ADDR \\ra
    connect \\RD_DATA \\rd
    connect \\WR_CLK ${clocks}
    connect \\WR_EN \\we
    connect \\WR_ADDR \\wa
    connect \\WR_DATA \\wd
  end
end`;
}

const plain: MemoryShape = { width: 2, size: 4, offset: 0, abits: 2, reads: 1, writes: 2 };

it('expands memories of any shape to what Yosys makes of them', async () => {
  const random = randomOf(5);
  const modules = new Map<string, string>();
  for (let i = 0; i < 12; i++) {
    const shape = {
      width: 1 + random(3),
      size: 1 + random(9),
      offset: random(3) === 0 ? random(5) : 0,
      reads: 1 + random(2),
      writes: 1 + random(3),
    };
    const abits = Math.max(1, Math.ceil(Math.log2(shape.size + shape.offset)) + random(3) - 1);
    modules.set(`m${i}`, memoryModule(`m${i}`, { ...shape, abits }, random, {}));
  }
  for (const [name, { words, reference }] of await mappedByYosys(modules, ['memory_map', 'simplemap', 'techmap', 'opt_clean'])) {
    // What Yosys reads outside of a memory is some number; ours, the golden, is x there.
    const result = simulateApart(mapToGates(expandMemories(words, false)), reference, { cycles: 60, seed: 1 });
    expect((await result).kind, `${modules.get(name) ?? ''}\n${JSON.stringify(await result).slice(0, 1500)}`).toBe('same');
  }
});

it('leaves memories with other ports as they are, for the reader to refuse', async () => {
  const random = randomOf(1);
  const odd: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    synchronous_read: { RD_CLK_ENABLE: "1'1", RD_CLK_POLARITY: "1'1" },
    asynchronous_write: { WR_CLK_ENABLE: "2'10" },
    edges: { WR_CLK_POLARITY: "2'10" },
    wide: { WR_WIDE_CONTINUATION: "2'10" },
    negative: { OFFSET: "32'11111111111111111111111111111110" },
  };
  const modules = new Map(Object.entries(odd).map(([name, more]) => [name, memoryModule(name, plain, random, more)]));
  modules.set('plain', memoryModule('plain', plain, random, {}));
  for (const [name, { words }] of await mappedByYosys(modules, [])) {
    const types = Object.values(expandMemories(words, false).cells).map(({ type }) => type);
    expect(types.includes('$mem_v2'), name).toBe(name !== 'plain');
  }
});
