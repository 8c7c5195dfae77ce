import type { ModuleBody } from '../../graph/ast';
import type { FixContext } from '../strategy';
import { declaredRange } from './declaredRange';

const wide = 8;

/** Whether a name of the module has eight bits or more; one whose width hangs on parameters counts as wide, a memory does not. */
export function isWide(context: FixContext, body: ModuleBody, name: string): boolean {
  const signal = [...context.module.nets, ...context.module.ports].find((one) => one.name === name);
  if (signal?.unpacked !== undefined) return false;
  return signal?.width === undefined ? (declaredRange(context, body, name) ?? '') !== '' : signal.width >= wide;
}
