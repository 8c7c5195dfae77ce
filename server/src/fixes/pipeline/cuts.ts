import type { Expr, ModuleBody, Statement } from '../../graph/ast';
import { assignedBy } from '../../refactor/drivers';
import { bodyOf } from '../../refactor/scene';
import { everyExpression, everyStatement, namesIn, readsOf, subExpressions } from '../../refactor/statements';
import type { ExplainedPath } from '../../timing/explain';
import { widthText } from '../arithmetic/widthText';
import { declaredRange } from '../split/declaredRange';
import { assignedAtOnce } from '../split/processSlice';
import type { FixContext, PlacedStep } from '../strategy';
import { ancestorsOf, type Stage, type Stages } from './feedForward';
import type { Behind, Cut } from './registerRow';

/** A step of the path with the stage that it is in. */
interface Passed {
  readonly step: PlacedStep;
  readonly stage: Stage;
  /** Where it is written, in the preprocessed text. */
  readonly at: number;
}

/** Cuts of a path, those first that part its delay most evenly: with as many whole processes in front as may stand there, and then with what has to stand there alone. */
export function cutsOf(context: FixContext, body: ModuleBody, read: Stages, path: ExplainedPath): Cut[] {
  const way = wayOf(context, read, path);
  const whole = way.reduce((sum, { step }) => sum + step.step.delay, 0);
  const found: { readonly cut: Cut; readonly late: Stage; readonly after: number }[] = [];
  let after = 0;
  for (const [index, one] of way.slice(0, -1).entries()) {
    after += one.step.step.delay;
    const next = way[index + 1];
    if (next === undefined) continue;
    const cut = next.stage === one.stage ? cutInside(context, body, read, one) : cutBehind(read, one.stage, next.stage);
    if (cut !== undefined) found.push({ cut, late: next.stage, after });
  }
  const last = way.at(-1)?.stage;
  const asked = last === undefined ? undefined : cutBehindReads(context, body, read, last);
  if (last !== undefined && asked !== undefined) found.push({ cut: asked, late: last, after: 0.6 * whole });
  found.sort((a, b) => Math.abs(a.after - whole / 2) - Math.abs(b.after - whole / 2));
  const easy = found.map(({ cut, late }) => ({ ...cut, early: withBesides(read.stages, cut.early, late) }));
  const least = found.flatMap(({ cut }, index) => (easy[index]?.early.size === cut.early.size ? [] : [cut]));
  return [...easy, ...least];
}

/** The steps of a path that lie in stages, in order. A condition of a process that assigns several things belongs to what the path goes on to. */
function wayOf(context: FixContext, { stages }: Stages, path: ExplainedPath): Passed[] {
  const way: Passed[] = [];
  const end = /^[\w$.]+/.exec(path.path.end)?.[0];
  let later = stages.find((one) => end !== undefined && one.drives.has(end));
  for (const step of context.steps.filter((one) => one.path === path).reverse()) {
    const at = context.file.pre.fromRoot(step.start);
    if (at === undefined) continue;
    const around = stages.filter(({ placed: { item } }) => item.start <= at && at < item.end);
    const holding = around.filter(
      (one) => one.process === undefined || assignmentsOf(one).some((each) => each.start <= at && at < each.end),
    );
    const stage =
      later !== undefined && around.includes(later) && !holding.some((one) => one !== later) ? later : (holding[0] ?? around[0]);
    if (stage === undefined) continue;
    later = stage;
    way.unshift({ step, stage, at });
  }
  return way;
}

/** The statements of a process that assign what a stage drives. */
function assignmentsOf({ process, drives }: Stage): (Statement & { kind: 'assign' })[] {
  if (process === undefined) return [];
  return everyStatement(bodyOf(process)).flatMap((one) =>
    one.kind === 'assign' && namesIn(one.target).some((each) => drives.has(each.name)) ? [one] : [],
  );
}

function cutBehind({ stages }: Stages, stage: Stage, next: Stage): Cut | undefined {
  const early = ancestorsOf(stages, [stage]);
  return early.has(next) ? undefined : { early, behind: [] };
}

/** Stages with others of their processes that may stand in front of the row too, so that fewer processes have to be parted. `late` stays behind it. */
function withBesides(stages: readonly Stage[], early: ReadonlySet<Stage>, late: Stage): Set<Stage> {
  const all = new Set(early);
  for (const one of all) {
    for (const beside of stages) {
      if (one.process === undefined || beside.process !== one.process || all.has(beside)) continue;
      const needed = ancestorsOf(stages, [beside]);
      if (!needed.has(late)) for (const each of needed) all.add(each);
    }
  }
  return all;
}

