import type { TextChange } from '../../fixes/strategy';
import type { Expr } from '../../graph/ast';
import { itemsOf, written } from '../../refactor/scene';
import { everyExpression, everyStatement, namesIn, readsOf } from '../../refactor/statements';
import { withoutLines } from '../removal';
import { writtenFile } from '../../fixes/sourceText';
import { lineAt, type OptimizeContext, type OptimizeStrategy, type Rewrite } from '../strategy';
import { answersAlike } from '../watchRuns';

const name = 'share-register';
const mostPairs = 10;

/**
 * Two registers or memories of one shape that are never in use at the same time become one: every write and read of the second goes to the first. Which those
 * are is guessed by trying: the text with one name is run beside the author's, and proven where both answer alike.
 */
export const shareRegister: OptimizeStrategy = {
  name,
  knowledge:
    'A memory or register that holds something only in some states can hold something else in the others. Synthesis never merges storage that is not equal at all times.',
  async propose(context) {
    const { gates, graph } = context;
    if (gates === undefined) return [];
    const found: Rewrite[] = [];
    for (const [kept, gone] of pairsOf(context).slice(0, mostPairs)) {
      const changes = renamed(context, kept, gone);
      const variant = changes === undefined ? undefined : await context.gatesWith(changes);
      if (changes === undefined || variant === undefined || !answersAlike(gates, variant, graph)) continue;
      const declared = itemsOf(context.body).find(
        ({ item }) => item.kind === 'declare' && item.declarators.some((one) => one.name === gone),
      );
      const line = lineAt(context, declared?.item.start ?? context.body.start);
      found.push({ strategy: name, title: `Keep in ${kept} what ${gone} holds: they are never in use at once`, changes, line });
    }
    return found;
  },
};

/** Registers and memories of the module's own with the same declaration but for the name, memories first. */
function pairsOf({ module, graph }: OptimizeContext): [string, string][] {
  const own = module.nets.filter(
    (net) => net.scope === undefined && graph.signals.some((one) => one.id === net.name && (one.kind === 'reg' || one.memory)),
  );
  const inner = own.filter(
    (net) => module.ports.every((port) => port.name !== net.name) && ((net.width ?? 1) > 1 || net.unpacked !== undefined),
  );
  const shape = (net: (typeof inner)[number]): string => `${net.typeText} ${net.unpacked ?? ''}`.replace(/\s+/g, '');
  return inner
    .flatMap((net, at) => inner.slice(at + 1).flatMap((other) => (shape(net) === shape(other) ? [{ net, other }] : [])))
    .sort((a, b) => Number(b.net.unpacked !== undefined) - Number(a.net.unpacked !== undefined))
    .map(({ net, other }) => [net.name, other.name]);
}

/** The second name replaced by the first wherever it stands, and its declaration taken away. */
function renamed(context: OptimizeContext, kept: string, gone: string): TextChange[] | undefined {
  const source = writtenFile(context);
  const changes: (TextChange | undefined)[] = [];
  const rename = (exprs: readonly Expr[]): void => {
    for (const one of exprs.flatMap(namesIn)) {
      if (one.name !== gone) continue;
      const at = written(source, one);
      changes.push(at === undefined ? undefined : { ...at, text: kept });
    }
  };
  for (const { item } of itemsOf(context.body)) {
    if (item.kind === 'assign') rename([item.target, item.value]);
    else if (item.kind === 'instance') rename(item.instance.connections.map(({ value }) => value));
    else if (item.kind === 'process') {
      for (const one of everyStatement(item.process.body)) {
        const targets =
          one.kind === 'assign'
            ? everyExpression(one.target)
                .filter((part) => part.kind === 'name')
                .slice(0, 1)
            : [];
        rename(one.kind === 'assign' ? [...targets, ...readsOf(one).filter((read) => read !== one.target)] : readsOf(one));
      }
    } else if (item.kind === 'declare' && item.declarators.some((one) => one.name === gone)) {
      changes.push(item.declarators.length === 1 ? withoutLines(context, item) : undefined);
    }
  }
  return changes.includes(undefined) ? undefined : changes.flatMap((one) => one ?? []);
}
