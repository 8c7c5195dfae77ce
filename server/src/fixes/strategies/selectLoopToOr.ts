import { indentStep } from '../../base/indentStep';
import { freshName, lineBreak, lineIndent } from '../../base/layout';
import type { ModuleBody, Statement } from '../../graph/ast';
import { printExpression } from '../../graph/printExpression';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, processesOf, written, writtenEnds, type WrittenFile } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import { typeOf } from '../chain/typeOf';
import { readSelectLoop, type SelectLoop, type SelectedWrite } from '../select/selectLoop';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import { withSemicolon, writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'select-loop-to-or';

/**
 * A loop that compares one value with a number of its own in each round, and writes under it, is a chain of as many selects: synthesis does not
 * see that at most one of the comparisons holds. What is written is gathered by OR beside a mask of what was written, which is as deep as
 * the logarithm of the rounds. That no two rounds write the same bits is asked of the text (`sel == i`, `sel == (i + c) / N` with bits that
 * depend on `(i + c) % N`), so that it holds for every value of the parameters.
 */
export const selectLoopToOr: FixStrategy = {
  name,
  causes: ['timing/serial-chain', 'timing/wide-select'],
  knowledge:
    'Writes under comparisons of one value with different numbers exclude each other. Joined by OR beside a mask they take the logarithm of their number; written one after the other they are a chain of selects.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body)),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const taken = new Set<string>();
  for (const loop of outerLoops(body)) {
    const touched = context.steps.filter((step) => isInside(context, step, loop));
    const found = touched.length === 0 ? undefined : readSelectLoop(loop);
    if (found === undefined) continue;
    const what = typeof found === 'string' ? '' : ` for ${found.targets.join(', ')}`;
    yield {
      title: `Join what the loop selects${what} by OR in place of a chain`,
      changes: typeof found === 'string' ? found : rewrite(context, found, taken),
      line: lineOfStep(touched[0]),
      paths: touched.map((step) => step.path),
    };
  }
}

/** The loops of combinational processes that stand in no other loop. */
function outerLoops(body: ModuleBody): (Statement & { kind: 'loop' })[] {
  const combinational = processesOf(body).filter(
    ({ process }) => process.style === 'always_comb' || (process.style === 'always' && triggerOf(process) === 'any'),
  );
  return combinational.flatMap(({ process }) => {
    const loops = everyStatement(bodyOf(process)).filter((one) => one.kind === 'loop');
    const inner = new Set(loops.flatMap((one) => everyStatement(one.body)));
    return loops.filter((loop) => !inner.has(loop));
  });
}

function isInside(context: FixContext, placed: PlacedStep, loop: Statement): boolean {
  const at = context.file.pre.fromRoot(placed.start);
  return at !== undefined && loop.start <= at && at < loop.end;
}

interface Names {
  readonly block: string;
  readonly chosen: ReadonlyMap<string, string>;
  readonly mask: ReadonlyMap<string, string>;
}

/** The loop in a block of its own that gathers, and merges at its end; in words what forbids it. */
function rewrite(context: FixContext, found: SelectLoop, taken: Set<string>): TextChange[] | string {
  const source = writtenFile(context);
  const place = writtenEnds(source, found.loop);
  if (place === undefined) return 'The loop comes from a macro.';
  const types = new Map<string, string>();
  for (const target of found.targets) {
    const type = typeOf(context, context.node, target);
    if (type === undefined) return `The declaration of ${target} was not found.`;
    types.set(target, type);
  }
  const names = namesFor(context, found, taken);
  const changes: TextChange[] = [];
  for (const write of found.writes) {
    const change = gathered(source, write, names);
    if (change === undefined) return 'An assignment of the loop comes from a macro.';
    changes.push(change);
  }
  const { text } = source;
  const indent = lineIndent(text, place.start);
  const inner = `${lineBreak(text)}${indent}${indentStep(text)}`;
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  const lines = [
    `begin : ${names.block}`,
    '// At most one round writes each bit: what is written is joined by OR, beside a mask of it.',
    ...found.targets.flatMap((target) => {
      const whole = found.writes.some((write) => write.target === target && write.select === undefined);
      const type = types.get(target) ?? bit;
      return [`${type} ${names.chosen.get(target)};`, `${whole ? bit : type} ${names.mask.get(target)};`];
    }),
    ...found.targets.flatMap((target) => [`${names.chosen.get(target)} = 0;`, `${names.mask.get(target)} = 0;`]),
    '',
  ];
  const ends = found.targets.map((target) => `${inner}${merged(found, target, names)}`);
  changes.push({ start: place.start, end: place.start, text: lines.join(inner) });
  const end = withSemicolon(text, place.end);
  return [...changes, { start: end, end, text: `${ends.join('')}${lineBreak(text)}${indent}end` }];
}

function merged(found: SelectLoop, target: string, names: Names): string {
  const chosen = names.chosen.get(target) ?? '';
  const mask = names.mask.get(target) ?? '';
  const whole = found.writes.some((write) => write.target === target && write.select === undefined);
  return whole ? `if (${mask}) ${target} = ${chosen};` : `${target} = (${target} & ~${mask}) | ${chosen};`;
}

function namesFor(context: FixContext, found: SelectLoop, taken: Set<string>): Names {
  const fresh = (base: string): string => {
    const made = freshName(context.file.source.text, base, taken);
    taken.add(made);
    return made;
  };
  return {
    block: fresh(`${found.targets[0] ?? 'loop'}_select`),
    chosen: new Map(found.targets.map((target) => [target, fresh(`${target}_chosen`)])),
    mask: new Map(found.targets.map((target) => [target, fresh(`${target}_mask`)])),
  };
}

/** An assignment that adds to what was gathered, and marks the bits it wrote. */
function gathered(source: WrittenFile, write: SelectedWrite, names: Names): TextChange | undefined {
  const place = writtenEnds(source, write.statement);
  const value = written(source, write.statement.value) ?? writtenEnds(source, write.statement.value);
  const target = writtenEnds(source, write.statement.target);
  if (place === undefined || value === undefined || target === undefined) return undefined;
  const { text } = source;
  const end = withSemicolon(text, place.end);
  const select = text.slice(target.start, target.end).slice(write.target.length);
  const chosen = `${names.chosen.get(write.target) ?? ''}${select}`;
  const mask = `${names.mask.get(write.target) ?? ''}${select}`;
  const mark = `${mask} = ${write.bits === undefined ? "1'b1" : `{(${printExpression(write.bits)}){1'b1}}`};`;
  const add = `${chosen} = ${chosen} | (${text.slice(value.start, value.end)});`;
  const parts = write.isZero ? [mark] : [add, mark];
  if (parts.length === 1) return { start: place.start, end, text: mark };
  const gap = write.among ? `${lineBreak(text)}${lineIndent(text, place.start)}` : ' ';
  const joined = parts.join(gap);
  return { start: place.start, end, text: write.among ? joined : `begin ${joined} end` };
}
