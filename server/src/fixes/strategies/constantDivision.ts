import { allOfType, field, text, unwrapExpression, type Node } from '../../syntax/nodes';
import { evaluateConstant } from '../../model/constant';
import { parameterNumber, type NetlistCell, type NetlistModule } from '../../netlist/netlist';
import { constantDivisor } from '../../timing/causes/constantDivision';
import { bitsOf, reciprocal, type Reciprocal } from '../reciprocal';
import { indentStep } from '../../base/indentStep';
import { freshName, lineBreak } from '../../base/layout';
import { beforeModuleEnd } from '../moduleEnd';
import { authorText } from '../sourceText';
import type { Declined, FixContext, FixStrategy, PlacedStep, Proposals, TextChange } from '../strategy';

/**
 * `x / C` and `x % C` become calls of a small function that multiplies by the reciprocal and shifts. Widths come from the
 * elaborated netlist, so that the function is exact for every value the operand can have. A function (not an inline expression)
 * keeps the operand written once and the width of the result what it was.
 */
export const constantDivision: FixStrategy = {
  name: 'constant-division',
  causes: ['timing/constant-division'],
  knowledge:
    'A divider subtracts once per bit. Division by a constant is a multiplication by its reciprocal and a shift, exact for operands of a known width.',
  propose,
};

interface Division {
  readonly node: Node;
  readonly operand: Node;
  readonly kind: 'div' | 'mod';
  readonly divisor: bigint;
  readonly width: number;
  readonly resultWidth: number;
  readonly placed: PlacedStep;
}

function propose(context: FixContext): Proposals {
  const declined: Declined[] = [];
  const found = new Map<number, Division>();
  const operators = allOfType(context.node, 'expression', 'constant_expression').filter((node) =>
    ['/', '%'].includes(text(field(node, 'operator'))),
  );
  for (const placed of context.steps) {
    const type = placed.step.cell.type;
    if (!/^\$(div|mod|divfloor|modfloor)$/.test(type)) continue;
    const result = locate(context, placed, operators);
    if (typeof result === 'string') declined.push({ strategy: 'constant-division', reason: result, line: placed.step.spans[0]?.line ?? 1 });
    else merge(found, result);
  }
  const divisions = [...found.values()];
  if (divisions.length === 0) return { candidates: [], declined };
  const changes = rewrite(context, divisions);
  if (typeof changes === 'string')
    return { candidates: [], declined: [...declined, { strategy: 'constant-division', reason: changes, line: lineOf(divisions[0]) }] };
  const what = [...new Set(divisions.map((item) => `${item.kind === 'div' ? '/' : '%'} ${item.divisor}`))].join(', ');
  return {
    candidates: [
      {
        strategy: 'constant-division',
        title: `Replace ${what} by multiply and shift`,
        changes,
        contract: { kind: 'sameCycle' },
        paths: [...new Set(divisions.map((item) => item.placed.path))],
        line: lineOf(divisions[0]),
      },
    ],
    declined,
  };
}

function lineOf(division: Division | undefined): number {
  return division?.placed.step.spans[0]?.line ?? 1;
}

/** The same expression reached twice (two instances, two paths) must serve the widest operand. */
function merge(found: Map<number, Division>, division: Division): void {
  const old = found.get(division.node.id);
  if (old === undefined || old.width < division.width) found.set(division.node.id, division);
}

