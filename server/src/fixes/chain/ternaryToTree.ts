import { namedChildren, unwrapExpression, type Node } from '../../syntax/nodes';
import { indentStep } from '../../base/indentStep';
import { lineIndent, lineBreak } from '../../base/layout';
import { authorText, lostComments } from '../sourceText';
import type { FixContext } from '../strategy';
import type { ChainShape } from '../strategies/serialChainToTree';

const fewest = 4;

/** `a ? x : b ? y : c ? z : w`: conditions are joined pairwise, so that the select is log2(n) deep. The order of priority stays. */
export const ternaryToTree: ChainShape = {
  find: (place) => {
    let found: Node | undefined;
    for (let at: Node | null = place; at !== null && at.type !== 'module_declaration'; at = at.parent) {
      if (at.type === 'conditional_expression') found = at;
      if (/_assignment$|^statement$/.test(at.type) && found !== undefined) break;
    }
    return found !== undefined && arms(found).length >= fewest ? found : undefined;
  },
  rewrite(context, chain) {
    const list = arms(chain);
    const range = context.file.rangeOf(chain);
    if (authorText(context.file, chain) === undefined) return 'The expression comes from a macro.';
    const last = list.at(-1);
    if (last === undefined || list.length < fewest) return 'The chain is short.';
    return {
      title: `Turn the priority select of ${list.length} into a balanced tree`,
      start: range.start,
      end: range.end,
      text: laidOut(context, chain, list),
    };
  },
};

interface Arm {
  /** Undefined for the last, which is taken when no condition holds. */
  readonly condition: Node | undefined;
  readonly value: Node;
}

function arms(chain: Node): Arm[] {
  const list: Arm[] = [];
  for (let at: Node | undefined = chain; at !== undefined;) {
    if (at.type !== 'conditional_expression') {
      list.push({ condition: undefined, value: at });
      break;
    }
    const [condition, value, rest]: (Node | undefined)[] = namedChildren(at).filter((child) => child.type === 'expression');
    if (condition === undefined || value === undefined || rest === undefined) return [];
    list.push({ condition, value });
    const next: Node | undefined = unwrapExpression(rest);
    at = next?.type === 'conditional_expression' ? next : undefined;
    if (at === undefined) list.push({ condition: undefined, value: rest });
  }
  return list;
}

/** The tree, over several lines where it is long, with the comments of the chain above it. */
function laidOut(context: FixContext, chain: Node, list: readonly Arm[]): string {
  const range = context.file.rangeOf(chain);
  const source = context.file.source.text;
  const separator = `${lineBreak(source)}${lineIndent(source, range.start)}${indentStep(source)}`;
  const kept = list.flatMap((arm) => [arm.value, ...(arm.condition === undefined ? [] : [arm.condition])]);
  const comments = lostComments(context.file, chain, kept).map((comment) => `${comment}${separator}`);
  return `${comments.length > 0 ? separator : ''}${comments.join('')}${tree(context, list, separator)}`;
}

function tree(context: FixContext, list: readonly Arm[], separator: string): string {
  const textOf = (node: Node): string => authorText(context.file, node) ?? node.text;
  const only = list[0];
  if (only === undefined) return '';
  if (list.length === 1) return wrap(textOf(only.value), unwrapExpression(only.value));
  const half = Math.ceil(list.length / 2);
  const first = list.slice(0, half);
  const conditions = first.map((arm) =>
    arm.condition === undefined ? "1'b1" : wrap(textOf(arm.condition), unwrapExpression(arm.condition)),
  );
  const test = conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' || ')})`;
  // Within the first half the last arm needs no test: some condition of the half holds.
  const inner = `${separator}  `;
  const gap = list.length > 2 ? separator : ' ';
  const chosen = group(tree(context, first, inner), first.length);
  return `${test}${gap}? ${chosen}${gap}: ${group(tree(context, list.slice(half), inner), list.length - half)}`;
}

function group(source: string, count: number): string {
  return count > 1 ? `(${source})` : source;
}

/** Parentheses where the operand binds looser than `||` or `?:`. */
function wrap(source: string, node: Node | undefined): string {
  const simple = node === undefined || node.childForFieldName('operator') === null ? node?.type !== 'conditional_expression' : false;
  return simple || /^\(.*\)$/s.test(source.trim()) ? source.trim() : `(${source.trim()})`;
}
