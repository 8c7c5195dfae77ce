import type { ModuleBody } from '../../graph/ast';
import { triggerOf } from '../../refactor/processShape';
import { bodyOf, itemsOf } from '../../refactor/scene';
import type { ExplainedPath } from '../../timing/explain';

/** Whether a path ends at a register: at its name, or at one that is assigned from it alone, here or in a module above. */
export function endsAt({ path, endNames = [] }: ExplainedPath, register: string, aliases: ReadonlyMap<string, string>): boolean {
  return [path.end, ...endNames].map(last).some((one) => one === register || aliases.get(one) === register);
}

/** The names in the module that stand at the begin of a path: of the register in each module that it goes through, and for a name that is no more than another one that one. */
export function startsOf({ path, startNames = [] }: ExplainedPath, aliases: ReadonlyMap<string, string>): string[] {
  return [...new Set([path.start, ...startNames].map(last).map((one) => aliases.get(one) ?? one))];
}

function last(name: string): string {
  return (name.split('.').at(-1) ?? '').replace(/\[.*$/, '');
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
