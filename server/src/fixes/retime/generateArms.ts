import { lineBreak, lineIndent, lineStart } from '../../base/layout';
import type { Expr, Item, ModuleBody, Span } from '../../graph/ast';
import { declare } from '../../graph/elaborate';
import { constantOf } from '../../graph/evaluate';
import { itemsOf, writtenEnds, type PlacedItem, type WrittenFile } from '../../refactor/scene';
import { subItems } from '../../refactor/statements';
import { indentStep } from '../../base/indentStep';
import { writtenFile } from '../sourceText';
import type { FixContext, TextChange } from '../strategy';

type Condition = Item & { readonly kind: 'if' | 'case' };

/**
 * A module with those arms of its generate conditions alone that paths run through or, where none does, that its own parameters choose; both where that is not known.
 * Items keep their identity but for those that hold a condition.
 */
export function chosenArms(context: FixContext, body: ModuleBody): ModuleBody {
  if (!itemsOf(body).some(({ item }) => item.kind === 'if' || item.kind === 'case')) return body;
  const seen = context.steps.flatMap((one) => context.file.pre.fromRoot(one.start) ?? []);
  const elaboration = declare(body, [body], { find: () => [] });
  const host = elaboration.machine(elaboration.root);
  const valueOf = (expr: Expr): bigint | undefined => constantOf(expr, host);
  const visit = (items: readonly Item[]): Item[] =>
    items.map((item): Item => {
      if (item.kind === 'block' || item.kind === 'for') return { ...item, body: visit(item.body) };
      if (item.kind !== 'if' && item.kind !== 'case') return item;
      const at = chosenArm(item, seen, valueOf);
      const kept = (list: readonly Item[], index: number): readonly Item[] => (at === undefined || at === index ? visit(list) : []);
      if (item.kind === 'if') return { ...item, then: kept(item.then, 0), otherwise: kept(item.otherwise, 1) };
      return { ...item, arms: item.arms.map((arm, index) => ({ ...arm, body: kept(arm.body, index) })) };
    });
  return { ...body, items: visit(body.items) };
}

/** The place of the arm that is there; one behind the last where none is, undefined where it is not known. */
function chosenArm(item: Condition, seen: readonly number[], valueOf: (expr: Expr) => bigint | undefined): number | undefined {
  const within = subItems(item).map((list) => seen.some((at) => list.some((one) => one.start <= at && at < one.end)));
  if (within.filter(Boolean).length === 1) return within.indexOf(true);
  if (item.kind === 'if') {
    const test = valueOf(item.test);
    return test === undefined ? undefined : test !== 0n ? 0 : 1;
  }
  const subject = valueOf(item.subject);
  const labels = item.arms.map((arm) => arm.labels.map(valueOf));
  if (subject === undefined || labels.flat().includes(undefined)) return undefined;
  const named = labels.findIndex((values) => values.includes(subject));
  const other = item.arms.findIndex((arm) => arm.labels.length === 0);
  return named >= 0 ? named : other >= 0 ? other : item.arms.length;
}

/** Where an item of a reduced module stands in the whole one. */
export function placedIn(body: ModuleBody, { item }: Pick<PlacedItem, 'item'>): PlacedItem | undefined {
  return itemsOf(body).find((one) => one.item === item);
}

/** The generate conditions around an item that do not hold all of the places, offsets of the text as it is written: outermost first. */
export function conditionsBetween(
  source: WrittenFile,
  { around }: Pick<PlacedItem, 'around'>,
  places: readonly TextChange[],
): readonly Item[] {
  const first = around.findIndex((item) => {
    const at = item.kind === 'block' ? undefined : writtenEnds(source, item);
    return at !== undefined && places.some((one) => one.start < at.start || at.end < one.end);
  });
  return first < 0 ? [] : around.slice(first);
}

