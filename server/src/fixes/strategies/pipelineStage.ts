import type { ModuleBody } from '../../graph/ast';
import { indentStep } from '../../base/indentStep';
import { freshName, lineBreak, lineIndent, lineStart } from '../../base/layout';
import { writtenEnds } from '../../refactor/scene';
import { ancestorsOf, readStages, type Stage } from '../pipeline/feedForward';
import { declaredRange } from '../split/declaredRange';
import { lineOfStep } from '../proposalsIn';
import { bodyOf } from '../../graph/units';
import type { ExplainedPath } from '../../timing/explain';
import { writtenFile } from '../sourceText';
import type { FixCandidate, FixContext, FixStrategy, Proposals, TextChange } from '../strategy';

const name = 'pipeline-stage';

/**
 * Registers everything that goes from the first part of a feed-forward module to the rest, which lengthens every way from its inputs to its
 * outputs by one cycle: data, and the valid bits and resets that go along with it, alike. The contract is `latency(1)`, so it is only ever proposed where
 * a latency was allowed. Loops stay whole: what depends on itself is on one side of the cut, and where the path lies in a loop there is no cut.
 */
export const pipelineStage: FixStrategy = {
  name,
  causes: [
    'timing/deep-logic',
    'timing/deep-adder-chain',
    'timing/wide-multiplication',
    'timing/wide-carry',
    'timing/unregistered-interface',
  ],
  knowledge:
    'A row of registers across all ways from inputs to outputs halves what one cycle has to do, at the cost of a cycle of latency: whoever uses the module has to expect its outputs a cycle later. Only data that never depends on earlier results can be cut so.',
  propose,
};

interface Cut {
  readonly early: ReadonlySet<Stage>;
  readonly after: number;
}

function propose(context: FixContext): Proposals {
  const unit = bodyOf(context.file, context.module);
  const [worst] = context.steps;
  if (unit === undefined || worst === undefined) return { candidates: [], declined: [] };
  const line = lineOfStep(worst);
  const made = cutBody(context, unit.body, worst.path);
  if (typeof made === 'string') return { candidates: [], declined: [{ strategy: name, reason: made, line }] };
  const candidate: FixCandidate = {
    strategy: name,
    title: `Add a pipeline stage: ${made.names.join(', ')} in registers, outputs one cycle later`,
    changes: made.changes,
    contract: { kind: 'latency', cycles: 1 },
    paths: [...new Set(context.steps.map((step) => step.path))],
    line,
  };
  return { candidates: [candidate], declined: [] };
}

function cutBody(context: FixContext, body: ModuleBody, path: ExplainedPath): { changes: TextChange[]; names: string[] } | string {
  const read = readStages(body);
  if (typeof read === 'string') return read;
  const { stages, clock } = read;
  const way = wayOf(context, stages, path);
  const cuts = possibleCuts(context, stages, way);
  if (cuts.length === 0)
    return 'No row of registers parts the path: it lies in one process, in a loop, or what it needs first is an output.';
  const half = way.reduce((sum, one) => sum + one.delay, 0) / 2;
  const [best] = [...cuts].sort((a, b) => Math.abs(a.after - half) - Math.abs(b.after - half));
  return best === undefined ? 'There is no cut.' : registerCut(context, body, stages, best.early, clock);
}

/** The stages that a path goes through, in order, with the delay in each. */
function wayOf(context: FixContext, stages: readonly Stage[], path: ExplainedPath): { stage: Stage; delay: number }[] {
  const way: { stage: Stage; delay: number }[] = [];
  for (const placed of context.steps.filter((one) => one.path === path)) {
    const at = context.file.pre.fromRoot(placed.start);
    const inside = stages.filter(({ placed: { item } }) => at !== undefined && item.start <= at && at < item.end);
    const [stage] = inside.sort((a, b) => a.placed.item.end - a.placed.item.start - (b.placed.item.end - b.placed.item.start));
    if (stage === undefined) continue;
    const last = way.at(-1);
    if (last?.stage === stage) way[way.length - 1] = { stage, delay: last.delay + placed.step.delay };
    else way.push({ stage, delay: placed.step.delay });
  }
  return way;
}

function possibleCuts(context: FixContext, stages: readonly Stage[], way: readonly { stage: Stage; delay: number }[]): Cut[] {
  const outputs = new Set(context.module.ports.filter((port) => port.direction !== 'input').map((port) => port.name));
  const cuts: Cut[] = [];
  let after = 0;
  for (const [index, { stage, delay }] of way.slice(0, -1).entries()) {
    after += delay;
    const early = ancestorsOf(stages, stage);
    const next = way[index + 1];
    if (next === undefined || early.has(next.stage)) continue;
    if ([...early].some((one) => [...one.drives].some((driven) => outputs.has(driven)))) continue;
    cuts.push({ early, after });
  }
  return cuts;
}

/** Registers for what the late stages read of the early ones and of the inputs. */
function registerCut(
  context: FixContext,
  body: ModuleBody,
  stages: readonly Stage[],
  early: ReadonlySet<Stage>,
  clock: string,
): { changes: TextChange[]; names: string[] } | string {
  const source = writtenFile(context);
  const { text } = source;
  const inputs = context.module.ports.filter((port) => port.direction === 'input').map((port) => port.name);
  const clockName = clock.replace(/^\w+ /, '');
  const crossing = new Set([...inputs, ...[...early].flatMap((one) => [...one.drives])].filter((one) => one !== clockName));
  const late = stages.filter((one) => !early.has(one));
  const taken = new Set<string>();
  const registers = new Map<string, string>();
  const changes: TextChange[] = [];
  for (const { reads } of late) {
    for (const one of reads) {
      if (!crossing.has(one.name)) continue;
      const place = writtenEnds(source, one);
      if (place === undefined) return `${one.name} is read by a macro.`;
      const held = registers.get(one.name) ?? freshName(text, `${one.name}_staged`, taken);
      taken.add(held);
      registers.set(one.name, held);
      changes.push({ start: place.start, end: place.end, text: held });
    }
  }
  const first = [...late].sort((a, b) => a.placed.item.start - b.placed.item.start)[0]?.placed;
  const outermost = first?.around[0] ?? first?.item;
  const at = outermost === undefined ? undefined : writtenEnds(source, outermost);
  if (at === undefined || registers.size === 0) return 'Nothing goes from the first part of the path to the rest.';
  const ranges = [...registers.keys()].map((one) => declaredRange(context, body, one));
  if (ranges.includes(undefined)) return 'The range of a signal that has to be kept was not found.';
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const clocked = context.language === 'verilog' ? 'always' : 'always_ff';
  const start = lineStart(text, at.start);
  const indent = lineIndent(text, at.start);
  const lines = [
    '// Pipeline stage: everything from here on is one cycle later.',
    ...[...registers.values()].map((held, index) => `${bit} ${ranges[index] === '' ? '' : `${ranges[index] ?? ''} `}${held};`),
    `${clocked} @(${clock}) begin`,
    ...[...registers].map(([from, held]) => `${indentStep(text)}${held} <= ${from};`),
    'end',
    '',
  ];
  changes.push({
    start,
    end: start,
    text: lines.map((line) => (line === '' ? lineBreak(text) : `${indent}${line}${lineBreak(text)}`)).join(''),
  });
  return { changes, names: [...registers.keys()] };
}
