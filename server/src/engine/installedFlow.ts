import { success } from '../base/outcome';
import type { SecondFlow } from '../fixes/secondFlow';
import { analyzeDesign, timingNetlists, type TimingInput } from '../timing/analyze';
import type { LibertyLibrary } from '../timing/liberty/library';
import type { NetlistModule } from '../netlist/netlist';
import { openStaSlack, type OpenSta } from '../tools/openSta';
import { readableDesign } from '../tools/readableDesign';
import type { Yosys } from '../tools/yosys';

/** The programs of this machine that map and time standard cells; `yosys` may be the embedded one where none is installed. */
export interface InstalledFlow {
  readonly yosys: Yosys;
  readonly sta: OpenSta | undefined;
}

/**
 * What the installed tools say of rewrites, beside the estimate: the installed Yosys, with its own ABC, maps each text to the library's cells, and OpenSTA times the netlist. Under
 * constraints of an SDC file the analysis that also makes the estimate times it: the file is a program, which is not run. Undefined without a library, and where neither tool is another than the estimate's.
 */
export function installedFlow(
  options: Omit<TimingInput, 'design' | 'budgetMs'>,
  period: number,
  { yosys, sta }: InstalledFlow,
): SecondFlow | undefined {
  const { liberty } = options;
  const timer = options.sdc === undefined && options.clock === undefined ? sta : undefined;
  if (liberty === undefined || (timer === undefined && yosys.flavor === 'embedded')) return undefined;
  const mapper = yosys.flavor === 'native' ? `the installed ${yosys.version}` : 'the embedded Yosys';
  return {
    name: timer === undefined ? `on the netlist of ${mapper}` : `by OpenSTA on the netlist of ${mapper}`,
    slack: async (unit, budgetMs, signal, order) => {
      const begun = performance.now();
      const design = readableDesign(unit, yosys.slang);
      const input = { ...options, design, period, budgetMs, maxPaths: 1, ...(order === undefined ? {} : { order }) };
      if (timer === undefined) {
        const made = await analyzeDesign(input, yosys, signal);
        return made.ok ? success({ wns: made.value.timing.wns, tns: made.value.timing.tns }) : made;
      }
      const netlists = await timingNetlists(input, yosys, signal);
      if (!netlists.ok) return netlists;
      const { gates } = netlists.value;
      const timeoutMs = Math.max(1000, budgetMs - (performance.now() - begun));
      const job = { netlist: gates, liberty: liberty.text, clockBits: clockBits(gates, liberty.library), period, timeoutMs };
      return openStaSlack(job, timer, signal);
    },
  };
}

function clockBits({ cells }: NetlistModule, library: LibertyLibrary): Set<number> {
  const bits = Object.values(cells).flatMap(({ type, connections }) =>
    Object.entries(connections).flatMap(([pin, all]) => (library.cells.get(type)?.pins.get(pin)?.clock === true ? all : [])),
  );
  return new Set(bits.filter((bit) => typeof bit === 'number'));
}
