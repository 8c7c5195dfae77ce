import { CompletionItemKind } from 'vscode-languageserver';
import { scopedItems } from '../../model/symbols/visible';
import { meaningOf } from './chain';
import { declared } from './declared';
import { ranks, type Entry, type Source } from './entry';
import { nearness } from './nearness';

/** What stands behind `p::`: items of a package, static members of a class; in an import also the star. */
export const packageItemsSource: Source = {
  name: 'packageItems',
  entries(asking) {
    const { wanted } = asking.place;
    if (wanted.kind !== 'scoped') return [];
    const located = meaningOf(asking, wanted.chain);
    if (located === undefined) return [];
    const star: Entry[] = wanted.imported
      ? [{ label: '*', kind: CompletionItemKind.Keyword, detail: 'all items', insert: '*', rank: ranks.expected }]
      : [];
    const found = scopedItems(asking.names, located).filter(({ declaration }) => !/^(?:generateBlock|block|label)$/.test(declaration.kind));
    return [...star, ...found.map((one) => declared(asking.project, one, ranks.name + nearness(asking.place, one.declaration.name)))];
  },
};
