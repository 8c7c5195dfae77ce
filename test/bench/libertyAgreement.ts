/**
 * How far static timing with a Liberty library agrees with OpenSTA: `npm run bench -- --liberty DIR,DIR --library FILE --work FOLDER [--only PATTERN] [--most N]`. Modules below the folders are
 * mapped to the library as the estimate does it, and the same netlist is timed by `sta` with inputs and outputs at 0. Prints per module the end points, R² of arrival as it stands and the largest
 * difference.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { neverAborted } from '../../server/src/base/cancel';
import { createEmbeddedYosys } from '../../server/src/platform/embeddedYosys';
import { timingNetlists } from '../../server/src/timing/analyze';
import { analyzeCells } from '../../server/src/timing/liberty/analyzeCells';
import { readLiberty } from '../../server/src/timing/liberty/readLiberty';
import { readDesign } from '../../server/src/tools/readDesign';
import { endArrivals, openStaSlacks } from '../harness/openSta';
import { openProject } from './project';

export interface LibertyOptions {
  readonly folders: readonly string[];
  readonly library: string;
  readonly work: string;
  readonly only: RegExp;
  /** Most modules taken of each folder. */
  readonly most: number;
}

/** ns; long enough that nothing is violated, which would not matter. */
const period = 100;

/** Measures the modules, and prints. */
export async function measureLiberty({ folders, library, work, only, most }: LibertyOptions): Promise<void> {
  mkdirSync(work, { recursive: true });
  const bytes = readFileSync(library);
  const text = (library.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const plain = path.join(work, 'cells.lib');
  writeFileSync(plain, text);
  const read = await readLiberty([text], neverAborted);
  if (!read.ok) throw new Error(read.message);
  const liberty = { library: read.value, text, toJSON: () => library };
  // The unit of the tool's commands is the library's.
  const unit = /time_unit\s*:\s*"1ps"/.test(text) ? 1000 : 1;
  const yosys = createEmbeddedYosys({ workers: 1 });
  const all: (readonly [number, number])[] = [];
  for (const folder of folders) {
    const { index } = await openProject([folder]);
    let taken = 0;
    for (const unitOfFile of index.files.filter((one) => only.test(one)).flatMap((file) => index.modulesOf(file))) {
      if (taken >= most || unitOfFile.kind !== 'module') continue;
      const { unit: compileUnit, missing, missingIncludes } = await index.compileUnitLater(unitOfFile.path, unitOfFile.name, neverAborted);
      if (missing.length + missingIncludes.length > 0) continue;
      const design = readDesign(compileUnit, { reader: 'slang' });
      const netlists = await timingNetlists({ design, period, budgetMs: 60_000, liberty }, yosys, neverAborted);
      if (!netlists.ok) continue;
      const { gates } = netlists.value;
      const timing = analyzeCells(gates, read.value, read.value.wireLoad === undefined ? {} : { wireLoad: read.value.wireLoad });
      const [clock, ...others] = new Set(timing.clocks.map((one) => one.clock));
      // Half-cycle paths have another period.
      if (
        clock === undefined ||
        others.length > 0 ||
        timing.clocks.length > 1 ||
        gates.ports[clock] === undefined ||
        timing.unknownCells.size > 0
      )
        continue;
      const clockPort = clockPortOf(gates.ports, clock);
      const delays = ['input', 'output'].map((side) => `set_${side}_delay 0 -clock clk [all_${side}s]`);
      const sdc = [`create_clock -name clk -period ${period * unit} [get_ports ${clockPort}]`, ...delays, ''].join('\n');
      const told = openStaSlacks(gates, plain, sdc, work);
      const ours = endArrivals(timing);
      const pairs = [...told].flatMap(([end, slack]) => {
        const arrival = ours.get(end);
        return arrival === undefined ? [] : [[arrival, period - slack / unit] as const];
      });
      if (pairs.length < 8) continue;
      taken++;
      all.push(...pairs);
      console.log(`${unitOfFile.name.padEnd(36)} ${Object.keys(gates.cells).length} cells, ${said(told.size, pairs)}`);
    }
  }
  await yosys.dispose();
  console.log(`all: ${said(all.length, all)}`);
}

/** The name that the clock's port has in the netlist that OpenSTA reads: ports are counted. */
function clockPortOf(ports: Readonly<Record<string, { readonly bits: readonly unknown[] }>>, clock: string): string {
  let count = 0;
  for (const [name, { bits }] of Object.entries(ports)) {
    if (name === clock) break;
    count += bits.filter((bit) => typeof bit === 'number').length;
  }
  return `p${count}`;
}

function said(ends: number, pairs: readonly (readonly [number, number])[]): string {
  const middle = pairs.reduce((sum, [, told]) => sum + told, 0) / Math.max(1, pairs.length);
  const [off, spread] = pairs.reduce(([a, b], [own, told]) => [a + (told - own) ** 2, b + (told - middle) ** 2], [0, 0]);
  const worst = Math.max(0, ...pairs.map(([own, told]) => Math.abs(told - own)));
  return `${pairs.length} of ${ends} end points, R² ${(1 - off / spread).toFixed(6)}, largest difference ${worst.toFixed(4)} ns`;
}
