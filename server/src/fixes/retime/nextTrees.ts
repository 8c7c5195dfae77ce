import type { Expr, ModuleBody, Process, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf } from '../../refactor/statements';
import { assignedAtOnce } from '../split/processSlice';
import { readCombinational, type WrittenRegister } from './registerWrites';

/** What a register holds after the clock edge, by the conditions that decide it; `held` is what it holds before. */
export type NextTree =
  | { readonly kind: 'held' }
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'choice'; readonly test: Test; readonly yes: NextTree; readonly no: NextTree };

/** A condition: a value that is true, or one that is equal to a label. */
interface Test {
  readonly subject: Expr;
  readonly labels?: readonly Expr[];
}

/** How a register gets its next value. */
export interface NextValue {
  readonly events: readonly Expr[];
  /** Of an asynchronous reset: what it asks, and what is loaded then. */
  readonly reset?: { readonly test: Expr; readonly tree: NextTree };
  readonly tree: NextTree;
  /** The processes that were read for it: the register's own, and those that make what it takes over. */
  readonly through: readonly Process[];
}

/**
 * The next values of registers that one clock loads, in any processes of the module, as conditions and values that can be asked anywhere; what a combinational process makes for one of
 * them is followed there. Undefined where something could not be followed, or the registers have different clocks or resets.
 */
export function nextValues(body: ModuleBody, registers: readonly WrittenRegister[], preText: string): NextValue[] | undefined {
  const found = registers.map((one) => nextValue(body, one));
  const known = found.flatMap((one) => one ?? []);
  const flat = (expr: Expr | undefined): string => (expr === undefined ? '' : preText.slice(expr.start, expr.end).replace(/\s+/g, ''));
  const meets = new Set(known.map((one) => [...one.events.map(flat), flat(one.reset?.test)].join(' ')));
  return known.length === found.length && meets.size === 1 ? known : undefined;
}

function nextValue(body: ModuleBody, register: WrittenRegister): NextValue | undefined {
  const { process, around } = register.process;
  const events = process.events ?? (process.body.kind === 'timing' ? process.body.events : undefined) ?? [];
  if (around.length > 0 || events.length === 0) return undefined;
  // What the process assigns by `=` is new there before anything else sees it, and no other process of the clock can read it without a race.
  const atOnce = assignedAtOnce(bodyOf(process));
  if (atOnce.has(register.name)) return undefined;
  const decided = everyStatement(bodyOf(process)).filter((one) => one.kind !== 'block' && assignedBy(one).names.has(register.name));
  const { locals } = assignedBy(process.body);
  if (decided.flatMap(readsOf).some((expr) => namesIn(expr).some((one) => atOnce.has(one.name) || locals.has(one.name)))) return undefined;
  const reader = new TreeReader(body, register);
  const statement = onlyOf(bodyOf(process));
  const held: NextTree = { kind: 'held' };
  if (events.length === 1) {
    const tree = reader.tree(statement, held);
    return tree === undefined ? undefined : { events, tree, through: [process, ...reader.through] };
  }
  if (statement.kind !== 'if' || statement.otherwise === undefined) return undefined;
  const asked = new Set(namesIn(statement.test).map((one) => one.name));
  if (!events.some((event) => namesIn(event).some((one) => asked.has(one.name)))) return undefined;
  const [loaded, tree] = [reader.tree(statement.then, held), reader.tree(statement.otherwise, held)];
  if (loaded === undefined || tree === undefined) return undefined;
  return { events, reset: { test: statement.test, tree: loaded }, tree, through: [process, ...reader.through] };
}

/** The only statement of a block, or what is no block. */
function onlyOf(statement: Statement): Statement {
  const [only, ...others] = statement.kind === 'block' ? statement.body : [];
  return only === undefined || others.length > 0 ? statement : onlyOf(only);
}

/** How deep what combinational processes make for one another is followed. */
const deepest = 1;

class TreeReader {
  readonly through: Process[] = [];
  private readonly values: ReadonlyMap<Statement, Expr>;

  constructor(
    private readonly body: ModuleBody,
    private readonly register: Pick<WrittenRegister, 'name' | 'writes'>,
    private readonly holder = register.name,
    private readonly depth = 0,
  ) {
    this.values = new Map(register.writes.map((one) => [one.statement, one.value]));
  }

  /** Goes through a statement with what is about to be held before it. */
  tree(statement: Statement, before: NextTree | undefined): NextTree | undefined {
    if (!assignedBy(statement).names.has(this.register.name)) return before;
    switch (statement.kind) {
      case 'block': {
        let now = before;
        for (const one of statement.body) {
          const next = this.tree(one, now);
          if (next === undefined && assignedBy(one).names.has(this.register.name)) return undefined;
          now = next;
        }
        return now;
      }
      case 'assign': {
        const value = this.values.get(statement);
        return value === undefined ? undefined : this.ofValue(value);
      }
      case 'if':
        return choice({ subject: statement.test }, this.tree(statement.then, before), this.otherwise(statement.otherwise, before));
      case 'case': {
        if (statement.style !== 'case') return undefined;
        const other = statement.arms.find((arm) => arm.labels.length === 0);
        const arms = statement.arms.filter((arm) => arm !== other);
        return arms.reduceRight(
          (rest, arm) => choice({ subject: statement.subject, labels: arm.labels }, this.tree(arm.body, before), rest),
          this.otherwise(other?.body, before),
        );
      }
      default:
        return undefined;
    }
  }

  private otherwise(statement: Statement | undefined, before: NextTree | undefined): NextTree | undefined {
    return statement === undefined ? before : this.tree(statement, before);
  }

