import type { Expr } from '../graph/ast';
import type { MachineState, StateMachine } from '../graph/graphTypes';
import { itemsOf } from '../refactor/scene';
import { everyStatement } from '../refactor/statements';
import type { OptimizeContext } from './strategy';

export interface Assigned {
  readonly target: Expr;
  readonly value: Expr;
}

/** Every assignment of a module. */
export function assignmentsIn({ body }: OptimizeContext): Assigned[] {
  return itemsOf(body).flatMap(({ item }): readonly Assigned[] => {
    if (item.kind === 'assign') return [item];
    if (item.kind !== 'process') return [];
    return everyStatement(item.process.body).flatMap((one) => (one.kind === 'assign' && (one.op === '=' || !one.blocking) ? [one] : []));
  });
}

/** The state register and the names that it takes its value over from: the next state, and what that is chosen from. */
export function stateCarriers(context: OptimizeContext, machine: StateMachine): Set<string> {
  const assigns = assignmentsIn(context);
  const carriers = new Set([machine.signal]);
  for (let size = 0; size < carriers.size;) {
    size = carriers.size;
    for (const { target, value } of assigns)
      if (target.kind === 'name' && carriers.has(target.name))
        for (const leaf of leavesOf(value)) if (leaf.kind === 'name') carriers.add(leaf.name);
  }
  return carriers;
}

/** What a value may be: itself, or what its conditionals choose from. */
export function leavesOf(value: Expr): Expr[] {
  return value.kind === 'conditional' ? [...leavesOf(value.yes), ...leavesOf(value.no)] : [value];
}

/** The code of a state. */
export function valueOf({ value }: MachineState): bigint {
  return BigInt(value.slice(value.indexOf("'d") + 2));
}

/** Another value in the base of a literal, of its width or of the one given. */
export function numberLike(literal: Expr, value: bigint, width?: number): string | undefined {
  if (literal.kind !== 'number') return undefined;
  const parts = /^(\d*)(\s*'\s*[sS]?)([bodhBODH])\s*([\da-fA-F_]+)$/.exec(literal.text);
  if (parts === null) return /^\d+$/.test(literal.text) ? `${value}` : undefined;
  const [, size = '', mark = '', base = 'd', digits = ''] = parts;
  const bits = { b: 1, o: 3, d: 0, h: 4 }[base.toLowerCase()] ?? 0;
  const radix = bits === 0 ? 10 : 1 << bits;
  const length = bits === 0 ? 1 : width === undefined ? digits.replaceAll('_', '').length : Math.ceil(width / bits);
  const plain = value.toString(radix).padStart(length, '0');
  // Digits in groups stay in groups.
  const group = digits.includes('_') ? digits.length - 1 - digits.lastIndexOf('_') : 0;
  const told = group === 0 ? plain : plain.replace(new RegExp(`\\B(?=(?:.{${group}})+$)`, 'g'), '_');
  return `${size === '' || width === undefined ? size : width}${mark}${base}${told}`;
}
