import { applyEdits } from '../../server/src/base/layout';
import type { Declined, FixContext, FixStrategy } from '../../server/src/fixes/strategy';
import { moduleNode, summarize } from '../../server/src/model/summarize';
import type { ParsedFile } from '../../server/src/syntax/parsedFile';

/** A violated path that a strategy is shown. */
export interface ShownPath {
  /** Registers that such paths end at, one path each. */
  readonly ends: readonly string[];
  /** Register that they start from. */
  readonly start?: string;
  /** Text that the paths run through, as a cell of that type and width; none when left out. */
  readonly through?: string;
  readonly cell?: string;
  readonly width?: number;
  /** Types of the cells that the paths run through behind it. */
  readonly behind?: readonly string[];
}

/** The texts that a strategy makes of a file's first module, best first, and why it leaves places alone; none is timed or proven. The file is read as Verilog when its path says so. */
export function rewritesIn(
  file: ParsedFile,
  strategy: FixStrategy,
  { ends, start = '', through, cell = '$eq', width = 1, behind = [] }: ShownPath,
): { readonly texts: readonly string[]; readonly declined: readonly Declined[] } {
  const { path: named, text } = file.source;
  const [module] = summarize(file).modules;
  const node = module === undefined ? undefined : moduleNode(file, module.name);
  if (module === undefined || node === undefined) throw new Error('no module');
  const step = { delay: 1, spans: [], cell: { type: cell, connections: { Y: Array<number>(width) } } };
  const along = through === undefined ? [] : [step, ...behind.map((type) => ({ ...step, cell: { type, connections: {} } }))];
  const violated = ends.map((end) => ({ path: { start, end, slack: -1, arrival: 2, points: [] }, pins: ['E'], steps: along }));
  const [path] = violated;
  const shown = { step, path, end: undefined };
  const steps = through === undefined ? [] : [{ ...shown, start: text.indexOf(through) }];
  const language = named.endsWith('.sv') ? 'systemverilog' : 'verilog';
  const context = { file, module, node, steps, violated, language } as unknown as FixContext;
  const { candidates, declined } = strategy.propose(context);
  return { texts: candidates.map(({ changes }) => applyEdits(text, changes)), declined };
}
