import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CompileUnit } from '../../server/src/model/compileUnit';
import type { Netlist } from '../../server/src/netlist/netlist';

/** Where a Liberty file comes from: a public repository of which a clone stands below the bench's folder. It is never part of this project. */
interface LibraryFact {
  readonly repository: string;
  readonly commit: string;
  readonly file: string;
  readonly driver: string;
  /** fF */
  readonly load: number;
}

/** ps, shorter than any path: what ABC aims at. */
const goalPs = 50;

/**
 * Steps of ABC that a netlist is judged with. `speed`: parallel prefixes are kept, sums of products balanced by arrival and the library's wires counted, as flows for speed do; `plain`: what Yosys takes where nothing is
 * said, which makes logic smaller first.
 */
const recipes = {
  speed:
    'strash; ifraig; scorr; if -g -K 6; strash; if -g -K 6; strash; dch -f; map -B 0.9 {D}; topo; buffer -c -N 8; topo; upsize -c {D}; dnsize -c {D}',
  plain: undefined,
} as const;

export type JudgeRecipe = keyof typeof recipes;

/** The library of `test/data/fixes/library.json` as text, and what drives inputs and loads outputs. */
export function libraryOf(folder: string): LibraryFact & { readonly text: string } {
  const fact = JSON.parse(readFileSync(path.resolve('test/data/fixes/library.json'), 'utf8')) as LibraryFact;
  const clone = path.join(folder, path.basename(fact.repository));
  const bytes = execFileSync('git', ['-C', clone, 'show', `${fact.commit}:${fact.file}`], { maxBuffer: 1 << 28 });
  return { ...fact, text: (fact.file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
}

/**
 * The shortest period (ns) that a module meets by native Yosys, ABC and OpenSTA: mapped to the library with the same script and the steps of `recipe`, buffered and sized as far as it can, inputs
 * arriving and outputs due at the clock's edge. Undefined where one of the tools fails.
 */
export function openStaPeriod(unit: CompileUnit, library: ReturnType<typeof libraryOf>, recipe: JudgeRecipe): number | undefined {
  const work = mkdtempSync(path.join(tmpdir(), 'signoff-sta-'));
  try {
    writeFileSync(path.join(work, 'cells.lib'), library.text);
    writeFileSync(path.join(work, 'abc.constr'), `set_driving_cell ${library.driver}\nset_load ${library.load} [all_outputs]\n`);
    const steps = recipes[recipe];
    if (steps !== undefined) writeFileSync(path.join(work, 'abc.script'), `${steps.split('; ').join('\n')}\n`);
    mkdirSync(path.join(work, 'rtl'));
    const files = unit.files.map(({ text }, at) => {
      writeFileSync(path.join(work, 'rtl', `${at}.sv`), text);
      return `rtl/${at}.sv`;
    });
    const script = [
      `read_verilog -sv ${files.join(' ')}`,
      `synth -nofsm -flatten -top ${unit.top ?? ''}`,
      'dfflibmap -liberty cells.lib',
      `abc -D ${goalPs} -liberty cells.lib -constr abc.constr${steps === undefined ? '' : ' -script abc.script'}`,
      'setundef -zero',
      'opt_clean -purge',
      'write_verilog -noattr netlist.v',
      'write_json netlist.json',
    ];
    if (spawnSync('yosys', ['-q', '-p', script.join('; ')], { cwd: work, timeout: 120_000 }).status !== 0) return undefined;
    const clocks = clockPorts(JSON.parse(readFileSync(path.join(work, 'netlist.json'), 'utf8')) as Netlist, unit.top ?? '');
    const ports = clocks.map((one) => `{${one}}`).join(' ');
    const long = 1000;
    const commands = [
      'read_liberty cells.lib',
      'read_verilog netlist.v',
      `link_design ${unit.top ?? ''}`,
      clocks.length === 0
        ? `create_clock -name virtual -period ${long}`
        : `create_clock -name clock -period ${long} [get_ports [list ${ports}]]`,
      `set_input_delay 0 -clock ${clocks.length === 0 ? 'virtual' : 'clock'} [all_inputs]`,
      `set_output_delay 0 -clock ${clocks.length === 0 ? 'virtual' : 'clock'} [all_outputs]`,
      'report_worst_slack -digits 6',
      'exit',
    ];
    writeFileSync(path.join(work, 'run.tcl'), commands.join('\n'));
    const run = spawnSync('sta', ['-exit', 'run.tcl'], { cwd: work, encoding: 'utf8', timeout: 120_000 });
    const slack = /worst slack\s+(?:max\s+)?(-?[\d.]+)/.exec(run.stdout)?.[1];
    return slack === undefined ? undefined : long - Number(slack);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Input ports that reach the clock pins of flip-flops as they are. */
function clockPorts(netlist: Netlist, top: string): string[] {
  const module = netlist.modules[top];
  if (module === undefined) return [];
  const clocked = new Set(
    Object.values(module.cells).flatMap(({ connections }) => [...(connections.CK ?? []), ...(connections.CLK ?? [])]),
  );
  return Object.entries(module.ports).flatMap(([name, port]) => {
    const [bit] = port.bits;
    return port.direction === 'input' && port.bits.length === 1 && bit !== undefined && clocked.has(bit) ? [name] : [];
  });
}
