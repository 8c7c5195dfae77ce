import { CompletionItemKind } from 'vscode-languageserver';
import { distance } from '../../model/paths';
import { ranks, type Source } from './entry';
import { nearness } from './nearness';

/** Packages of the project: in an import, and before `::` in an expression or a declaration. */
export const packages: Source = {
  name: 'packages',
  entries({ place, project }) {
    const imported = place.wanted.kind === 'package';
    if (!imported && (place.wanted.kind !== 'word' || place.level.zone === 'file')) return [];
    const found = new Map<string, string>();
    for (const { name, path, kind } of project.units()) if (kind === 'package') found.set(name, path);
    return [...found].map(([label, path]) => ({
      label,
      kind: CompletionItemKind.Module,
      detail: 'package',
      ...(imported ? { insert: `${label}::*` } : {}),
      rank: imported
        ? ranks.name + Math.min(99, distance(place.path, path))
        : ranks.scopePrefix + 10 * nearness(place, label) + Math.min(9, distance(place.path, path)),
    }));
  },
};
