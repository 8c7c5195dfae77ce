import type { Expr, ModuleBody } from '../../graph/ast';
import { itemsOf } from '../../refactor/scene';

/** The value that a net always has: of its only assignment, or of its declaration, outside of generate blocks. Undefined for other expressions and nets. */
export function valueOfNet(body: ModuleBody, operand: Expr): Expr | undefined {
  if (operand.kind !== 'name') return undefined;
  const values = itemsOf(body).flatMap(({ item, around }) => {
    if (item.kind === 'assign' && item.target.kind === 'name' && item.target.name === operand.name) return [{ value: item.value, around }];
    const declared = item.kind === 'declare' && item.net ? item.declarators.find((one) => one.name === operand.name) : undefined;
    return declared?.init === undefined ? [] : [{ value: declared.init, around }];
  });
  const [only] = values;
  return values.length === 1 && only?.around.length === 0 ? only.value : undefined;
}
