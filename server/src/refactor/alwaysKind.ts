import { failure, success, type Outcome } from '../base/outcome';
import type { ModuleBody } from '../graph/ast';
import { elaborate } from '../graph/elaborate';
import { closeOf, nextCode } from './brackets';
import { assignedBy } from './drivers';
import { meaningOf } from './names';
import { readNames, readTooEarly, sharedTarget, triggerOf, unclear } from './processShape';
import type { Edit, Offer, Refactoring } from './refactoring';
import { isSystemVerilog, processesOf, written, type PlacedProcess, type Scene } from './scene';
import { everyExpression, everyStatement, namesIn, readsOf } from './statements';

/**
 * `always` → `always_ff`, `always_comb` or, when it holds a value, `always_latch`: where nothing else drives its targets, it does not wait,
 * and a combinational one is sensitive to all it reads and reads no target before it assigned it (IEEE 1800-2023 clause 9.2.2).
 */
export const alwaysKind: Refactoring = {
  name: 'alwaysKind',
  offers(scene) {
    const { body, pre } = scene;
    if (body === undefined || pre === undefined || !isSystemVerilog(scene)) return [];
    const placed = processesOf(body).find(
      ({ process }) => process.style === 'always' && process.start <= pre && pre <= process.body.start + 5,
    );
    return placed === undefined ? [] : offersFor(scene, body, placed);
  },
};

function offersFor(scene: Scene, body: ModuleBody, placed: PlacedProcess): Offer[] {
  const trigger = triggerOf(placed.process);
  if (trigger === 'none') return [];
  const kind = trigger === 'edges' ? 'always_ff' : latches(scene, body, placed) ? 'always_latch' : 'always_comb';
  const why =
    unclear(scene, body, placed.process) ??
    sharedTarget(scene, body, placed) ??
    (trigger === 'edges' ? undefined : notCombinational(scene, placed, trigger));
  const edits = why === undefined ? edit(scene, placed, kind) : failure(`it cannot be ${kind}: ${why}`);
  return [{ title: `Make it ${kind}`, kind: 'refactor.rewrite', preserving: true, edits }];
}

function notCombinational(scene: Scene, { process }: PlacedProcess, trigger: 'any' | 'list'): string | undefined {
  const [early] = readTooEarly(process);
  if (early !== undefined) return `it reads ${early} before it assigns it`;
  if (trigger === 'any') return undefined;
  const events = process.events ?? [];
  if (events.some((one) => one.kind !== 'name')) return 'its sensitivity list holds more than names';
  const listed = new Set(events.flatMap(namesIn).map((one) => one.name));
  const { names } = assignedBy(process.body);
  const missing = [...readNames(process)].filter((name) => !names.has(name) && !listed.has(name) && !isConstant(scene, process, name));
  return missing.length === 0 ? undefined : `its sensitivity list lacks ${missing.join(', ')}, so simulation would change`;
}

function isConstant(scene: Scene, process: PlacedProcess['process'], name: string): boolean {
  const use = everyStatement(process.body)
    .flatMap(readsOf)
    .flatMap(everyExpression)
    .find((one) => one.kind === 'name' && one.name === name);
  const found = use === undefined ? undefined : meaningOf(scene, use);
  return found !== undefined && /^(?:parameter|localparam|enumMember|genvar|specparam|typedef)$/.test(found.declaration.kind);
}

/** Whether some path of the process leaves a target as it was, over all bits and constant loops; loop variables apart. */
function latches(scene: Scene, body: ModuleBody, { process }: PlacedProcess): boolean {
  const counters = new Set(
    everyStatement(process.body).flatMap((one) => (one.kind === 'loop' ? one.init.flatMap((each) => [...assignedBy(each).names]) : [])),
  );
  const { drivers } = elaborate(body, scene.bodies, scene);
  return drivers.some(
    ({ task, segments, signal }) => task.process?.start === process.start && !counters.has(signal.id) && segments.some((one) => one.hold),
  );
}

function edit(scene: Scene, { process }: PlacedProcess, kind: string): Outcome<readonly Edit[]> {
  const word = written(scene, { start: process.start, end: process.start + 'always'.length });
  if (word === undefined) return failure('the process is written by a macro');
  if (kind === 'always_ff') return success([{ ...word, text: kind }]);
  const at = nextCode(scene.text, word.end);
  const first = scene.text[at] === '@' ? nextCode(scene.text, at + 1) : -1;
  const last = scene.text[first] === '(' ? closeOf(scene.text, first) : scene.text[first] === '*' ? first : undefined;
  const name = /^[A-Za-z_][\w$]*/.exec(scene.text.slice(Math.max(0, first), first + 200))?.[0];
  const end = last !== undefined ? last + 1 : name !== undefined && first > 0 ? first + name.length : undefined;
  if (end === undefined || scene.text.slice(word.start, end).includes('`')) return failure('its event control is written by a macro');
  return success([{ start: word.start, end, text: kind }]);
}
