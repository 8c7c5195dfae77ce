import type { ModuleBody } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf } from '../../refactor/scene';

/** Whether a path ends at a register: at its name, or at one that is assigned from it alone. */
export function endsAt(end: string, register: string, aliases: ReadonlyMap<string, string>): boolean {
  const last = end.split('.').at(-1) ?? '';
  return last === register || aliases.get(last) === register;
}

/** Names that are no more than another name: `assign data = data_reg`, or the same in a process of its own. */
export function aliasesOf(body: ModuleBody): Map<string, string> {
  return new Map(
    itemsOf(body).flatMap(({ item }): [string, string][] => {
      if (item.kind === 'assign')
        return item.target.kind === 'name' && item.value.kind === 'name' ? [[item.target.name, item.value.name]] : [];
      if (item.kind === 'process') {
        const only = triggerOf(item.process) === 'any' ? bodyOf(item.process) : undefined;
        return only?.kind === 'assign' && only.target.kind === 'name' && only.value.kind === 'name'
          ? [[only.target.name, only.value.name]]
          : [];
      }
      if (item.kind !== 'declare' || !item.net) return [];
      return item.declarators.flatMap((one): [string, string][] => (one.init?.kind === 'name' ? [[one.name, one.init.name]] : []));
    }),
  );
}
