import type { MappingNeeds } from '../analyze';
import { latchCommands } from '../latches';

/**
 * The steps of one of Yosys' flows for FPGAs, from the flat design to `gates.json`; `run` is its command up to the labels of the steps to run. `first` and `ram` are what
 * the flow calls its first step and the one that maps block RAM, which is left out where a design has no memory.
 */
export function lutSteps(run: string, { first, ram }: { readonly first: string; readonly ram: string }, needs: MappingNeeds): string[] {
  return [
    ...(needs.memories ? [`${run} ${first}:map_ffs`] : [`${run} ${first}:${ram}`, `${run} map_ffram:map_ffs`]),
    // Mapping forgets the names of many registers; named after their nets before it, the flip-flops keep them.
    'rename -wire t:$_*DFF*',
    ...(needs.latches ? latchCommands : []),
    `${run} map_ffs:check`,
    'json -o gates.json',
  ];
}
