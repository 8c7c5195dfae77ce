import type { ModuleBody } from '../../graph/ast';
import { itemsOf } from '../../refactor/scene';

/** Whether a path ends at a register: at its name, or at one that is assigned from it alone. */
export function endsAt(end: string, register: string, aliases: ReadonlyMap<string, string>): boolean {
  const last = end.split('.').at(-1) ?? '';
  return last === register || aliases.get(last) === register;
}

/** Names that are no more than another name: `assign data = data_reg`. */
export function aliasesOf(body: ModuleBody): Map<string, string> {
  return new Map(
    itemsOf(body).flatMap(({ item }): [string, string][] => {
      if (item.kind === 'assign')
        return item.target.kind === 'name' && item.value.kind === 'name' ? [[item.target.name, item.value.name]] : [];
      if (item.kind !== 'declare' || !item.net) return [];
      return item.declarators.flatMap((one): [string, string][] => (one.init?.kind === 'name' ? [[one.name, one.init.name]] : []));
    }),
  );
}