function locate(context: FixContext, placed: PlacedStep, operators: readonly Node[]): Division | string {
  const { cell } = placed.step;
  const divisor = constantDivisor(cell);
  if (divisor === undefined) return 'The divisor is not a constant.';
  if (parameterNumber(cell.parameters.A_SIGNED) !== 0)
    return 'The operand is signed: division rounds towards zero, which this rewrite does not do.';
  const kind = cell.type.includes('div') ? 'div' : 'mod';
  const node = operators
    .filter((item) => text(field(item, 'operator')) === (kind === 'div' ? '/' : '%'))
    .filter((item) => {
      const range = context.file.rangeOf(item);
      return (
        range.path === context.file.source.path && range.start === placed.start && (placed.end === undefined || range.end === placed.end)
      );
    })
    .sort((a, b) => a.endIndex - b.endIndex)[0];
  const operand = field(node, 'left');
  const right = field(node, 'right');
  if (node === undefined || operand === undefined || right === undefined) return 'The expression could not be found in the source text.';
  if (authorText(context.file, node) === undefined) return 'The expression comes from a macro.';
  const value = evaluateConstant(text(right), (name) => fixedParameter(context, name));
  if (value === undefined) return 'The divisor is a parameter that an instance may override.';
  if (value !== divisor) return `The divisor reads as ${value}, but elaborates to ${divisor}.`;
  const width = operandBits(cell, placed.path.rtl.module);
  if (width > 32) return `The operand has ${width} bits: a multiplication that wide is no faster.`;
  const resultWidth = Math.max(cell.connections.Y?.length ?? 1, literalWidth(text(right), context));
  return { node, operand, kind, divisor, width, resultWidth, placed };
}

/**
 * How many bits the dividend can really have: up to its highest bit that is not a constant 0, and no more than the quotient or
 * remainder that feeds it can have.
 */
function operandBits(cell: NetlistCell, module: NetlistModule): number {
  const bits = cell.connections.A ?? [];
  let width = bits.length;
  while (width > 1 && bits[width - 1] === '0') width--;
  const source = Object.values(module.cells).find(
    (item) => item !== cell && /^\$(div|mod)$/.test(item.type) && item.connections.Y?.[0] === bits[0],
  );
  const divisor = source === undefined ? undefined : constantDivisor(source);
  if (source === undefined || divisor === undefined || divisor === 0n || parameterNumber(source.parameters.A_SIGNED) !== 0) return width;
  if (!bits.slice(0, width).every((bit, index) => bit === source.connections.Y?.[index])) return width;
  const largest = source.type === '$mod' ? divisor - 1n : ((1n << BigInt(operandBits(source, module))) - 1n) / divisor;
  return Math.min(width, bitsOf(largest));
}

function fixedParameter(context: FixContext, name: string): bigint | undefined {
  return context.module.parameters.find((item) => item.name === name && item.local)?.value;
}

/** Width of the divisor as written: an unsized number, and a parameter without a range, count 32 bits (IEEE 1364-2005, 5.4.1). */
function literalWidth(source: string, context: FixContext): number {
  const sized = /^\s*(\d+)\s*'/.exec(source);
  if (sized !== null) return Number(sized[1]);
  const parameter = context.module.parameters.find((item) => item.name === source.trim());
  const range = /\[\s*(\d+)\s*:\s*0\s*\]/.exec(parameter?.typeText ?? '');
  return range === null ? 32 : Number(range[1]) + 1;
}

interface Helper {
  readonly name: string;
  readonly text: string;
}

function rewrite(context: FixContext, divisions: readonly Division[]): TextChange[] | string {
  const helpers = new Map<string, Helper>();
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const division of divisions) {
    const { kind, divisor, resultWidth } = division;
    const key = `${kind} ${divisor} ${resultWidth}`;
    let helper = helpers.get(key);
    if (helper === undefined) {
      const width = Math.max(
        ...divisions
          .filter((item) => item.kind === kind && item.divisor === divisor && item.resultWidth === resultWidth)
          .map((item) => item.width),
      );
      const exact = reciprocal(divisor, width);
      if (exact === undefined) return `No reciprocal of ${divisor} serves ${width} bits: the quotient is a constant or a plain shift.`;
      const name = freshName(context.file.source.text, `${kind}${divisor}`, taken);
      taken.add(name);
      helper = { name, text: helperText(context, name, division, width, exact) };
      helpers.set(key, helper);
    }
    names.set(division.node.id, helper.name);
  }
  const outermost = divisions.filter((item) => !divisions.some((other) => other !== item && contains(other.node, item.node)));
  const changes: TextChange[] = outermost.map((item) => {
    const range = context.file.rangeOf(item.node);
    return { start: range.start, end: range.end, text: callText(context, item, divisions, names) };
  });
  const functions = beforeModuleEnd(
    context,
    [...helpers.values()].map((helper) => helper.text),
  );
  if (functions === undefined) return 'The end of the module could not be found.';
  changes.push(functions);
  return changes;
}

