import { freshName } from '../../base/layout';
import type { Expr, Statement } from '../../graph/ast';
import { itemsOf, writtenEnds } from '../../refactor/scene';
import { everyStatement } from '../../refactor/statements';
import { allExpressions, operandText, plainText, rangeOfSignal, textOf } from '../expressionText';
import { netBefore, sensitiveTo } from '../newNet';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';

const name = 'share-operator';

/**
 * Where a condition chooses between results of operators of one kind, the operands are chosen instead and one operator is left: `s ? a + b : c + d` becomes
 * `(s ? a : c) + (s ? b : d)`, also for `if` and `else` and for arms of a `case`. A subtraction shares with an addition by its complement.
 */
export const shareOperator: OptimizeStrategy = {
  name,
  knowledge:
    'An adder or multiplier of which only one result is used at a time can be shared. It costs a multiplexer for each operand that differs, and its delay in front of the operator.',
  propose: (context) => [...conditionals(context), ...branches(context), ...arms(context)],
};

interface Choice {
  /** When it is taken; the last one is taken otherwise. */
  readonly when: string;
  readonly value: Expr;
}

function conditionals(context: OptimizeContext): Rewrite[] {
  return allExpressions(context).flatMap(({ expr }) => {
    if (expr.kind !== 'conditional') return [];
    const when = operandText(context, expr.test);
    const text =
      when === undefined
        ? undefined
        : sharedText(context, [
            { when, value: expr.yes },
            { when: '', value: expr.no },
          ]);
    return replaced(context, expr, text === undefined ? undefined : `(${text})`);
  });
}

/** `if (s) y = a + b; else y = c + d;` */
function branches(context: OptimizeContext): Rewrite[] {
  return statements(context).flatMap((one) => {
    if (one.kind !== 'if' || one.otherwise === undefined) return [];
    const [yes, no] = [onlyAssignment(one.then), onlyAssignment(one.otherwise)];
    if (yes === undefined || no === undefined || yes.blocking !== no.blocking || yes.op !== no.op) return [];
    const [target, other] = [textOf(context, yes.target), textOf(context, no.target)];
    const when = operandText(context, one.test);
    if (target === undefined || other === undefined || when === undefined || plainText(target) !== plainText(other)) return [];
    const text = sharedText(context, [
      { when, value: yes.value },
      { when: '', value: no.value },
    ]);
    return replaced(context, one, text === undefined ? undefined : `${target} ${yes.blocking ? '=' : '<='} ${text};`);
  });
}

/** Arms of a `case` that give one target sums: a net in front of the process holds what they share. */
function arms(context: OptimizeContext): Rewrite[] {
  return itemsOf(context.body).flatMap((placed) => {
    if (placed.item.kind !== 'process') return [];
    const { events } = placed.item.process;
    return everyStatement(placed.item.process.body).flatMap((one) => {
      if (one.kind !== 'case' || one.style !== 'case') return [];
      const subject = operandText(context, one.subject);
      const found = one.arms.flatMap(({ labels, body }) => {
        const assigned = onlyAssignment(body);
        const [label] = labels;
        const when = label === undefined || labels.length > 1 ? undefined : operandText(context, label);
        if (assigned === undefined || when === undefined || operation(assigned.value) === undefined) return [];
        return [{ when: `(${subject ?? ''} == ${when})`, value: assigned.value, target: targetOf(assigned.target) }];
      });
      const [first] = found;
      if (subject === undefined || first?.target === undefined) return [];
      const { target } = first;
      return (['+', '*'] as const).flatMap((kind) => {
        const group = found.filter(({ value, target: own }) => own?.key === target.key && (operation(value) === '*' ? '*' : '+') === kind);
        const range = rangeOf(context, target.names);
        const text = group.length < 2 || range === undefined ? undefined : sharedText(context, group, true);
        if (text === undefined || range === undefined) return [];
        const net = freshName(context.file.source.text, `${target.names.at(-1) ?? ''}_shared`);
        const declared = netBefore(context, placed, { range, name: net, value: text });
        const uses = group.map(({ value }) => writtenEnds(writtenFile(context), value));
        if (declared === undefined || uses.includes(undefined)) return [];
        const changes = [
          declared,
          ...sensitiveTo(context, events, net),
          ...uses.flatMap((at) => (at === undefined ? [] : [{ ...at, text: net }])),
        ];
        return [
          {
            strategy: name,
            title: `Share one operator between ${group.length} arms of case (${subject})`,
            changes,
            line: lineAt(context, one.start),
          },
        ];
      });
    });
  });
}

/** The names that an assignment to a name, or to several joined, gives a value; undefined for other targets. */
function targetOf(target: Expr): { readonly names: readonly string[]; readonly key: string } | undefined {
  const parts = target.kind === 'concat' ? target.parts : [target];
  const names = parts.flatMap((one) => (one.kind === 'name' ? [one.name] : []));
  return names.length === parts.length ? { names, key: names.join() } : undefined;
}

