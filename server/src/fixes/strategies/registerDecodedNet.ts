import { applyEdits, lineBreak, lineIndent } from '../../base/layout';
import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf, processesOf, writtenEnds, type PlacedProcess } from '../../refactor/scene';
import { everyStatement, isPure, namesIn, readsOf } from '../../refactor/statements';
import { keepInRegister } from '../retime/keepInRegister';
import { RegisteredReader, type Support } from '../retime/registeredExpressions';
import { declaredRange } from '../split/declaredRange';
import { aliasesOf, startsOf } from '../split/endsAt';
import { wholeLines } from '../split/registerAsNet';
import { countersOf, deletionsFor, directivesIn, tidiedCopy } from '../split/processSlice';
import { lineOfStep, proposalsIn, type Offer } from '../proposalsIn';
import { withoutCasePromises, writtenFile } from '../sourceText';
import type { FixContext, FixStrategy, PlacedStep, TextChange } from '../strategy';

const name = 'register-decoded-net';
/** Rewrites that are tried: all decoded nets of a process together, and the first of them one by one. */
const most = 5;

/**
 * Nets that a combinational process decodes from registers alone (the outputs of a Moore machine, the control word of a state) become registers
 * that are loaded with what the process would make of the next state: they are there when the cycle begins. What the process says of them moves, as
 * it is written, into a function of those registers. Retiming across the state register (Leiserson and Saxe, "Retiming Synchronous Circuitry", 1991).
 */
export const registerDecodedNet: FixStrategy = {
  name,
  causes: ['timing/deep-logic', 'timing/wide-select', 'timing/compare-select-arithmetic', 'timing/high-fanout'],
  knowledge:
    'Control that is decoded from a state register waits for the decoder in every cycle. Decoded from the next state and kept in flip-flops it is there when the cycle begins; the delay moves to the paths into the state register, so it gains where those have slack, and costs a flip-flop for each bit.',
  propose: (context) => proposalsIn(context, name, (body) => offers(context, body), most),
};

/** A net that registers alone decide in its process. */
interface Decoded extends Support {
  readonly name: string;
  readonly range: string;
  /** Nets of the process that its value is made through, itself included. */
  readonly within: ReadonlySet<string>;
}

function* offers(context: FixContext, body: ModuleBody): Iterable<Offer> {
  const aliases = aliasesOf(body);
  const reader = new RegisteredReader(body, context.module, context.file.pre.text);
  for (const placed of processesOf(body)) {
    const inside = isCombinational(placed) ? context.steps.filter((step) => isInside(context, step, placed.process)) : [];
    if (inside.length === 0) continue;
    const decoded = decodedBy(context, body, placed, reader);
    const together = sets(decoded);
    for (const nets of together) {
      const registers = new Set(nets.flatMap((one) => one.registers.map((each) => each.name)));
      const touched = inside.filter((step) => startsOf(step.path, aliases).some((one) => registers.has(one)));
      if (touched.length === 0) continue;
      const [first] = nets;
      const what = nets.map((one) => one.name);
      const title = what.length > 3 ? `${what.slice(0, 2).join(', ')} and ${what.length - 2} more` : what.join(', ');
      yield {
        title: `Keep ${title} in registers that are loaded with ${[...registers].join(' and ')}`,
        changes: first === undefined ? 'Nothing is decoded.' : rewritten(context, body, placed, nets),
        line: lineOfStep(touched[0]),
        paths: touched.map((step) => step.path),
        weight: weightOf(touched, new Set(what)),
      };
    }
  }
}

function isCombinational({ process, around }: PlacedProcess): boolean {
  if (around.length > 0) return false;
  return process.style === 'always_comb' || (process.style === 'always' && /^(?:any|list)$/.test(triggerOf(process)));
}

function isInside(context: FixContext, placed: PlacedStep, span: { readonly start: number; readonly end: number }): boolean {
  const at = context.file.pre.fromRoot(placed.start);
  return at !== undefined && span.start <= at && at < span.end;
}