function contains(outer: Node, inner: Node): boolean {
  return outer.startIndex <= inner.startIndex && outer.endIndex >= inner.endIndex && outer.id !== inner.id;
}

/** `mod10(x)`, with divisions inside x rewritten as well. */
function callText(context: FixContext, division: Division, divisions: readonly Division[], names: ReadonlyMap<number, string>): string {
  const operand = unwrapped(division.operand);
  const range = context.file.rangeOf(operand);
  const inner = divisions
    .filter((item) => item !== division && contains(division.node, item.node))
    .filter((item, _, list) => !list.some((other) => other !== item && contains(other.node, item.node)));
  let source = context.file.source.text.slice(range.start, range.end);
  for (const item of [...inner].sort((a, b) => b.node.startIndex - a.node.startIndex)) {
    const place = context.file.rangeOf(item.node);
    source = source.slice(0, place.start - range.start) + callText(context, item, divisions, names) + source.slice(place.end - range.start);
  }
  return `${names.get(division.node.id) ?? ''}(${source})`;
}

/** Inside outer parentheses, except where that would unwrap down to a bare node that has lost its select. */
function unwrapped(node: Node): Node {
  const inner = unwrapExpression(node);
  return inner !== undefined && node.text.trim().startsWith('(') && node.text.trim() === `(${inner.text.trim()})` ? inner : node;
}

function helperText(context: FixContext, name: string, division: Division, width: number, exact: Reciprocal): string {
  const source = context.file.source.text;
  const unit = indentStep(source);
  const separator = lineBreak(source);
  const type = context.language === 'verilog' ? 'reg' : 'logic';
  const { divisor, kind, resultWidth } = division;
  const rest = bitsOf(divisor - 1n);
  // Every operand is written at the width of its result, so that no lint has a width to complain of.
  const extended = (source: string, from: number, to: number): string => (from >= to ? source : `{${to - from}'d0, ${source}}`);
  const quotient = (bits: number): string => {
    const used = Math.min(bits, exact.quotientBits);
    return extended(`product[${exact.shift + used - 1}:${exact.shift}]`, used, bits);
  };
  const body =
    kind === 'div'
      ? [`${name} = ${quotient(resultWidth)};`]
      : [
          `// The remainder is below ${divisor}, so its low ${rest} bits are all of it.`,
          `rest = x[${rest - 1}:0] - ${quotient(rest)} * ${rest}'d${divisor};`,
          `${name} = ${extended('rest', rest, resultWidth)};`,
        ];
  const lines = [
    `// x ${kind === 'div' ? '/' : '%'} ${divisor} without a divider: x / ${divisor} = (x * ${exact.factor}) >> ${exact.shift} for every x of ${width} bits.`,
    `function automatic [${resultWidth - 1}:0] ${name}(input [${width - 1}:0] x);`,
    `${unit}${type} [${exact.productBits - 1}:0] product;`,
    ...(kind === 'mod' ? [`${unit}${type} [${rest - 1}:0] rest;`] : []),
    `${unit}begin`,
    `${unit}${unit}product = ${extended('x', width, exact.productBits)} * ${exact.productBits}'d${exact.factor};`,
    ...body.map((line) => `${unit}${unit}${line}`),
    `${unit}end`,
    'endfunction',
  ];
  return lines.map((line) => `${unit}${line}${separator}`).join('');
}
