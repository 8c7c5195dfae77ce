import { indentStep } from '../base/indentStep';
import { success, failure, type Outcome } from '../base/outcome';
import { instanceName } from '../model/instanceName';
import type { ModuleInfo } from '../model/moduleInfo';
import { connectionLines } from './connectionLayout';
import { actualFor, defaultOf } from './fillConnections';
import { lineBreak, lineEnd, lineIndent, lineStart } from '../base/layout';
import type { Edit, Refactoring } from './refactoring';
import type { Scene } from './scene';

/** A line that holds nothing but the name of a module becomes an instance of it. */
export const instantiate: Refactoring = {
  name: 'instantiate',
  offers(scene) {
    const start = lineStart(scene.text, scene.start);
    const end = lineEnd(scene.text, scene.start);
    const name = /^\s*([A-Za-z_][\w$]*)\s*;?\s*$/.exec(scene.text.slice(start, end))?.[1];
    if (name === undefined || name === scene.unit?.name) return [];
    const unit = scene.find(name).find((one) => one.kind === 'module' || one.kind === 'interface');
    if (unit === undefined) return [];
    const text = instanceText(scene, unit, start);
    const first = start + lineIndent(scene.text, start).length;
    return [
      { title: `Instantiate ${name} here`, kind: 'refactor.rewrite', preserving: false, edits: success([{ start: first, end, text }]) },
    ];
  },
};

/** An instance of a module on lines of its own, put behind the line of the selection (or into it, when it is empty). */
export function insertInstance(scene: Scene, unit: ModuleInfo): Outcome<readonly Edit[]> {
  if (scene.unit?.kind !== 'module' && scene.unit?.kind !== 'interface')
    return failure('the cursor is not inside a module', 'Put it where the instance shall stand.');
  if (unit.name === scene.unit.name) return failure(`${unit.name} cannot hold an instance of itself`);
  const { text } = scene;
  const start = lineStart(text, scene.start);
  const end = lineEnd(text, scene.start);
  const blank = text.slice(start, end).trim() === '';
  const indent = lineIndent(text, start) === '' && blank ? indentStep(text) : lineIndent(text, start);
  const made = indent + instanceText(scene, unit, scene.start, indent);
  return success([blank ? { start, end, text: made } : { start: end, end, text: lineBreak(text) + made }]);
}

function instanceText(scene: Scene, unit: ModuleInfo, offset: number, indent = lineIndent(scene.text, offset)): string {
  const br = lineBreak(scene.text);
  const inner = indent + indentStep(scene.text);
  const list = (open: string, added: readonly { name: string; actual: string }[]): string =>
    added.length === 0 ? `${open})` : `${open}${br}${connectionLines(added, inner, br)}${br}${indent})`;
  const parameters = unit.parameters.filter((one) => !one.local).map((one) => ({ name: one.name, actual: defaultOf(one) ?? '' }));
  // A default that cannot be written outside the module is left to it.
  const known = parameters.filter((one) => one.actual !== '');
  const head = known.length === 0 ? '' : ` ${list('#(', known)}`;
  const name = instanceName(unit.name, scene.unit?.instances ?? [], scene.text);
  const ports = unit.ports.map((port) => ({ name: port.name, actual: actualFor(scene, offset, port) }));
  return `${unit.name}${head} ${name} ${list('(', ports)};`;
}
