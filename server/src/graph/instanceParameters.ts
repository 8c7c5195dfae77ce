import type { ModuleInfo } from '../model/moduleInfo';
import type { Argument, Declarator, Expr, InstanceItem, ModuleBody } from './ast';
import type { Elaboration } from './elaboration';
import { evaluate } from './evaluate';
import { printExpression } from './printExpression';
import { resolveType } from './resolveType';
import type { Entity, Scope } from './scope';

/** Value of a parameter from outside; undefined when its expression is no constant here. */
export type Given =
  { readonly expr: Expr | undefined; readonly text: string } | { readonly type: Entity & { kind: 'type' }; readonly text: string };

/** The same for a unit with the same values: one elaboration serves them all. */
export function parameterKey(unit: ModuleInfo, given: ReadonlyMap<string, Given>): string {
  const values = [...given].map(([name, one]) => `${name}=${'expr' in one ? keyOf(one) : serialOf(one.type.type)}`);
  return [unit.path, unit.name, ...values].join('|');
}

const serials = new WeakMap<object, number>();
let lastSerial = 0;

/** A type that is handed down stays the same object. */
function serialOf(type: object): number {
  const serial = serials.get(type) ?? ++lastSerial;
  serials.set(type, serial);
  return serial;
}

function keyOf({ expr, text }: { readonly expr: Expr | undefined; readonly text: string }): string {
  return expr === undefined
    ? `?${text}`
    : expr.kind === 'number'
      ? `${expr.value}'${expr.width ?? 0}${expr.signed ? 's' : ''}`
      : printExpression(expr);
}

/** The body with the values from outside in the place of defaults, where types of parameters still apply to them. */
export function withValues(body: ModuleBody, given: ReadonlyMap<string, Given>): ModuleBody {
  if (given.size === 0) return body;
  const set = <D extends Declarator>(one: D): D => {
    const value = given.get(one.name);
    if (value === undefined || !('expr' in value)) return one;
    // What is no constant leaves the parameter without a value, not with its default.
    return { ...one, init: value.expr ?? { kind: 'none', start: one.start, end: one.end } };
  };
  return {
    ...body,
    parameters: body.parameters.map((one) => (one.local ? one : set(one))),
    items: body.items.map((item) =>
      item.kind === 'parameter' && !item.local ? { ...item, declarators: item.declarators.map((one) => set(one)) } : item,
    ),
  };
}

/** The overrides of an instance, evaluated where they are written (clause 23.10.2); ordered ones by the parameters of its module. */
export function overrides(
  elaboration: Elaboration,
  item: InstanceItem,
  scope: Scope,
  parameters: ModuleInfo['parameters'],
): ReadonlyMap<string, Given> {
  const names = parameters.filter((one) => !one.local).map((one) => one.name);
  const given = new Map<string, Given>();
  for (const [position, argument] of item.parameters.entries()) {
    const name = argument.name ?? names[position];
    if (name !== undefined && argument.value.kind !== 'none') given.set(name, valueOf(elaboration, argument, scope));
  }
  return given;
}

/** What is given to a parameter, as far as it is known without the parameter's type. */
export function givenText(given: Given): string {
  if (!('expr' in given)) return given.text;
  const { expr, text } = given;
  if (expr?.kind === 'string') return JSON.stringify(expr.text);
  if (expr?.kind !== 'number') return text;
  return (expr.signed ? BigInt.asIntN(expr.width ?? 32, expr.value) : expr.value).toString();
}

function valueOf(elaboration: Elaboration, { value: expr }: Argument, scope: Scope): Given {
  const text = textOf(expr);
  if (expr.kind === 'string') return { expr, text };
  const host = elaboration.machine(scope);
  if (expr.kind === 'type') return { type: { kind: 'type', ...resolveType(expr.type, host) }, text };
  const named =
    expr.kind === 'name'
      ? scope.lookup(expr.name)
      : expr.kind === 'scoped'
        ? elaboration.packageScope(expr.scope)?.lookup(expr.name)
        : undefined;
  if (named?.kind === 'type') return { type: named, text };
  const { constant, wild, width, signed } = evaluate(expr, host);
  if (constant === undefined || wild !== undefined) return { expr: undefined, text };
  const bits = Math.max(width, 1);
  const value = BigInt.asUintN(bits, constant);
  return { text, expr: { kind: 'number', text: value.toString(), value, wild: 0n, width: bits, signed, start: expr.start, end: expr.end } };
}

/** An expression, or a type by its name; of a struct or enum just the word. */
export function textOf(expr: Expr): string {
  if (expr.kind !== 'type') return printExpression(expr);
  const { base, packed } = expr.type;
  const name =
    base.kind === 'builtin'
      ? base.name
      : base.kind === 'named'
        ? `${base.scope === undefined ? '' : `${base.scope}::`}${base.name}`
        : base.kind;
  const dimensions = packed.map(
    ({ left, right }) => `[${printExpression(left)}${right === undefined ? '' : `:${printExpression(right)}`}]`,
  );
  return [name, dimensions.join('')].filter((one) => one !== '').join(' ');
}