function bare(named: string): string {
  return (named.split('.').at(-1) ?? '').replace(/\[.*$/, '');
}

/** All nets that the same registers decide, and each by itself. */
function sets(decoded: readonly Decoded[]): Decoded[][] {
  const key = (one: Decoded): string => one.registers.map((each) => each.name).join();
  const groups = [...new Set(decoded.map(key))].map((wanted) => decoded.filter((one) => key(one) === wanted));
  return groups.flatMap((group) => (group.length > 1 ? [group, ...group.map((one) => [one])] : [group]));
}

/** Delay of what would go, with the slack of the path before all; a net that the path names counts first. */
function weightOf(touched: readonly PlacedStep[], nets: ReadonlySet<string>): number {
  const worst = Math.min(...touched.map((step) => step.path.path.slack));
  const named = touched.some(({ path }) => path.path.points.some((point) => nets.has(bare(point.name))));
  return nets.size / 100 + (named ? 1 : 0) - 4 * worst;
}

/** The nets of a process that hang on registers alone, also through other nets of the process. */
function decodedBy(context: FixContext, body: ModuleBody, { process, item }: PlacedProcess, reader: RegisteredReader): Decoded[] {
  const statement = bodyOf(process);
  const all = everyStatement(statement);
  const counters = countersOf(statement);
  const headers = all.flatMap((one) => (one.kind === 'loop' ? one.init : []));
  const own = all.some((one) => one.kind === 'declare' && !headers.includes(one));
  if (own || all.some((one) => one.kind === 'call' || one.kind === 'timing' || (one.kind === 'assign' && !one.blocking))) return [];
  const { names, locals } = assignedBy(process.body);
  const nets = [...names].filter((one) => !counters.has(one));
  return nets.flatMap((net): Decoded[] => {
    const range = declaredRange(context, body, net);
    if (range === undefined || isDrivenElsewhere(body, item, net)) return [];
    const { within, reads } = closure(all, new Set(nets), net);
    const outside = reads
      .flatMap(namesIn)
      .flatMap((one) => (within.has(one.name) || counters.has(one.name) || locals.has(one.name) ? [] : [one.name]));
    const support = reads.every((expr) => isPure(expr)) ? reader.supportOf(outside) : undefined;
    return support === undefined ? [] : [{ ...support, name: net, range, within }];
  });
}

/** Nets of a process that decide what one of them gets, itself included, and all that is read for it. */
function closure(all: readonly Statement[], nets: ReadonlySet<string>, net: string): { within: Set<string>; reads: Expr[] } {
  const within = new Set([net]);
  let reads: Expr[] = [];
  for (let size = 0; size !== within.size;) {
    size = within.size;
    reads = all.filter((one) => one.kind !== 'block' && [...assignedBy(one).names].some((target) => within.has(target))).flatMap(readsOf);
    for (const { name: read } of reads.flatMap(namesIn)) if (nets.has(read)) within.add(read);
  }
  return { within, reads };
}

function isDrivenElsewhere(body: ModuleBody, own: PlacedProcess['item'], net: string): boolean {
  return itemsOf(body).some(({ item }) => {
    if (item === own) return false;
    if (item.kind === 'process') return assignedBy(item.process.body).names.has(net);
    if (item.kind === 'declare') return item.declarators.some((one) => one.name === net && one.init !== undefined);
    return item.kind === 'assign' && namesIn(item.target).some((one) => one.name === net);
  });
}

/** The process without the nets, and each net as a register; in words what forbids it. */
function rewritten(context: FixContext, body: ModuleBody, { process }: PlacedProcess, nets: readonly Decoded[]): TextChange[] | string {
  const source = writtenFile(context);
  const { text } = source;
  const [at, inner] = [writtenEnds(source, process), writtenEnds(source, bodyOf(process))];
  if (at === undefined || inner === undefined) return 'The process comes from a macro.';
  const { names } = assignedBy(process.body);
  const counters = countersOf(bodyOf(process));
  const gone = new Set(nets.map((one) => one.name));
  const rest = [...names].filter((one) => !gone.has(one) && !counters.has(one));
  const all = everyStatement(bodyOf(process));
  for (const read of gone) {
    const reading = readsThrough(all, read, gone);
    if (reading.length > 0 && !(wakesByItself(process) && isSettled(bodyOf(process), read, reading)))
      return `The process makes others through ${read}, which is not settled where they read it.`;
  }
  const left = rest.length === 0 ? [wholeLines(text, at)] : deletionsFor(source, bodyOf(process), (one) => !gone.has(one));
  if (left === undefined) return 'The process assigns what it decodes and other nets by one statement.';
  const changes: TextChange[] = [...left];
  const taken = new Set<string>();
  for (const net of nets) {
    if (net.registers.some((one) => one.initial !== undefined) && context.language !== 'verilog')
      return `${net.registers.map((one) => one.name).join(', ')} starts with a value.`;
    const other = deletionsFor(source, bodyOf(process), (one) => net.within.has(one));
    const off = other === undefined ? undefined : directivesIn(source, inner, names, other);
    const variables = variablesOf(context, body, net, counters, all);
    if (other === undefined || off === undefined || variables === undefined)
      return 'The process holds directives of the preprocessor, or assigns several nets by one statement.';
    const moved = [...other, ...off].map((one) => ({ ...one, start: one.start - inner.start, end: one.end - inner.start }));
    const slice = [...variables, withoutCasePromises(tidiedCopy(applyEdits(text.slice(inner.start, inner.end), moved)))].join(
      lineBreak(text) + lineIndent(text, at.start),
    );
    const made = keepInRegister(
      context,
      body,
      {
        name: net.name,
        existing: true,
        text: (helper) => slice.replace(new RegExp(`(?<![\\w$.\`])${net.name}(?![\\w$])`, 'g'), helper),
        range: net.range,
        registers: net.registers,
        groups: net.groups,
        reads: () => [],
        direct: () => undefined,
      },
      taken,
    );
    if (typeof made === 'string') return made;
    changes.push(...made);
  }
  return changes.filter((one) => one.text !== '' || one.end > one.start);
}

/** The statements of a list by which a process makes nets other than those that go of one of them. */
function readsThrough(all: readonly Statement[], net: string, gone: ReadonlySet<string>): Statement[] {
  const makesOthers = (one: Statement): boolean => one.kind !== 'block' && [...assignedBy(one).names].some((target) => !gone.has(target));
  return all.filter((one) => makesOthers(one) && readsOf(one).some((expr) => namesIn(expr).some((read) => read.name === net)));
}

/** Whether a process runs again when any name that it reads changes, also one that it made itself before. */
function wakesByItself(process: PlacedProcess['process']): boolean {
  return process.style === 'always_comb' || triggerOf(process) === 'any';
}

/** Whether all that is read of a net is read behind its last assignment, so that a register in its place reads the same. */
function isSettled(statement: Statement, net: string, reading: readonly Statement[]): boolean {
  const list = statement.kind === 'block' ? statement.body : [statement];
  const last = list.findLast((one) => assignedBy(one).names.has(net));
  return last === undefined || reading.every((one) => one.start >= last.end);
}

/** Declarations for what a function needs besides its arguments: what counts its loops, and the nets that its value is made through. */
function variablesOf(
  context: FixContext,
  body: ModuleBody,
  net: Decoded,
  counters: ReadonlySet<string>,
  all: readonly Statement[],
): string[] | undefined {
  const loops = all.filter((one) => one.kind === 'loop' && [...assignedBy(one.body).names].some((target) => net.within.has(target)));
  const counted = [...new Set(loops.flatMap((one) => [...countersOf(one)]))].filter((one) => counters.has(one));
  const others = [...net.within].filter((one) => one !== net.name);
  const ranges = others.map((one) => declaredRange(context, body, one));
  if (ranges.includes(undefined)) return undefined;
  const bit = context.language === 'verilog' ? 'reg' : 'logic';
  return [
    ...counted.map((one) => `integer ${one};`),
    ...others.map((one, index) => `${bit} ${ranges[index] === '' ? '' : `${ranges[index]} `}${one};`),
  ];
}
