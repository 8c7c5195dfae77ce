import { lexical } from '../../model/symbols/lookup';
import type { Located } from '../../model/symbols/symbolProject';
import { unitsOf } from '../../model/symbols/memberOf';
import { connectables } from '../../model/symbols/visible';
import { meaningOf } from './chain';
import { declared } from './declared';
import { ranks, type Asking, type Entry, type Source } from './entry';
import type { ConnectionWanted } from './place';

/** Ports, parameters and arguments that the list around the cursor does not connect yet. */
export const connections: Source = {
  name: 'connections',
  entries(asking) {
    const { wanted } = asking.place;
    if (wanted.kind !== 'connection') return [];
    return unconnected(asking, wanted).map((located, at) => entry(asking, located, at, wanted.dotted));
  },
};

function unconnected(asking: Asking, { list }: ConnectionWanted): Located[] {
  const callee = meaningOf(asking, list.callee);
  if (callee === undefined) return [];
  const unit = callee.declaration.kind === 'instance' ? (unitsOf(asking.names, callee)[0] ?? callee) : callee;
  const what = list.what === 'parameters' ? 'parameters' : 'ports';
  return connectables(unit, what).filter(({ declaration }) => !list.connected.has(declaration.name));
}

/** In the order of the header. A net of the same name is connected, as one would write it. */
function entry(asking: Asking, located: Located, at: number, dotted: boolean): Entry {
  const { place, names, scope, project, snippets } = asking;
  const { name } = located.declaration;
  const base = declared(project, located, ranks.connection + Math.min(at / 10, 99));
  const dot = dotted ? '' : '.';
  const label = `${dot}${name}`;
  // Parentheses that are there already stay.
  if (/^\s*\(/.test(place.text.slice(place.end, place.end + 40))) return { ...base, label, insert: label, ...filtered(dotted, name) };
  const value = lexical(names, scope, name).length > 0 ? name : '';
  return {
    ...base,
    label,
    ...filtered(dotted, name),
    insert: `${label}(${value})`,
    ...(snippets ? { snippet: `${label}(\${1:${value}})` } : {}),
  };
}

/** Without its dot typed a connection is found by its dot as well as by its name. */
function filtered(dotted: boolean, name: string): Pick<Entry, 'filter'> {
  return dotted ? {} : { filter: name };
}