/** The range of one name, or of several joined whose ranges are numbers. */
function rangeOf(context: OptimizeContext, names: readonly string[]): string | undefined {
  const ranges = names.map((one) => rangeOfSignal(context, one));
  if (ranges.length === 1) return ranges[0];
  const widths = ranges.map((range) => (range === '' ? 1 : Number(/^\[(\d+):0\]$/.exec(range ?? '')?.[1] ?? NaN) + 1));
  const width = widths.reduce((sum, one) => sum + one, 0);
  return Number.isNaN(width) ? undefined : `[${width - 1}:0]`;
}

function statements({ body }: OptimizeContext): Statement[] {
  return itemsOf(body).flatMap(({ item }) => (item.kind === 'process' ? everyStatement(item.process.body) : []));
}

function onlyAssignment(statement: Statement): (Statement & { kind: 'assign' }) | undefined {
  if (statement.kind === 'assign') return statement.op === '=' || !statement.blocking ? statement : undefined;
  const [only, other] = statement.kind === 'block' ? statement.body : [];
  return only === undefined || other !== undefined ? undefined : onlyAssignment(only);
}

function replaced(context: OptimizeContext, span: { readonly start: number; readonly end: number }, text: string | undefined): Rewrite[] {
  const at = writtenEnds(writtenFile(context), span);
  if (at === undefined || text === undefined) return [];
  const line = lineAt(context, span.start);
  return [{ strategy: name, title: `Choose operands, not results, at line ${line}`, changes: [{ ...at, text }], line }];
}

function operation(value: Expr): '+' | '-' | '*' | undefined {
  return value.kind === 'binary' && (value.op === '+' || value.op === '-' || value.op === '*') ? value.op : undefined;
}

interface Operands {
  readonly when: string;
  readonly op: '+' | '-' | '*';
  readonly left: string;
  readonly right: string;
}

/** One operator whose operands are chosen; undefined where the values are no operators of one kind. Where no two conditions hold at once, equal operands are joined. */
function sharedText(context: OptimizeContext, choices: readonly Choice[], exclusive = false): string | undefined {
  const all: Operands[] = [];
  for (const { when, value } of choices) {
    const op = operation(value);
    if (op === undefined || value.kind !== 'binary') return undefined;
    const [left, right] = [operandText(context, value.left), operandText(context, value.right)];
    const [first] = all;
    if (left === undefined || right === undefined || (first !== undefined && (first.op === '*') !== (op === '*'))) return undefined;
    // `b + a` shares more with `a + c` as `a + b`.
    const swaps =
      first !== undefined && op !== '-' && (plainText(right) === plainText(first.left) || plainText(left) === plainText(first.right));
    all.push(swaps ? { when, op, left: right, right: left } : { when, op, left, right });
  }
  const [first] = all;
  if (first === undefined || all.length < 2) return undefined;
  const chosen = (all: readonly Operands[], of: (one: Operands) => string): string => chosenText(all, of, exclusive);
  const left = chosen(all, ({ left: text }) => text);
  if (first.op === '*') return `${left} * ${chosen(all, ({ right }) => right)}`;
  const subtracts = all.filter(({ op }) => op === '-');
  if (subtracts.length === 0 || subtracts.length === all.length) return `${left} ${first.op} ${chosen(all, ({ right }) => right)}`;
  // a - b is a + ~b + 1.
  const carry = all
    .slice(0, -1)
    .filter(({ op }) => op === '-')
    .map(({ when }) => when)
    .join(' || ');
  const last = all.at(-1);
  const isOne =
    last?.op === '-'
      ? `!(${all
          .slice(0, -1)
          .filter(({ op }) => op === '+')
          .map(({ when }) => when)
          .join(' || ')})`
      : subtracts.length > 1
        ? `(${carry})`
        : carry;
  return `${left} + ${chosen(all, ({ op, right }) => (op === '-' ? `~${right}` : right))} + ${isOne}`;
}

function chosenText(all: readonly Operands[], of: (one: Operands) => string, exclusive: boolean): string {
  const texts = all.map(of);
  const [first = ''] = texts;
  if (texts.every((text) => plainText(text) === plainText(first))) return first;
  if (exclusive && all.length > 2) {
    const last = texts.at(-1) ?? '';
    const others = [...new Set(texts)].filter((text) => text !== last);
    const when = (text: string): string =>
      all
        .filter((one) => of(one) === text)
        .map((one) => one.when)
        .join(' || ');
    return `(${others.map((text) => `(${when(text)}) ? ${text} : `).join('')}${last})`;
  }
  return `(${all
    .slice(0, -1)
    .map((one) => `${one.when} ? ${of(one)} : `)
    .join('')}${texts.at(-1) ?? ''})`;
}