/** Behind an expression of a stage, where what it reads does not depend on the stage. */
function cutInside(context: FixContext, body: ModuleBody, { stages }: Stages, { stage, step, at }: Passed): Cut | undefined {
  const { process, placed } = stage;
  const end = step.end === undefined ? undefined : context.file.pre.fromRoot(step.end - 1);
  const item = placed.item;
  const values: { readonly value: Expr; readonly target?: Expr }[] =
    process === undefined
      ? item.kind === 'assign'
        ? [{ value: item.value, target: item.target }]
        : []
      : everyStatement(bodyOf(process)).flatMap((one) =>
          one.kind === 'assign' ? [{ value: one.value, target: one.target }] : readsOf(one).map((value) => ({ value })),
        );
  for (const { value, target } of values) {
    if (value.start > at || value.end <= at) continue;
    const holding = everyExpression(value).filter((one) => one.start <= at && at < one.end && (end === undefined || end < one.end));
    const [expr] = holding.sort((a, b) => a.end - a.start - (b.end - b.start));
    if (expr === undefined || expr.kind === 'name' || expr.kind === 'number') continue;
    const place = { context, body, around: placed.around };
    const bits = widthText(place, expr)?.text ?? (target === undefined ? undefined : targetBits(context, body, target));
    const atOnce = process === undefined ? new Set<string>() : assignedAtOnce(bodyOf(process));
    if (bits === undefined || namesIn(expr).some((one) => atOnce.has(one.name) || !isNamed(context, body, one.name))) return undefined;
    const sources = stages.filter((one) => namesIn(expr).some((each) => one.drives.has(each.name)));
    const early = ancestorsOf(stages, sources);
    return early.has(stage) ? undefined : { early, behind: [{ expr, bits }] };
  }
  return undefined;
}

/** Behind all that a stage reads of what does not depend on it: its conditions and values are made a cycle earlier. */
function cutBehindReads(context: FixContext, body: ModuleBody, { stages }: Stages, stage: Stage): Cut | undefined {
  const { process, placed, drives } = stage;
  if (process === undefined || stage.clock === undefined) return undefined;
  const isFree = (one: Stage): boolean => !ancestorsOf(stages, [one]).has(stage);
  const sources = stages.filter((one) => isFree(one) && stage.reads.some(({ name: read }) => one.drives.has(read)));
  const early = ancestorsOf(stages, sources);
  const given = new Set([...early].flatMap((one) => [...one.drives]));
  for (const port of context.module.ports) if (port.direction === 'input') given.add(port.name);
  const parameters = new Set(body.parameters.map((one) => one.name));
  const behind: Behind[] = [];
  const visit = (expr: Expr): void => {
    const names = namesIn(expr);
    if (names.length === 0 || expr.kind === 'name') return;
    const bits = names.every((one) => given.has(one.name) || parameters.has(one.name))
      ? widthText({ context, body, around: placed.around }, expr)
      : undefined;
    // The reset that a process asks for has to be the one that it is triggered by.
    const isMore = expr.kind !== 'index' && expr.kind !== 'slice' && !names.some((one) => one.name === stage.asynchronous?.name);
    if (bits !== undefined && isMore && names.some((one) => given.has(one.name))) behind.push({ expr, bits: bits.text });
    else for (const each of subExpressions(expr)) visit(each);
  };
  for (const one of everyStatement(bodyOf(process))) {
    const own = one.kind === 'assign' ? namesIn(one.target).some((each) => drives.has(each.name)) : assigns(one, drives);
    if (own) for (const expr of readsOf(one)) visit(expr);
  }
  return behind.length === 0 ? undefined : { early, behind };
}

function assigns(statement: Statement, drives: ReadonlySet<string>): boolean {
  return [...assignedBy(statement).names].some((one) => drives.has(one));
}

/** Whether a name is one of the module's own: a variable of a process or loop is not. */
function isNamed(context: FixContext, body: ModuleBody, one: string): boolean {
  return declaredRange(context, body, one) !== undefined || body.parameters.some((each) => each.name === one);
}

/** The bits of a plain target: the context of the expression that it is assigned. */
function targetBits(context: FixContext, body: ModuleBody, target: Expr): string | undefined {
  return target.kind === 'name' ? widthText({ context, body, around: [] }, target)?.text : undefined;
}
