import { indentStep } from '../../base/indentStep';
import { lineBreak, lineIndent } from '../../base/layout';
import type { ModuleBody } from '../../graph/ast';
import { sourceOf } from '../arithmetic/rewriteOperators';
import { branchesIn, movedText, placeOf, type Branch, type Branches } from '../chain/branches';
import { primary } from '../retime/testOfSum';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'balance-branches';
const fewest = 4;
const most = 4;

/**
 * A long `if … else if … else …` asks one test after the other. Whether one of the first half holds is an OR that is ready as soon as the tests are: asked
 * first, each half is a run of half the length, and so on, so that the last branch waits for the logarithm of their number. The order of the branches, and with it
 * which one is taken, stays.
 */
export const balanceBranches: FixStrategy = {
  name,
  causes: ['timing/serial-chain', 'timing/deep-logic', 'timing/wide-select'],
  knowledge:
    'In a long if / else if chain the last branch waits for every test before it. Asked by halves (does one of the first half hold?) the depth is the logarithm of the number of branches. The tests are repeated in ORs, which costs little.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  for (const run of branchesIn(context, body, fewest)) {
    const touched = context.steps.filter((step) => {
      const at = context.file.pre.fromRoot(step.start);
      return at !== undefined && run.first.start <= at && at < run.first.end;
    });
    if (touched.length === 0) continue;
    yield {
      title: `Ask ${run.list.length} branches by halves in place of one after the other`,
      changes: rewritten(context, run),
      line: lineOfStep(touched[0]),
      paths: touched.map((step) => step.path),
      weight: touched.reduce((sum, { step }) => sum + step.delay, 0) / touched.length,
    };
  }
}

function rewritten(context: FixContext, run: Branches): TextChange[] | string {
  const place = placeOf(context, run);
  if (place === undefined) return 'The branches come from a macro.';
  const { text } = context.file.source;
  const lines = tree(context, run.list, lineIndent(text, place.start), indentStep(text));
  return lines === undefined ? 'A branch comes from a macro.' : [{ ...place, text: lines.join(lineBreak(text)) }];
}

/** Lines of the branches asked by halves, the first without its indentation. */
function tree(context: FixContext, list: readonly Branch[], indent: string, unit: string): string[] | undefined {
  const [first, second] = list;
  const inner = indent + unit;
  if (first === undefined) return undefined;
  if (list.length === 1 || (list.length === 2 && second?.test === undefined && first.test !== undefined)) {
    return leaf(context, list, indent);
  }
  const half = Math.ceil(list.length / 2);
  const [left, right] = [list.slice(0, half), list.slice(half)];
  const tests = left.map((one) => {
    const source = one.test === undefined ? undefined : sourceOf(context, one.test);
    return source === undefined || (one.test !== undefined && primary(one.test)) ? source : `(${source})`;
  });
  // Within the first half the last branch needs no test: some test of the half holds.
  const settled = left.map((one, index) => (index === half - 1 ? { ...one, test: undefined } : one));
  const [yes, no] = [tree(context, settled, inner, unit), tree(context, right, inner, unit)];
  if (tests.includes(undefined) || yes === undefined || no === undefined) return undefined;
  return [
    `if (${tests.join(' || ')}) begin`,
    `${inner}${yes[0] ?? ''}`,
    ...yes.slice(1),
    `${indent}end else begin`,
    `${inner}${no[0] ?? ''}`,
    ...no.slice(1),
    `${indent}end`,
  ];
}

function leaf(context: FixContext, list: readonly Branch[], indent: string): string[] | undefined {
  const lines: string[] = [];
  for (const { test, body, comments, behind } of list) {
    const only = list.length === 1 && test === undefined;
    const asked = test === undefined ? undefined : sourceOf(context, test);
    const text = movedText(context, body, indent);
    if (text === undefined || (test !== undefined && asked === undefined)) return undefined;
    const head = only ? '' : asked === undefined ? 'else ' : `if (${asked}) `;
    for (const one of comments) lines.push(`${lines.length === 0 ? '' : indent}${one}`);
    lines.push(`${lines.length === 0 ? '' : indent}${head}${text}${behind === undefined ? '' : ` ${behind}`}`);
  }
  return lines;
}
