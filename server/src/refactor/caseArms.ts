import { indentStep } from '../base/indentStep';
import { failure, success, type Outcome } from '../base/outcome';
import type { Expr, Statement } from '../graph/ast';
import { resolver } from '../model/symbols/resolve';
import { keyOf, type Located } from '../model/symbols/symbolProject';
import { typeTarget } from '../model/symbols/typeTarget';
import { lineBreak, lineIndent, lineStart } from '../base/layout';
import { meaningAt, meaningOf } from './names';
import type { Edit, Offer, Refactoring } from './refactoring';
import { processesOf, written, writtenEnds, itemsOf, type Scene } from './scene';
import { everyStatement } from './statements';

type Case = Statement & { kind: 'case' };

/** The values of an enum that a case has no arm for, and a default: neither changes what the case does. New arms do what the default does. */
export const caseArms: Refactoring = {
  name: 'caseArms',
  offers(scene) {
    const found = caseAt(scene);
    if (found === undefined) return [];
    const offers: Offer[] = [];
    const common = { kind: 'refactor.rewrite' as const, preserving: true };
    const missing = missingValues(scene, found);
    if (missing !== undefined && missing.length > 0) {
      const title = missing.length === 1 ? `Add the arm ${missing[0]?.declaration.name ?? ''}` : `Add the ${missing.length} missing arms`;
      offers.push({ ...common, title, edits: armEdits(scene, found, missing) });
    }
    if (!found.arms.some((arm) => arm.labels.length === 0))
      offers.push({ ...common, title: 'Add a default arm', edits: insertArms(scene, found, ['default: ;'], undefined) });
    return offers;
  },
};

/** The innermost case around the selection. */
function caseAt(scene: Scene): Case | undefined {
  const { body, pre } = scene;
  if (body === undefined || pre === undefined) return undefined;
  const statements = [
    ...processesOf(body).flatMap(({ process }) => everyStatement(process.body)),
    ...itemsOf(body).flatMap(({ item }) => (item.kind === 'routine' ? everyStatement(item.routine.body) : [])),
  ];
  return statements.filter((one): one is Case => one.kind === 'case' && one.start <= pre && pre <= one.end).at(-1);
}

/** Members of the subject's enum without an arm; undefined when it is no enum or the labels are not all of it. */
function missingValues(scene: Scene, { subject, arms, style }: Case): Located[] | undefined {
  if (style === 'inside') return undefined;
  const name = lastName(subject);
  const typed = name === undefined ? undefined : meaningOf(scene, name);
  if (typed === undefined || (typed.declaration.unpacked?.length ?? 0) > 0) return undefined;
  const target = scene.symbols.still(() => typeTarget(resolver(scene.symbols), typed));
  if (target?.kind !== 'enum' || target.type.dimensions.length > 0) return undefined;
  const labels = arms.flatMap((arm) => arm.labels);
  const named = new Set(labels.map((one) => (one.kind === 'name' || one.kind === 'scoped' ? one.name : '')));
  if (named.has('')) return undefined;
  return (target.type.enumerators ?? []).flatMap((index) => {
    const declaration = target.table.declarations[index];
    return declaration === undefined || named.has(declaration.name) ? [] : [{ table: target.table, declaration }];
  });
}

function lastName(subject: Expr): { start: number; end: number } | undefined {
  if (subject.kind === 'name') return { start: subject.start, end: subject.start + subject.name.length };
  return subject.kind === 'member' ? { start: subject.end - subject.name.length, end: subject.end } : undefined;
}

function armEdits(scene: Scene, found: Case, missing: readonly Located[]): Outcome<readonly Edit[]> {
  const fallback = found.arms.find((arm) => arm.labels.length === 0);
  const body = fallback === undefined ? undefined : writtenEnds(scene, fallback.body);
  if (fallback !== undefined && body === undefined) return failure('the default arm is written by a macro');
  const at = written(scene, { start: found.subject.start, end: found.subject.start + 1 })?.start;
  if (at === undefined) return failure('the case is written by a macro');
  const labels: string[] = [];
  for (const one of missing) {
    const label = labelOf(scene, one, at);
    if (label === undefined) return failure(`${one.declaration.name} is not visible here`, 'Import its package.');
    labels.push(label);
  }
  const text = body === undefined ? emptyBody(scene, found) : scene.text.slice(body.start, body.end);
  return insertArms(
    scene,
    found,
    labels.map((label) => `${label}: ${text}`),
    fallback,
  );
}

function labelOf(scene: Scene, one: Located, offset: number): string | undefined {
  const seen = meaningAt(scene, offset, one.declaration.name)[0];
  if (seen !== undefined && keyOf(seen) === keyOf(one)) return one.declaration.name;
  const owner = one.table.scopes[one.declaration.scope];
  const home = owner?.kind === 'package' ? one.table.declarations[owner.owner] : undefined;
  return home === undefined ? undefined : `${home.name}::${one.declaration.name}`;
}

/** `;`, or `begin end` over two lines where the other arms have blocks. */
function emptyBody(scene: Scene, found: Case): string {
  const blocks = found.arms.filter((arm) => arm.body.kind === 'block').length;
  if (blocks === 0 || blocks * 2 < found.arms.length) return ';';
  return `begin${lineBreak(scene.text)}${armIndent(scene, found)}end`;
}

function armIndent(scene: Scene, found: Case): string {
  const [first] = found.arms;
  const arm = first === undefined ? undefined : written(scene, { start: first.start, end: first.start + 1 });
  if (arm !== undefined) return lineIndent(scene.text, arm.start);
  const header = written(scene, { start: found.start, end: found.start + 1 });
  return header === undefined ? '' : lineIndent(scene.text, header.start) + indentStep(scene.text);
}

/** Arms on lines of their own, before an arm or before `endcase`. */
function insertArms(scene: Scene, found: Case, arms: readonly string[], before: { start: number } | undefined): Outcome<readonly Edit[]> {
  const place = before?.start ?? found.end - 'endcase'.length;
  const at = written(scene, { start: place, end: place + 1 })?.start;
  const closed = written(scene, { start: found.end - 'endcase'.length, end: found.end });
  if (at === undefined || closed === undefined || scene.text.slice(closed.start, closed.end) !== 'endcase')
    return failure('the case is written by a macro');
  const br = lineBreak(scene.text);
  const indent = armIndent(scene, found);
  const line = lineStart(scene.text, at);
  if (scene.text.slice(line, at).trim() === '')
    return success([{ start: line, end: line, text: arms.map((arm) => `${indent}${arm}${br}`).join('') }]);
  return success([{ start: at, end: at, text: arms.map((arm) => `${arm} `).join('') }]);
}
