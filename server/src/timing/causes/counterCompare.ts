import type { ExplainedPath } from '../explain';
import { finding, lineWords, type Finding } from './finding';

const compares = new Set(['$lt', '$le', '$gt', '$ge', '$eq', '$ne', '$reduce_or', '$reduce_and', '$reduce_bool', '$logic_not']);
const fewestBits = 8;

/** A path that begins with a comparison of a register, or of a register and one: a flag kept beside the register says the same sooner. */
export function counterCompare(explained: ExplainedPath): Finding | undefined {
  const steps = explained.steps.filter((step) => step.delay > 0.001);
  const [first, second] = steps;
  const added = first !== undefined && /^\$(?:add|sub|alu)$/.test(first.cell.type);
  const compare = added ? second : first;
  if (first === undefined || compare === undefined || !compares.has(compare.cell.type)) return undefined;
  const bits = Math.max(compare.cell.connections.A?.length ?? 0, compare.cell.connections.B?.length ?? 0);
  if (bits < fewestBits || explained.rtl.names.registersOf(explained.path.start).length === 0) return undefined;
  const run = added ? [first, compare] : [compare];
  return finding(
    'timing/counter-compare',
    explained,
    run,
    (share) =>
      `${explained.path.start} is ${added ? 'counted on and then ' : ''}compared, ${bits} bits, before anything else happens (${lineWords(run)}): ${share}. ` +
      `A flag that is loaded together with ${explained.path.start} would be there at once.`,
  );
}
