import { failure, success, type Outcome } from '../base/outcome';
import type { Expr } from '../graph/ast';
import { assignedBy } from './drivers';
import { netTypeFor } from './expressionContext';
import type { ExpressionType } from './expressionType';
import { freshName, lineBreak, lineIndent, lineStart } from '../base/layout';
import { isSignal, meaningOf, sameMeaning } from './names';
import { triggerOf } from './processShape';
import type { Edit, Refactoring } from './refactoring';
import { rootsAt, type PlacedRoot } from './roots';
import { isSystemVerilog, preText, written, type Scene } from './scene';
import { everyExpression, everyStatement, isPure, namesIn } from './statements';

/** The selected expression becomes a net of its own, as wide and as signed as it counts where it stands. */
export const extractNet: Refactoring = {
  name: 'extractNet',
  offers(scene) {
    const { body, pre, preEnd } = scene;
    if (body === undefined || pre === undefined || preEnd === undefined || preEnd <= pre || scene.unit?.kind === 'package') return [];
    const span = trimmed(scene, pre, preEnd);
    const found = rootsAt(scene, body, span.start, span.end).flatMap((root) =>
      everyExpression(root.expr).flatMap((node) => (matches(scene, node, span) ? [{ root, node }] : [])),
    );
    const [first] = found;
    if (first === undefined || first.node.kind === 'name' || first.node.kind === 'number' || first.node.kind === 'none') return [];
    const edits = extract(scene, first.root, first.node);
    return [{ title: 'Extract the expression to a net', kind: 'refactor.extract', preserving: true, edits }];
  },
};

function trimmed(scene: Scene, start: number, end: number): { start: number; end: number } {
  const text = scene.file.pre.text.slice(start, end);
  return { start: start + text.length - text.trimStart().length, end: end - (text.length - text.trimEnd().length) };
}

/** The node is what is selected, with or without brackets around it. */
function matches(scene: Scene, node: Expr, { start, end }: { start: number; end: number }): boolean {
  if (node.start === start && node.end === end) return true;
  const text = preText(scene, node);
  const inner = /^\(\s*/.exec(text)?.[0].length ?? 0;
  const outer = /\s*\)$/.exec(text)?.[0].length ?? 0;
  return inner > 0 && node.start + inner === start && node.end - outer === end;
}

function extract(scene: Scene, root: PlacedRoot, node: Expr): Outcome<readonly Edit[]> {
  const why = obstacle(scene, root, node);
  if (why !== undefined) return failure(why);
  const type = netTypeFor(scene, root, node);
  if (type === undefined) return failure('its width or sign here is not known for every value of the parameters');
  const at = written(scene, node);
  const item = written(scene, { start: root.placed.item.start, end: root.placed.item.start + 1 });
  if (at === undefined || item === undefined) return failure('it is written by a macro');
  const line = lineStart(scene.text, item.start);
  const lead = scene.text.slice(line, item.start);
  if (!/^\s*(?:assign\b[^;]*)?$/.test(lead)) return failure('the item does not begin its line', 'Put it on a line of its own first.');
  if (namesIn(node).some((name) => !sameMeaning(scene, name.name, at.start, line)))
    return failure('a name in it means something else outside');
  const name = freshName(scene.text, 'extracted');
  const text = scene.text.slice(at.start, at.end);
  const declared = declaration(scene, name, type, unbracketed(text)).map(
    (each) => lineIndent(scene.text, line) + each + lineBreak(scene.text),
  );
  return success([
    { start: line, end: line, text: declared.join('') },
    { ...at, text: name },
  ]);
}

/** Why the expression is not the same outside of where it stands. */
function obstacle(scene: Scene, { placed }: PlacedRoot, node: Expr): string | undefined {
  if (!isPure(node)) return 'it calls a function, or changes something';
  for (const name of namesIn(node)) {
    const meaning =
      meaningOf(scene, { start: name.end - name.name.length, end: name.end }) ??
      meaningOf(scene, { start: name.start, end: name.start + name.name.length });
    if (meaning === undefined) continue;
    if (
      !isSignal(meaning) &&
      !/^(?:parameter|localparam|enumMember|typedef|instance|generateBlock)$/.test(meaning.declaration.kind) &&
      meaning.declaration.kind !== 'genvar'
    )
      return `${name.name} is no signal of the module`;
  }
  const { item } = placed;
  if (item.kind !== 'process') return undefined;
  const { process } = item;
  if (process.style === 'initial' || process.style === 'final') return 'it stands in a process that runs once';
  if (process.style === 'always' && triggerOf(process) !== 'edges' && triggerOf(process) !== 'any')
    return 'the process has a sensitivity list, which a new net is not in';
  const { names, locals } = assignedBy(process.body);
  const blocking = new Set(
    everyStatement(process.body).flatMap((one) => (one.kind === 'assign' && !one.blocking ? [] : [...assignedBy(one).names])),
  );
  for (const { name } of namesIn(node)) {
    if (locals.has(name)) return `${name} is declared inside the process`;
    if (names.has(name) && blocking.has(name)) return `${name} changes inside the process`;
  }
  return undefined;
}

function unbracketed(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return text;
  }
  return text.slice(1, -1).trim();
}

/** Lines that declare a net with a value: as `wire` in Verilog and where the unit uses wires, else as a variable and its assignment. */
function declaration(scene: Scene, name: string, type: ExpressionType, value: string): string[] {
  const range = type.range === '' ? '' : `${type.range} `;
  const sign = type.signed ? 'signed ' : '';
  if (type.named !== undefined) return [`${type.named} ${name};`, `assign ${name} = ${value};`];
  if (isSystemVerilog(scene) && /\blogic\b/.test(scene.file.pre.text))
    return [`logic ${sign}${range}${name};`, `assign ${name} = ${value};`];
  return [`wire ${sign}${range}${name} = ${value};`];
}
