import { resolver } from '../../model/symbols/resolve';
import { scopeAt } from '../../model/symbols/scopeAt';
import type { SymbolProject } from '../../model/symbols/symbolProject';
import type { Asking, Entry, Found } from './entry';
import { withoutUnfinished } from './finished';
import { pinned, type KeptTables } from './keptTables';
import { completionPlace, type CompletionPlace } from './place';
import { sources } from './sources';
import { unread, units } from './units';

export interface Proposed {
  readonly place: CompletionPlace;
  /** Best first; each label once. */
  readonly entries: readonly Entry[];
  /** More typing brings other entries. */
  readonly incomplete: boolean;
  /** Files whose headers would make entries better: to be read when there is time. */
  readonly unread: readonly string[];
}

/** Headers that are read ahead for one list. */
const mostUnread = 8;

/**
 * Words that can stand at an offset of a text. It reads names as they were when the statement began, so it waits for no parse while a word is
 * typed; `snippets` says whether entries may have places to fill in.
 */
export function propose(
  project: SymbolProject,
  kept: KeptTables,
  at: { readonly path: string; readonly text: string; readonly offset: number },
  snippets: boolean,
): Proposed {
  const place = completionPlace(at.path, at.text, at.offset);
  if (place.wanted.kind === 'nothing') return { place, entries: [], incomplete: false, unread: [] };
  return project.still(() => {
    const { tables, offset } = kept.at(project, at.path, at.text, place.start, () => withoutUnfinished(place));
    const own = pinned(project, at.path, tables);
    const scopes = tables.flatMap((table) => scopeAt(table, at.path, offset, place.level.zone === 'file') ?? []);
    const found = new Map<string, Entry>();
    const result = { incomplete: false, unread: [] as string[] };
    for (const scope of scopes.slice(0, 1)) {
      const asking: Asking = { place, project: own, names: resolver(own), scope, snippets };
      for (const source of sources) {
        const given = source.entries(asking);
        const { list, incomplete } = foundIn(given);
        for (const entry of list) if (!found.has(keyOf(entry))) found.set(keyOf(entry), entry);
        result.incomplete ||= incomplete === true;
        if (source === units && place.prefix.length >= 2) result.unread.push(...unread(asking, foundIn(given)));
      }
    }
    const ahead = [...new Set(result.unread)].slice(0, mostUnread);
    const entries = [...found.values()].sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
    return { place, entries, incomplete: result.incomplete || (snippets && ahead.length > 0), unread: ahead };
  });
}

function foundIn(given: readonly Entry[] | Found): Found {
  return 'list' in given ? given : { list: given };
}

/** A keyword and a snippet may have the same label. */
function keyOf({ label, snippet, located }: Entry): string {
  return located === undefined && snippet !== undefined ? `${label} snippet` : label;
}
