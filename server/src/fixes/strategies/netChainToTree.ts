import type { Expr, ModuleBody, Span } from '../../graph/ast';
import { printExpression } from '../../graph/printExpression';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, writtenEnds } from '../../refactor/scene';
import { everyExpression, isPure } from '../../refactor/statements';
import { expressionsOf } from '../arithmetic/operatorsOnPaths';
import { sourceOf } from '../arithmetic/rewriteOperators';
import { writtenFile } from '../sourceText';
import { primary } from '../retime/testOfSum';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'net-chain-to-tree';
const fewest = 3;
const most = 3;

/**
 * A serial chain of one choice between two values that is written net by net (`m1 = a > b ? a : b; m2 = m1 > c ? m1 : c; …`, or calls of one function, as nets
 * or in one another) becomes a balanced tree of the same links: the nets stay, each joins two neighbours. The values meet in their order, so that any associative
 * choice stays what it is; whether it is one is for the proof to say.
 */
export const netChainToTree: FixStrategy = {
  name,
  causes: ['timing/serial-chain'],
  knowledge:
    'A chain of one associative choice (maximum, minimum, a function of two values) takes as many steps as it has links. The same links joined as a balanced tree, in the same order, take their logarithm.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** One link: joins two operands to the value of a net, or of a call inside of an expression. */
interface Link {
  readonly expr: Expr;
  /** What kind of choice it is: links of one chain have the same. */
  readonly kind: string;
  readonly operands: readonly [Expr, Expr];
  /** Where the operands stand: a comparison names each twice. */
  readonly places: readonly [readonly Expr[], readonly Expr[]];
}

/** A value that has one definition. */
interface Definition {
  readonly link: Link;
  /** The process it is made in. */
  readonly within: unknown;
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const { definitions, reads } = definitionsIn(body);
  const used = new Set<string>();
  // A chain is told from its last link, which none of the others reads.
  for (const [net, { link }] of [...definitions].reverse()) {
    if (used.has(net)) continue;
    const chain = chainOf(net, definitions, reads);
    for (const one of chain.nets) used.add(one);
    if (chain.links.length < fewest) continue;
    const touched = context.steps.filter((step) => {
      const at = context.file.pre.fromRoot(step.start);
      return at !== undefined && chain.links.some(({ expr }) => expr.start <= at && at < expr.end);
    });
    const calls = link.kind.startsWith('call') ? pathsThrough(context, chain.nets) : [];
    const paths = [...touched.map((step) => step.path), ...calls];
    if (paths.length === 0) continue;
    yield {
      title: `Join the ${chain.links.length} links that make ${net} as a balanced tree`,
      changes: rewritten(context, chain),
      line: touched[0] === undefined ? context.file.pre.toSource(link.expr.start, link.expr.end).line + 1 : lineOfStep(touched[0]),
      paths,
      weight: chain.links.length,
    };
  }
}

/** Paths that name one of the nets: the steps of a call stand in its function. */
function pathsThrough(context: FixContext, nets: ReadonlySet<string>): FixContext['violated'][number][] {
  return context.violated.filter(({ path }) =>
    path.points.some((point) => nets.has(point.name) || nets.has(point.name.replace(/\[[^[]*\]$/, ''))),
  );
}

/** Nets and variables with one definition that is a link, in the order of the text, and how often each name is read. */
function definitionsIn(body: ModuleBody): { definitions: Map<string, Definition>; reads: Map<string, number> } {
  const definitions = new Map<string, Definition>();
  const several = new Set<string>();
  const reads = new Map<string, number>();
  for (const placed of itemsOf(body)) {
    for (const { root } of expressionsOf(placed)) {
      for (const one of everyExpression(root)) {
        if (one.kind !== 'name' && one.kind !== 'index') continue;
        const key = printExpression(one);
        reads.set(key, (reads.get(key) ?? 0) + 1);
      }
    }
    for (const { target, value, within } of valuesOf(placed)) {
      const key = printExpression(target);
      if (definitions.has(key) || several.has(key)) several.add(key);
      const link = placed.around.length > 0 ? undefined : linkOf(value);
      if (link !== undefined && isFixed(target)) definitions.set(key, { link, within });
    }
  }
  for (const key of several) definitions.delete(key);
  return { definitions, reads };
}

function* valuesOf({ item }: ReturnType<typeof itemsOf>[number]): Iterable<{ target: Expr; value: Expr; within: unknown }> {
  if (item.kind === 'assign') yield { target: item.target, value: item.value, within: undefined };
  if (item.kind === 'declare' && item.net)
    for (const one of item.declarators)
      if (one.init !== undefined)
        yield { target: { kind: 'name', name: one.name, start: one.start, end: one.end }, value: one.init, within: undefined };
  if (item.kind !== 'process') return;
  const { process } = item;
  const statement = bodyOf(process);
  const combinational = process.style === 'always_comb' || (process.style === 'always' && /^(?:any|list)$/.test(triggerOf(process)));
  if (!combinational || statement.kind !== 'block' || assignedBy(process.body).locals.size > 0) return;
  for (const one of statement.body) {
    if (one.kind === 'assign') {
      if (one.blocking && one.op === '=') yield { target: one.target, value: one.value, within: process };
      continue;
    }
    // What other statements assign has more than one definition, or none that is a link.
    const choice = choiceOf(one);
    if (choice !== undefined) yield { ...choice, within: process };
    else
      for (const each of assignedBy(one).names)
        for (let time = 0; time < 2; time++)
          yield {
            target: { kind: 'name', name: each, start: one.start, end: one.end },
            value: { kind: 'none', start: one.start, end: one.end },
            within: process,
          };
  }
}

/** `if (t) x = a; else x = b;` as a choice. */
function choiceOf(statement: Parameters<typeof assignedBy>[0]): { target: Expr; value: Expr } | undefined {
  if (statement.kind !== 'if' || statement.otherwise === undefined) return undefined;
  const [yes, no] = [statement.then, statement.otherwise].map((one) => (one.kind === 'block' && one.body.length === 1 ? one.body[0] : one));
  if (yes?.kind !== 'assign' || no?.kind !== 'assign' || !yes.blocking || !no.blocking || yes.op !== '=' || no.op !== '=') return undefined;
  if (printExpression(yes.target) !== printExpression(no.target)) return undefined;
  return {
    target: yes.target,
    value: { kind: 'conditional', test: statement.test, yes: yes.value, no: no.value, start: statement.start, end: statement.end },
  };
}

/** A name, or a word of an array at a place that is a number. */
function isFixed(target: Expr): boolean {
  return target.kind === 'name' || (target.kind === 'index' && target.base.kind === 'name' && target.index.kind === 'number');
}

/** A call of a function of two values, or a comparison that chooses one of its operands. */
function linkOf(value: Expr): Link | undefined {
  if (value.kind === 'call' && value.callee.kind === 'name' && value.args.length === 2) {
    const [left, right] = value.args.map((one) => one.value);
    if (left === undefined || right === undefined || value.args.some((one) => one.name !== undefined)) return undefined;
    if (!isPure(left, () => true) || !isPure(right, () => true)) return undefined;
    return { expr: value, kind: `call ${value.callee.name}`, operands: [left, right], places: [[left], [right]] };
  }
  if (value.kind !== 'conditional' || value.test.kind !== 'binary' || !/^[<>]=?$/.test(value.test.op) || !isPure(value)) return undefined;
  const { test, yes, no } = value;
  const [left, right, chosen, other] = [test.left, test.right, yes, no].map((one) => printExpression(one));
  const kept = chosen === left && other === right ? 'left' : chosen === right && other === left ? 'right' : undefined;
  if (kept === undefined) return undefined;
  return {
    expr: value,
    kind: `${test.op} ${kept}`,
    operands: [test.left, test.right],
    places:
      kept === 'left'
        ? [
            [test.left, yes],
            [test.right, no],
          ]
        : [
            [test.left, no],
            [test.right, yes],
          ],
  };
}

interface Chain {
  /** First first. */
  readonly links: readonly Link[];
  readonly nets: ReadonlySet<string>;
  /** What links of the chain are called; a call inside of another has no name. */
  readonly names: readonly (string | undefined)[];
  /** The values, in their order. */
  readonly leaves: readonly Expr[];
}

/** The chain that ends at a net: each link joins what the one before gives with one more value. */
function chainOf(net: string, definitions: ReadonlyMap<string, Definition>, reads: ReadonlyMap<string, number>): Chain {
  const links: Link[] = [];
  const names: (string | undefined)[] = [];
  const nets = new Set<string>([net]);
  let leaves: Expr[] = [];
  let link = definitions.get(net)?.link;
  let called: string | undefined = net;
  const before: Expr[] = [];
  const after: Expr[] = [];
  while (link !== undefined) {
    links.unshift(link);
    names.unshift(called);
    const kind: string = link.kind;
    const next = link.operands.map((operand) => {
      const nested = operand.kind === 'call' ? linkOf(operand) : undefined;
      if (nested?.kind === kind) return { link: nested, called: undefined };
      const key = printExpression(operand);
      const known = definitions.get(key);
      const times = link?.places[0].length ?? 1;
      // A net that something else reads too has to stay what it is.
      if (known === undefined || known.link.kind !== kind || nets.has(key) || (reads.get(key) ?? 0) !== times) return undefined;
      if (known.within !== definitions.get(net)?.within) return undefined;
      return { link: known.link, called: key };
    });
    const [left, right] = next;
    const [first, second]: readonly [Expr, Expr] = link.operands;
    if (left !== undefined && right === undefined) {
      after.unshift(second);
      ({ link, called } = left);
    } else if (right !== undefined && left === undefined) {
      before.push(first);
      ({ link, called } = right);
    } else {
      leaves = [...before, first, second, ...after];
      break;
    }
    if (called !== undefined) nets.add(called);
  }
  return { links, nets, names, leaves };
}

/** The links with other operands; in words what forbids it. */
function rewritten(context: FixContext, { links, names, leaves }: Chain): TextChange[] | string {
  if (leaves.length !== links.length + 1) return 'The chain branches.';
  const depth = Math.ceil(Math.log2(leaves.length));
  if (depth >= links.length) return 'The chain is short.';
  const source = writtenFile(context);
  const texts = leaves.map((one) => {
    const text = sourceOf(context, one);
    return text === undefined || primary(one) ? text : `(${text})`;
  });
  if (texts.includes(undefined)) return 'A value comes from a macro.';
  if (names.every((one, index) => one === undefined || index === names.length - 1)) {
    const [last] = links.slice(-1);
    const place = last === undefined ? undefined : writtenEnds(source, last.expr);
    const called = /^call (.*)$/.exec(last?.kind ?? '')?.[1];
    if (place === undefined || called === undefined) return 'The chain comes from a macro.';
    return [{ ...place, text: nested(called, texts as string[]) }];
  }
  if (names.includes(undefined)) return 'Some links are nets, and some stand in others.';
  const changes: TextChange[] = [];
  let at = 0;
  const put = (places: readonly Expr[], text: string): boolean =>
    places.every((one: Span) => {
      const place = writtenEnds(source, one);
      if (place !== undefined) changes.push({ ...place, text });
      return place !== undefined;
    });
  // Links are used in their order, each behind those that it reads.
  const build = (low: number, high: number): string | undefined => {
    if (high - low === 1) return texts[low];
    const middle = low + Math.ceil((high - low) / 2);
    const [left, right] = [build(low, middle), build(middle, high)];
    const link = links[at];
    const own = names[at];
    at++;
    if (left === undefined || right === undefined || link === undefined || own === undefined) return undefined;
    return put(link.places[0], left) && put(link.places[1], right) ? own : undefined;
  };
  if (build(0, leaves.length) === undefined) return 'A link comes from a macro.';
  const order = links.map(({ expr }) => expr.start);
  if (order.some((one, index) => index > 0 && one < (order[index - 1] ?? 0))) return 'The links do not stand in their order.';
  return changes;
}

function nested(called: string, texts: readonly string[]): string {
  const [only = ''] = texts;
  if (texts.length === 1) return only;
  const half = Math.ceil(texts.length / 2);
  return `${called}(${nested(called, texts.slice(0, half))}, ${nested(called, texts.slice(half))})`;
}
