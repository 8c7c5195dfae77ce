import { CompletionItemKind } from 'vscode-languageserver';
import { baseName, distance } from '../../model/paths';
import { ranks, type Source } from './entry';

/** Files that an `include could name: as it would be found from include directories and from the file's own folder, headers first. */
export const includes: Source = {
  name: 'includes',
  entries({ place, project }) {
    if (place.wanted.kind !== 'include') return [];
    const { typed } = place.wanted;
    const folders = [folderOf(place.path), ...project.includeDirs()];
    const found = new Map<string, number>();
    for (const path of project.files()) {
      if (path === place.path) continue;
      const header = /\.(?:svh|vh|h|inc)$/i.test(path);
      // Most projects say to their tools where headers are; a header's own name is what they write.
      const names = folders.filter((folder) => path.startsWith(`${folder}/`)).map((folder) => path.slice(folder.length + 1));
      if (header) names.push(baseName(path));
      for (const name of names) {
        const rank = (header ? ranks.name : ranks.unit) + Math.min(99, distance(place.path, path));
        found.set(name, Math.min(rank, found.get(name) ?? Infinity));
      }
    }
    const upTo = typed.lastIndexOf('/') + 1;
    return [...found]
      .filter(([name]) => name.startsWith(typed.slice(0, upTo)))
      .map(([name, rank]) => ({ label: name, kind: CompletionItemKind.File, insert: name, rank }));
  },
};

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