/**
 * The changes that drive a net in every arm of generate conditions but the one that an item stands in, so that it has one driver for all values of the parameters: `assignment`
 * at the end of each arm, and an arm of its own where one is missing. `names` are those that it reads: an arm that declares one of them means another. In words what forbids it.
 */
export function driveOtherArms(
  context: FixContext,
  conditions: readonly Item[],
  own: Item,
  assignment: string,
  names: ReadonlySet<string>,
): TextChange[] | string {
  const writer = new ArmWriter(writtenFile(context), assignment, names);
  for (const item of conditions) {
    if (item.kind === 'for') return 'The registers are written in a generate loop.';
    if (item.kind === 'if' || item.kind === 'case') writer.condition(item, own);
  }
  const starts = writer.changes.map((one) => one.start);
  return writer.problem ?? (new Set(starts).size < starts.length ? 'Generate conditions end in the same place.' : writer.changes);
}

class ArmWriter {
  readonly changes: TextChange[] = [];
  problem: string | undefined;

  constructor(
    private readonly source: WrittenFile,
    private readonly assignment: string,
    private readonly names: ReadonlySet<string>,
  ) {}

  /** Every arm of a condition but that of `own`; with none, every arm. */
  condition(item: Condition, own?: Item): void {
    const holds = (list: readonly Item[]): boolean =>
      own !== undefined && itemsOf({ items: list } as ModuleBody).some((one) => one.item === own);
    const arms =
      item.kind === 'if'
        ? [
            { body: item.then, at: item.thenAt },
            { body: item.otherwise, at: item.otherwiseAt },
          ]
        : item.arms;
    for (const [index, { body, at }] of arms.entries()) {
      if (holds(body)) continue;
      if (at !== undefined) this.arm(body, at);
      else if (item.kind === 'if' && index === 1) this.missing(item, 'else', 'behind');
      else this.problem = 'A generate condition could not be followed.';
    }
    if (item.kind === 'case' && !item.arms.some((one) => one.labels.length === 0)) this.missing(item, 'default:', 'inside');
  }

  private arm(body: readonly Item[], span: Span): void {
    const at = writtenEnds(this.source, span);
    const [only] = body;
    if (at === undefined) {
      this.problem = 'A generate condition comes from a macro.';
      return;
    }
    const { text } = this.source;
    if (!/^(?:begin\b|[A-Za-z_][\w$]*\s*:\s*begin\b)/.test(text.slice(at.start))) {
      // `else if` and its like: what is missing is missing below it.
      if (body.length === 1 && (only?.kind === 'if' || only?.kind === 'case')) this.condition(only);
      else this.problem = 'An arm of a generate condition has no begin and end.';
      return;
    }
    const declared = itemsOf({ items: body } as ModuleBody).flatMap(({ item }) =>
      item.kind === 'declare' || item.kind === 'parameter'
        ? item.declarators.map((one) => one.name)
        : item.kind === 'routine'
          ? [item.routine.name]
          : [],
    );
    const other = declared.find((one) => this.names.has(one));
    if (other !== undefined) this.problem = `${other} means something else in another arm of the generate condition.`;
    const end = at.end - 'end'.length;
    const first = lineStart(text, end);
    const indent = lineIndent(text, end);
    const line = `${indent}${indentStep(text)}${this.assignment}${lineBreak(text)}`;
    if (text.slice(first, end).trim() === '') this.changes.push({ start: first, end: first, text: line });
    else this.changes.push({ start: end, end, text: `${this.assignment} ` });
  }

  private missing(item: Condition, word: string, side: 'behind' | 'inside'): void {
    const at = writtenEnds(this.source, item);
    if (at === undefined) {
      this.problem = 'A generate condition comes from a macro.';
      return;
    }
    const place = side === 'behind' ? at.end : at.end - 'endcase'.length;
    const block = `${word} begin ${this.assignment} end`;
    this.changes.push({ start: place, end: place, text: side === 'behind' ? ` ${block}` : `${block} ` });
  }
}
