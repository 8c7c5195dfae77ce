import type { Expr, Item, ModuleBody } from '../../graph/ast';
import { isPure } from '../../refactor/statements';
import { givesOneBit, isReduction } from '../../refactor/expressionType';
import { declaredRange, localRange, wordRange, type LocalName } from '../split/declaredRange';
import type { FixContext } from '../strategy';

/** How many bits a value has: a number, or text of parameters that holds for each of their values. */
export interface Width {
  readonly text: string;
  readonly bits?: number;
}

/** Where names are looked up: a module, and the generate blocks around the place. */
export interface WidthPlace {
  readonly context: FixContext;
  readonly body: ModuleBody;
  readonly around: readonly Item[];
  /** What the process or function around declares for itself. */
  readonly inside?: readonly LocalName[];
}

/**
 * Bits of an unsigned expression by itself (IEEE 1800-2023 clause 11.6.1), as text that follows the parameters; undefined where that, or that it has
 * no sign, is not sure. A plain decimal number counts 32 bits, and has no sign beside an operand without one.
 */
export function widthText(place: WidthPlace, expr: Expr): Width | undefined {
  if (!isPure(expr)) return undefined;
  switch (expr.kind) {
    case 'number':
      return expr.fill === true || /^\d[\d_]*\./.test(expr.text) ? undefined : known(expr.width ?? 32);
    case 'name':
      return rangeWidth(rangeAt(place, expr.name)) ?? constantWidth(place, expr.name);
    case 'index':
      if (expr.base.kind !== 'name') return undefined;
      return isVector(place, expr.base.name) ? known(1) : wordWidth(place, expr.base.name);
    case 'slice': {
      if (expr.base.kind !== 'name' || !isVector(place, expr.base.name)) return undefined;
      const [left, right] = [textOf(place, expr.left), textOf(place, expr.right)];
      return expr.mode === ':' ? rangeWidth(`[${left}:${right}]`) : counted(right);
    }
    case 'repeat': {
      const one = expr.parts.map((part) => widthText(place, part)).reduce((a, b) => sum(a, b), known(0));
      if (one === undefined) return undefined;
      const count = textOf(place, expr.count);
      if (one.bits !== undefined && /^\d+$/.test(count)) return known(one.bits * Number(count));
      return { text: one.bits === 1 ? `(${count})` : `(${count})*(${one.text})` };
    }
    case 'concat':
      return expr.parts.map((part) => widthText(place, part)).reduce((a, b) => sum(a, b), known(0));
    case 'unary':
      return isReduction(expr.op) ? known(1) : expr.op === '~' ? widthText(place, expr.arg) : undefined;
    case 'binary':
      if (givesOneBit(expr.op)) return known(1);
      return /^(?:[-+&|^]|~\^|\^~)$/.test(expr.op) ? widest(widthText(place, expr.left), widthText(place, expr.right)) : undefined;
    case 'conditional':
      return widest(widthText(place, expr.yes), widthText(place, expr.no));
    default:
      return undefined;
  }
}

/** The wider of two. */
export function widest(a: Width | undefined, b: Width | undefined): Width | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.bits !== undefined && b.bits !== undefined) return a.bits >= b.bits ? a : b;
  if (a.text === b.text) return a;
  // One bit makes nothing wider.
  if (a.bits === 1) return b;
  if (b.bits === 1) return a;
  return { text: `((${a.text}) > (${b.text}) ? (${a.text}) : (${b.text}))` };
}

function known(bits: number): Width {
  return { text: String(bits), bits };
}

function sum(a: Width | undefined, b: Width | undefined): Width | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.bits !== undefined && b.bits !== undefined) return known(a.bits + b.bits);
  return a.bits === 0 ? b : { text: `${a.text} + ${b.text}` };
}

/** Bits of `[7:0]`, `[W-1:0]`, `[W+1:2]`; one of ''. */
export function rangeWidth(range: string | undefined): Width | undefined {
  if (range === undefined) return undefined;
  if (range === '') return known(1);
  const [, left, right] = /^\[([^:]*):([^:]*)\]$/.exec(range) ?? [];
  if (left === undefined || right === undefined) return undefined;
  const top = left.trim().replace(/^\((.*)\)$/, (all, inner: string) => (/^[^()]*$/.test(inner) ? inner : all));
  const low = right.trim();
  if (/^\d+$/.test(top) && /^\d+$/.test(low)) return known(Math.abs(Number(top) - Number(low)) + 1);
  const less = /^(.*\S)\s*-\s*1$/.exec(top)?.[1];
  const whole = less === undefined || /[?:<>=&|^]/.test(less) ? `(${top}) + 1` : less;
  return { text: low === '0' ? whole : `${whole} - ${/^\w+$/.test(low) ? low : `(${low})`}` };
}

function wordWidth({ context, body, around, inside = [] }: WidthPlace, name: string): Width | undefined {
  return inside.some((one) => one.name === name) ? undefined : rangeWidth(wordRange(context, body, name, around));
}

function counted(text: string): Width {
  return /^\d+$/.test(text) ? known(Number(text)) : { text };
}

function isVector(place: WidthPlace, name: string): boolean {
  return (rangeAt(place, name) ?? '') !== '';
}

/** As of `declaredRange`, of what the process or function around declares too. */
function rangeAt({ context, body, around, inside = [] }: WidthPlace, name: string): string | undefined {
  const locals = inside.filter((one) => one.name === name);
  const [local] = locals;
  if (local === undefined) return declaredRange(context, body, name, around);
  return locals.length > 1 ? undefined : localRange(context, body, local);
}

/** Bits of a parameter: those of its type, and of a local one without a type those of its value. */
function constantWidth(place: WidthPlace, name: string): Width | undefined {
  const { context, body, inside = [] } = place;
  if (inside.some((one) => one.name === name)) return undefined;
  const declared = [
    ...body.parameters,
    ...body.items.flatMap((item) => (item.kind === 'parameter' ? item.declarators.map((one) => ({ ...one, local: item.local })) : [])),
  ].filter((one) => one.name === name);
  const [only] = declared;
  if (only?.init === undefined || declared.length > 1) return undefined;
  if (only.type.packed.length > 0 && only.unpacked.length === 0) return rangeWidth(localRange(context, body, only));
  // A type that is not written takes no characters.
  return only.local && only.type.end <= only.type.start && only.init.kind !== 'name' ? widthText(place, only.init) : undefined;
}

function textOf({ context }: WidthPlace, { start, end }: Expr): string {
  return context.file.pre.text.slice(start, end).trim();
}
