import { freshName, lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { Expr, ModuleBody } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf, itemsOf, processesOf, writtenEnds, type PlacedProcess } from '../../refactor/scene';
import { everyExpression, isPure, namesIn } from '../../refactor/statements';
import { triggerOf } from '../../refactor/processShape';
import { expressionsOf } from '../arithmetic/operatorsOnPaths';
import { listed, sourceOf } from '../arithmetic/rewriteOperators';
import { valueOfNet } from '../arithmetic/valueOfNet';
import { writtenFile } from '../sourceText';
import { nextValue, wordWrites } from '../retime/nextValue';
import { readRegister, type WrittenRegister } from '../retime/registerWrites';
import { declaredRange, declaredWords } from '../split/declaredRange';
import { clockOf } from '../split/clockOf';
import { declarationEnd } from '../split/invertedCopy';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'read-memory-early';
const most = 4;

/**
 * A memory that is read without a clock at an address out of a register is read a cycle earlier, at the address that the register is about to hold, and what
 * was read is kept in a register: a write of the same cycle goes around the memory. The same words come in the same cycles, and the read no longer
 * stands in front of what is done with it. A clocked read may become block RAM besides.
 */
export const readMemoryEarly: FixStrategy = {
  name,
  causes: ['timing/memory-read', 'timing/wide-select', 'timing/deep-logic'],
  knowledge:
    'A memory read without a clock puts its decoder and select in front of all that is done with the word. Where the address comes out of a register it can be read a cycle earlier at the next address, with the write of that cycle forwarded, and kept in flip-flops: the delay moves to the path into the address. It costs a register of one word and a comparison of addresses.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** Reads of one memory at one address. */
interface Read {
  readonly memory: string;
  readonly index: Expr;
  readonly exprs: Expr[];
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const taken = new Set<string>();
  for (const read of readsIn(context, body)) {
    const touched = context.steps.filter(
      (step) => /^\$(?:mem|memrd|bmux|shiftx|mux|pmux)/.test(step.step.cell.type) && isOn(context, step, read),
    );
    const begins = context.violated.filter(({ path }) => bare(path.start) === read.memory || startsAt(body, read, bare(path.start)));
    if (touched.length === 0 && begins.length === 0) continue;
    const paths = [...touched.map((step) => step.path), ...begins].sort((a, b) => a.path.slack - b.path.slack);
    yield {
      title: `Read ${listed(context, read.exprs.slice(0, 1))} a cycle earlier, at its next address`,
      changes: rewritten(context, body, read, taken),
      line:
        touched[0] === undefined
          ? context.file.pre.toSource(read.exprs[0]?.start ?? 0, read.exprs[0]?.end ?? 1).line + 1
          : lineOfStep(touched[0]),
      paths,
      weight: paths.length,
    };
  }
}

function bare(named: string): string {
  return (named.split('.').at(-1) ?? '').replace(/\[.*$/, '');
}

function isOn(context: FixContext, step: PlacedStep, { exprs }: Read): boolean {
  const at = context.file.pre.fromRoot(step.start);
  return at !== undefined && exprs.some((one) => one.start <= at && at < one.end);
}

function startsAt(body: ModuleBody, { index }: Read, register: string): boolean {
  return namesIn(valueOfNet(body, index) ?? index).some((one) => one.name === register);
}

/** Reads of words outside of processes with a clock's memories, those at one address together. */
function readsIn(context: FixContext, body: ModuleBody): Read[] {
  const found = new Map<string, Read>();
  for (const placed of itemsOf(body)) {
    for (const { root, locals } of expressionsOf(placed)) {
      for (const expr of everyExpression(root)) {
        if (expr.kind !== 'index' || expr.base.kind !== 'name' || !isPure(expr.index)) continue;
        const memory = expr.base.name;
        if (locals.has(memory) || namesIn(expr.index).some((one) => locals.has(one.name))) continue;
        if (declaredWords(context, body, memory, placed.around) === undefined) continue;
        const key = `${memory}[${context.file.pre.text.slice(expr.index.start, expr.index.end).replace(/\s+/g, '')}]`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { memory, index: expr.index, exprs: [expr] });
        else known.exprs.push(expr);
      }
    }
  }
  return [...found.values()];
}

/** The word in a register of its own; in words what forbids it. */
function rewritten(context: FixContext, body: ModuleBody, read: Read, taken: Set<string>): TextChange[] | string {
  const textOf = (expr: Expr): string | undefined => sourceOf(context, expr);
  const address = valueOfNet(body, read.index) ?? read.index;
  const [register, other] = [...new Set(namesIn(address).map((one) => one.name))].filter((one) => !isConstant(context, one));
  if (register === undefined || other !== undefined || !isPure(address)) return 'The address hangs on more than one register.';
  const held = readRegister(body, register);
  if (typeof held === 'string') return held;
  const range = declaredRange(context, body, register);
  const words = declaredWords(context, body, read.memory, []);
  if (range === undefined || words === undefined) return 'The types of the memory and its address are not plain.';
  const writers = processesOf(body).filter(({ process }) => process.style !== 'initial' && assignedBy(process.body).names.has(read.memory));
  const clock = clockOf(held.process, context.file.pre.text);
  const same = (one: PlacedProcess): boolean => clockOf(one, context.file.pre.text) === clock && triggerOf(one.process) === 'edges';
  if (clock === undefined || held.initial !== undefined || !writers.every(same)) return 'The memory and its address do not have one clock.';
  const writes = writers.map((one) => wordWrites(bodyOf(one.process), read.memory, textOf));
  const next = nextValue(bodyOf(held.process.process), register, register, textOf);
  if (next === undefined) return `What ${register} holds next could not be written in one expression.`;
  if (!writes.every((one) => one !== undefined)) return `${read.memory} is written in parts, or in a loop.`;
  const [behind = held.process] = [held.process, ...writers].sort((a, b) => b.item.start - a.item.start);
  const declaredBy = itemsOf(body).find(({ item }) => item.kind === 'declare' && item.declarators.some((one) => one.name === read.memory));
  const plan = { read, address, register, range, words: words.range, clock, next, writes: writes.flat(), behind, declared: { declaredBy } };
  return edits(context, plan, taken);
}

interface Plan {
  readonly read: Read;
  readonly address: Expr;
  readonly register: string;
  readonly range: string;
  readonly words: string;
  readonly clock: string;
  /** The item that declares the memory. */
  readonly declared: Pick<WrittenRegister, 'declaredBy'>;
  /** The last of the processes that write the memory or the address. */
  readonly behind: PlacedProcess;
  readonly next: string;
  readonly writes: readonly { readonly condition: string; readonly address: string; readonly value: string }[];
}

function edits(context: FixContext, plan: Plan, taken: Set<string>): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const fresh = (base: string): string => {
    const made = freshName(text, base, taken);
    taken.add(made);
    return made;
  };
  const { read, register } = plan;
  const word = fresh(`${read.memory}_read`);
  const nextName = fresh(`${register.replace(/_(?:reg|q|r|ff)$/, '')}_coming`);
  const addressText = sourceOf(context, plan.address);
  const places = read.exprs.map((one) => writtenEnds(source, one));
  const process = writtenEnds(source, plan.behind.item);
  if (addressText === undefined || process === undefined || !places.every((one) => one !== undefined))
    return 'The read comes from a macro.';
  const index = addressText.replace(new RegExp(`(?<![\\w$.\`'])${register}(?![\\w$])`, 'g'), nextName);
  const [bit, net] = context.language === 'verilog' ? ['reg', 'wire'] : ['logic', 'logic'];
  const sized = (range: string): string => (range === '' ? '' : `${range} `);
  const value = plan.writes.reduce(
    (rest, write) => `(${write.condition === '' ? '' : `${write.condition} && `}${write.address} == ${index}) ? ${write.value} : ${rest}`,
    `${read.memory}[${index}]`,
  );
  const verilog = context.language === 'verilog';
  const lines = [
    `// What ${read.memory}[${addressText}] will be in the next cycle, a write of this one included.`,
    ...(verilog
      ? [`${net} ${sized(plan.range)}${nextName} = ${plan.next};`]
      : [`${net} ${sized(plan.range)}${nextName};`, `assign ${nextName} = ${plan.next};`]),
    `${verilog ? 'always' : 'always_ff'} @(${plan.clock}) ${word} <= ${value};`,
    '',
  ];
  const start = lineStart(text, process.start);
  if (text.slice(start, process.start).trim() !== '') return 'The process does not begin its line.';
  const indent = lineIndent(text, process.start);
  const added = lines.map((line) => (line === '' ? lineBreak(text) : `${indent}${line}${lineBreak(text)}`)).join('');
  const place = declarationEnd(context, source, plan.declared);
  if (place === undefined) return 'The declaration of the memory comes from a macro.';
  return [
    ...places.map((one) => ({ ...one, text: word })),
    { start: place.at, end: place.at, text: `${lineBreak(text)}${lineIndent(text, place.from)}${bit} ${sized(plan.words)}${word};` },
    { start, end: start, text: added },
  ];
}

function isConstant({ module }: FixContext, named: string): boolean {
  return module.parameters.some((one) => one.name === named) || module.types.some((one) => one.enumValues?.includes(named) === true);
}
