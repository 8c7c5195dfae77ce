import { connectables, enumeratorsOf } from '../../model/symbols/visible';
import { expectedEnumerators, meaningOf } from './chain';
import { declared } from './declared';
import { ranks, type Asking, type Source } from './entry';
import { connectionList } from './place';
import type { Located } from '../../model/symbols/symbolProject';

/** Values of the enum that is assigned, compared, selected by a `case` or connected at the cursor, in their order. Those a `case` has already come last. */
export const enumValues: Source = {
  name: 'enumValues',
  entries(asking) {
    const { place, project } = asking;
    if (place.wanted.kind !== 'word') return [];
    const found = expectedEnumerators(asking);
    const values = found.length > 0 ? found : connectedValues(asking);
    const taken = place.level.arms === undefined ? new Set<string>() : new Set(armNames(place.tokens, place.level.arms));
    return values.map((one, at) =>
      declared(project, one, ranks.expected + Math.min(at / 10, 90) + (taken.has(one.declaration.name) ? 95 : 0)),
    );
  },
};

function connectedValues(asking: Asking): Located[] {
  const { tokens } = asking.place;
  const list = connectionList(tokens, tokens.length - 1);
  if (list?.inside === undefined) return [];
  const unit = meaningOf(asking, list.callee);
  const all = unit === undefined ? [] : connectables(unit, list.what === 'parameters' ? 'parameters' : 'ports');
  const port = all.find(({ declaration }) => declaration.name === list.inside);
  return port === undefined ? [] : enumeratorsOf(asking.names, port);
}

function armNames(tokens: readonly { readonly text: string }[], from: number): string[] {
  return tokens.slice(from).flatMap(({ text }, at) => (/^[:,]$/.test(tokens[from + at + 1]?.text ?? '') ? [text] : []));
}
