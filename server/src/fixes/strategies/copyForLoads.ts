import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, processesOf, writtenEnds, type PlacedItem } from '../../refactor/scene';
import { everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { chosenArms } from '../retime/generateArms';
import { readRegister, type WrittenRegister } from '../retime/registerWrites';
import { aliasesOf, startsOf } from '../split/endsAt';
import { invertedCopy } from '../split/invertedCopy';
import { isWide } from '../split/wideNames';
import { proposalsIn, type Offer } from '../proposalsIn';
import { writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, TextChange } from '../strategy';

const name = 'copy-for-loads';
const most = 3;

/**
 * A register that selects wide data and also decides on control is kept twice: what is wide reads a copy, control the register, so that each has
 * the loads of one of them. The copy is kept inverted, since synthesis merges registers that are loaded with the same.
 */
export const copyForLoads: FixStrategy = {
  name,
  causes: ['timing/high-fanout', 'timing/deep-logic', 'timing/wide-select'],
  knowledge:
    'A flip-flop drives all its loads through one output, and each load makes that slower; control that reads a register beside wide data waits for the loads of the data. With a copy for the data each has its own. It costs a flip-flop for each bit and an inverter; tools that duplicate registers by themselves need no such copy.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const aliases = aliasesOf(body);
  for (const start of new Set(context.violated.flatMap((one) => startsOf(one, aliases)))) {
    const found = registerIn(context, body, start);
    if (found === undefined) continue;
    const { register, there } = found;
    const { wide, others } = loadsOf(context, there, register);
    if (wide.length === 0 || others === 0) continue;
    const paths = context.violated.filter((one) => startsOf(one, aliases).includes(start));
    yield {
      title: `Give wide data a copy of ${start}, with loads of its own`,
      changes: copied(context, there, register, wide),
      line: lineOf(context, wide[0]),
      paths,
      weight: -Math.min(...paths.map((one) => one.path.slack)),
    };
  }
}

/**
 * A register of the module, loaded in any arm of a generate condition; else one that several arms declare, each for itself, as the chosen arm has it. With the items among
 * which it is known.
 */
function registerIn(context: FixContext, body: ModuleBody, start: string): { register: WrittenRegister; there: ModuleBody } | undefined {
  for (const there of [body, chosenArms(context, body)]) {
    const register = readRegister(there, start, true);
    if (typeof register === 'string' || isLooped(there, register)) continue;
    const isOwn = register.declaredBy?.around.some(({ kind }) => kind === 'if' || kind === 'case') === true;
    if (there === body || isOwn) return { register, there };
  }
  return undefined;
}

/** Whether something that writes a register stands in a generate loop, or starts it with a value in an arm that its declaration is not in. */
function isLooped(body: ModuleBody, { name: register, declaredBy }: WrittenRegister): boolean {
  const outside = declaredBy?.around ?? [];
  return processesOf(body).some(({ process, around }) => {
    if (!assignedBy(process.body).names.has(register)) return false;
    return around.some(({ kind }) => kind === 'for') || (process.style === 'initial' && around.length > outside.length);
  });
}

/** The reads of a register that decide nothing but wide names, and how many others there are. */
function loadsOf(context: FixContext, body: ModuleBody, { name: register }: WrittenRegister): { wide: Expr[]; others: number } {
  const wide: Expr[] = [];
  let others = 0;
  const take = (expr: Expr, targets: Iterable<string>): void => {
    const reads = namesIn(expr).filter((one) => one.name === register);
    const names = [...targets];
    if (names.length > 0 && names.every((one) => isWide(context, body, one))) wide.push(...reads);
    else others += reads.length;
  };
  for (const { item } of itemsOf(body)) for (const { expr, targets } of readsIn(item)) take(expr, targets);
  return { wide, others };
}

/** What an item reads, each with the names that it decides; none where they are not known. */
function readsIn(item: PlacedItem['item']): { readonly expr: Expr; readonly targets: Iterable<string> }[] {
  switch (item.kind) {
    case 'assign':
      return [{ expr: item.value, targets: namesIn(item.target).map((one) => one.name) }];
    case 'declare':
      return item.declarators.flatMap((one) => (one.init === undefined ? [] : [{ expr: one.init, targets: [one.name] }]));
    case 'instance':
      return item.instance.connections.map(({ value }) => ({ expr: value, targets: [] }));
    case 'process': {
      const { process } = item;
      if (process.style !== 'always_comb' && !/^(?:any|edges)$/.test(triggerOf(process))) return [];
      return everyStatement(bodyOf(process)).flatMap((statement: Statement) =>
        readsOf(statement).map((expr) => ({ expr, targets: assignedBy(statement).names })),
      );
    }
    default:
      return [];
  }
}

function copied(context: FixContext, body: ModuleBody, register: WrittenRegister, wide: readonly Expr[]): TextChange[] | string {
  const source = writtenFile(context);
  const made = invertedCopy(context, body, register, new Set());
  if (typeof made === 'string') return made;
  const places = wide.flatMap((expr) => writtenEnds(source, expr) ?? []);
  return places.length === 0 ? 'What is wide comes from macros.' : [...made.changes, ...places.map((at) => ({ ...at, text: made.copy }))];
}

function lineOf(context: FixContext, expr: Expr | undefined): number {
  const source = writtenFile(context);
  const at = expr === undefined ? undefined : writtenEnds(source, expr);
  return at === undefined ? 1 : source.text.slice(0, at.start).split('\n').length;
}