  private ofValue(value: Expr): NextTree | undefined {
    if (!isPure(value)) return undefined;
    if (value.kind === 'conditional') return choice({ subject: value.test }, this.ofValue(value.yes), this.ofValue(value.no));
    if (value.kind !== 'name') return { kind: 'value', value };
    return value.name === this.holder ? { kind: 'held' } : (this.madeFor(value.name) ?? { kind: 'value', value });
  }

  /** What a combinational process gives a name, where nothing that it reads for it is of its own making. */
  private madeFor(name: string): NextTree | undefined {
    const made = this.depth < deepest ? readCombinational(this.body, name) : undefined;
    if (made === undefined || made.process.around.length > 0) return undefined;
    const reader = new TreeReader(this.body, made, this.holder, this.depth + 1);
    const tree = reader.tree(bodyOf(made.process.process), undefined);
    const { names, locals } = assignedBy(made.process.process.body);
    const own = (one: Expr): boolean => namesIn(one).some((read) => names.has(read.name) || locals.has(read.name));
    if (tree === undefined || expressionsOf(tree).some(own)) return undefined;
    this.through.push(made.process.process);
    return tree;
  }
}

function choice(test: Test, yes: NextTree | undefined, no: NextTree | undefined): NextTree | undefined {
  if (yes === undefined || no === undefined || ![test.subject, ...(test.labels ?? [])].every((one) => isPure(one))) return undefined;
  return yes.kind === 'held' && no.kind === 'held' ? yes : { kind: 'choice', test, yes, no };
}

function expressionsOf(tree: NextTree): Expr[] {
  if (tree.kind === 'held') return [];
  if (tree.kind === 'value') return [tree.value];
  return [tree.test.subject, ...(tree.test.labels ?? []), ...expressionsOf(tree.yes), ...expressionsOf(tree.no)];
}

/** Calls that a choice between next values is written out with. */
const mostCalls = 12;

/** How the next value of a function of registers is written. */
export interface TreeWriting {
  readonly registers: readonly string[];
  /** The author's text; undefined where a macro made it. */
  readonly textOf: (expr: Expr) => string | undefined;
  /** The function for values of the registers. */
  readonly call: (values: readonly string[]) => string;
}

/**
 * The function of what several registers hold next, in one expression: for the values side by side, what decides between them last. With too many of them, of what each is about to hold.
 * Undefined where a text comes from a macro.
 */
export function functionOfNext(trees: readonly NextTree[], writing: TreeWriting): string | undefined {
  const writer = new TreeWriter(writing);
  const distributed = writer.distributed(trees, new Map());
  return writer.calls <= mostCalls ? distributed : writer.joined(trees);
}

/** Whether next values side by side are few enough to be written so. */
export function choosesFromFew(trees: readonly NextTree[], textOf: TreeWriting['textOf']): boolean {
  const writer = new TreeWriter({ registers: trees.map(() => ''), textOf, call: () => '' });
  return writer.distributed(trees, new Map()) !== undefined && writer.calls <= mostCalls;
}

class TreeWriter {
  calls = 0;

  constructor(private readonly writing: TreeWriting) {}

  distributed(trees: readonly NextTree[], known: ReadonlyMap<string, boolean>): string | undefined {
    if (this.calls > mostCalls) return '';
    const now = trees.map((one) => this.resolved(one, known));
    const first = now.find((one) => one.kind === 'choice');
    if (first === undefined) {
      // Where all is held it is made anew: kept as it was, it would be right only as long as it has been.
      this.calls++;
      return this.joined(now);
    }
    const test = this.textOf(first.test);
    if (test === undefined) return undefined;
    const [yes, no] = [true, false].map((value) => this.distributed(now, new Map(known).set(test, value)));
    if (yes === undefined || no === undefined) return undefined;
    return yes === no ? yes : `((${test}) ? ${yes} : ${no})`;
  }

  /** The function of what each register is about to hold. */
  joined(trees: readonly NextTree[]): string | undefined {
    const values = trees.map((one, index) => this.value(one, this.writing.registers[index] ?? ''));
    return values.every((one) => one !== undefined) ? this.writing.call(values) : undefined;
  }

  private value(tree: NextTree, register: string): string | undefined {
    if (tree.kind === 'held') return register;
    if (tree.kind === 'value') return this.writing.textOf(tree.value);
    const [test, yes, no] = [this.textOf(tree.test), this.value(tree.yes, register), this.value(tree.no, register)];
    return test === undefined || yes === undefined || no === undefined ? undefined : `((${test}) ? ${yes} : ${no})`;
  }

  private resolved(tree: NextTree, known: ReadonlyMap<string, boolean>): NextTree {
    const test = tree.kind === 'choice' ? this.textOf(tree.test) : undefined;
    const taken = test === undefined ? undefined : known.get(test);
    return tree.kind !== 'choice' || taken === undefined ? tree : this.resolved(taken ? tree.yes : tree.no, known);
  }

  private textOf({ subject, labels }: Test): string | undefined {
    const text = this.writing.textOf(subject)?.trim();
    const each = labels?.map((one) => this.writing.textOf(one)?.trim());
    if (text === undefined || each?.includes(undefined) === true) return undefined;
    return each === undefined ? text : each.map((label) => `${bracketed(text)} == ${bracketed(label ?? '')}`).join(' || ');
  }
}

function bracketed(text: string): string {
  return /^[\w$.:']+$|^\{[^{}]*\}$/.test(text) ? text : `(${text})`;
}
