import { ancestorOfType, field, text, type Node } from '../../syntax/nodes';
import { indentStep } from '../../base/indentStep';
import { freshName, lineIndent, lineBreak } from '../../base/layout';
import { authorText, lostComments } from '../sourceText';
import type { FixContext } from '../strategy';
import type { ChainShape } from '../strategies/serialChainToTree';
import { emitTree, type TreePlan } from './emitTree';
import { readLoop, readStep, type ChainStep, type ForLoop } from './step';
import { typeOf } from './typeOf';

/** `for (…) if (x[i] > best) best = x[i];` and its relatives, in a procedural block. */
export const loopToTree: ChainShape = {
  find: (place) => {
    const loop = ancestorOfType(place, 'loop_statement', 'always_construct', 'module_declaration');
    return loop?.type === 'loop_statement' ? loop : undefined;
  },
  rewrite(context, chain) {
    const loop = readLoop(chain);
    if (typeof loop === 'string') return loop;
    const step = readStep(loop.body);
    if (typeof step === 'string') return step;
    if (ancestorOfType(chain.parent, 'loop_statement') !== undefined) return 'The loop is inside another loop.';
    const source = authorText(context.file, chain);
    if (source === undefined) return 'The loop comes from a macro or an include.';
    const types = stateTypes(context, chain, step);
    if (typeof types === 'string') return types;
    const range = context.file.rangeOf(chain);
    const plan = planOf(context, chain, loop, step, types);
    const indent = lineIndent(context.file.source.text, range.start);
    const lines = emitTree(plan).map((line, index) => (index === 0 ? line : `${indent}${line}`));
    return { title: titleOf(step, 'loop'), start: range.start, end: range.end, text: lines.join(lineBreak(context.file.source.text)) };
  },
};

/** Words for a chain: what it chooses. */
export function titleOf(step: ChainStep, shape: string): string {
  if (step.key === undefined) return `Turn the priority ${shape} into a balanced tree`;
  const larger = step.key.valueFirst === step.key.operator.startsWith('>');
  return `Turn the running ${larger ? 'maximum' : 'minimum'} (${shape}) into a balanced tree`;
}

/** What of a step is written again as it stands. */
export function keptNodes(step: ChainStep): Node[] {
  return [...step.assigns.values(), ...step.qualifiers, ...step.prefix];
}

/** Declared types of the chain's variables, or why they cannot be used. */
export function stateTypes(context: FixContext, place: Node, step: ChainStep): Map<string, string> | string {
  const types = new Map<string, string>();
  for (const variable of step.assigns.keys()) {
    const type = typeOf(context, place, variable);
    if (type === undefined) return `The declaration of ${variable} was not found.`;
    types.set(variable, type);
  }
  return types;
}

/** Names that nothing else in the file has. */
export function treeNames(context: FixContext, step: ChainStep): TreePlan['names'] {
  const source = context.file.source.text;
  const taken = new Set<string>();
  const fresh = (base: string): string => {
    const name = freshName(source, base, taken);
    taken.add(name);
    return name;
  };
  const main = step.key?.variable ?? [...step.assigns.keys()].find((name) => name !== step.found) ?? step.found ?? 'chain';
  const block = fresh(`${main}_tree`);
  const leaves = new Map([...step.assigns.keys()].map((name) => [name, fresh(`${name}_leaf`)]));
  return {
    block,
    leaf: (variable) => leaves.get(variable) ?? variable,
    valid: fresh(`${main}_valid`),
    span: fresh('span'),
    low: fresh('left'),
  };
}

function planOf(context: FixContext, chain: Node, loop: ForLoop, step: ChainStep, types: ReadonlyMap<string, string>): TreePlan {
  const unit = indentStep(context.file.source.text);
  const textOf = (node: Node): string => authorText(context.file, node) ?? node.text;
  const body = chain.namedChildren.filter((child) => child.type === 'statement_or_null')[0] ?? chain;
  const header = context.file.source.text.slice(context.file.rangeOf(chain).start, context.file.rangeOf(body).start).trimEnd();
  return {
    step,
    types,
    rounds: loop.rounds,
    names: treeNames(context, step),
    language: context.language,
    unit,
    comments: lostComments(context.file, chain, keptNodes(step)),
    fill: (store) => {
      const assigns = new Map([...step.assigns].map(([name, value]) => [name, textOf(value)]));
      const stores = store(assigns, conditionText(step, textOf), loop.round);
      const inner = [...step.prefix.map((node) => `${textOf(node)};`), ...stores];
      if (inner.length === 1) return [header, ...inner.map((line) => `${unit}${line}`)];
      return [`${header} begin`, ...inner.map((line) => `${unit}${line}`), 'end'];
    },
  };
}

/** The part of a step's condition that does not look at the chain, as one bit. */
export function conditionText(step: ChainStep, textOf: (node: Node) => string): string | undefined {
  const parts = step.qualifiers.map((node) => oneBit(node, textOf(node)));
  return parts.length === 0 ? undefined : parts.join(' && ');
}

/** A condition of several bits is true when any bit is set; stored in one bit it must be reduced first. */
function oneBit(node: Node, source: string): string {
  const operator = text(field(node, 'operator'));
  if (/^(==|!=|===|!==|<|<=|>|>=|!|&&)$/.test(operator) || /^[A-Za-z_][\w.]*\[[^:\[\]]*\]$/.test(source.trim())) return source;
  return operator === '' ? `${source} != 0` : `(${source}) != 0`;
}
