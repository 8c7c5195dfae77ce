import type { ExplainedPath } from '../explain';
import { finding, lineWords, type Finding } from './finding';

/** A path from an input to an output with no register between: what stands outside shares the period with all of it. */
export function unregisteredInterface(explained: ExplainedPath): Finding | undefined {
  const { path, rtl, steps } = explained;
  const port = (name: string, output: boolean): boolean => {
    const found = rtl.module.ports[name];
    return found !== undefined && (found.direction !== 'input') === output && rtl.names.registersOf(name).length === 0;
  };
  if (!port(path.start, false) || !port(path.end, true)) return undefined;
  return finding(
    'timing/unregistered-interface',
    explained,
    steps,
    (share) =>
      `The input ${path.start} reaches the output ${path.end} without a register between (${lineWords(steps)}): ${share}. ` +
      'What drives the one and what reads the other share the same period.',
  );
}
