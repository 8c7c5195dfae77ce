import type { ModuleBody } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf } from '../../refactor/scene';
import type { ExplainedPath } from '../../timing/explain';

/** Whether a path ends at a register: at its name, or at one that is assigned from it alone. */
export function endsAt(end: string, register: string, aliases: ReadonlyMap<string, string>): boolean {
  const last = end.split('.').at(-1) ?? '';
  return last === register || aliases.get(last) === register;
}

/** The name in the module that stands at the begin of a path, for a name that is no more than another one that one. */
export function startOf({ path }: ExplainedPath, aliases: ReadonlyMap<string, string>): string {
  const last = (path.start.split('.').at(-1) ?? '').replace(/\[.*$/, '');
  return aliases.get(last) ?? last;
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
