/**
 * Clock domains and crossings of real designs: `npm run bench -- --clocks DIR [--with DIR,DIR] --tops NAME,NAME`. Prints, for each module with everything below it, its domains
 * with their resets, the synchronisers and every crossing with why it is safe or not.
 */
import { neverAborted } from '../../server/src/base/cancel';
import { clockDomains } from '../../server/src/graph/clockDomains';
import { hierarchyHost } from '../../server/src/engine/hierarchyJob';
import { designGraph } from '../../server/src/graph/designGraph';
import { openProject } from './project';

/** Prints what is found below each top. */
export async function measureClocks(folders: readonly string[], tops: readonly string[]): Promise<void> {
  const { index } = await openProject(folders);
  const host = hierarchyHost(index);
  for (const top of tops) {
    const unit = index.find(top).find((one) => one.kind === 'module');
    const started = process.cpuUsage();
    const graph = unit === undefined ? undefined : await designGraph(unit, host, neverAborted);
    if (graph === undefined) {
      console.log(`${top}: not found`);
      continue;
    }
    const { domains, crossings, synchronizers } = clockDomains(graph);
    const { user, system } = process.cpuUsage(started);
    console.log(
      `${top}: ${graph.instances.length} instances, ${graph.signals.length} signals, ${graph.edges.length} edges, ${Math.round((user + system) / 1000)} ms of CPU`,
    );
    for (const { clock, registers, resets, derived } of domains) {
      const text = [...resets].map(([reset, count]) => `${reset === '' ? 'none' : reset} ${count}`).join(', ');
      console.log(`  clock ${clock}: ${registers.length} registers; resets: ${text}`);
      for (const one of derived) console.log(`    ${one.clock} ${one.why}`);
    }
    for (const one of synchronizers)
      console.log(`  synchroniser ${one.source} -> ${one.stages.join(', ')} (${one.depth} deep, ${one.width} wide, ${one.clock})`);
    for (const one of crossings) console.log(`  ${one.kind} ${one.from} (${one.fromClock}) -> ${one.to} (${one.toClock}): ${one.reason}`);
    for (const note of graph.notes.slice(0, 4)) console.log(`  note ${note}`);
  }
}
