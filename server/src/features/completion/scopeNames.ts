import type { Located } from '../../model/symbols/symbolProject';
import { visibleNames } from '../../model/symbols/visible';
import { declared } from './declared';
import { ranks, type Asking, type Source } from './entry';
import { nearness } from './nearness';

const types = /^(?:typedef|class|typeParameter|interface|covergroup)$/;
const never = /^(?:macro|label|constraint|specparam|module|program|primitive|package|modportPort)$/;

/** Every name in scope. What is used nearby and declared in a near scope comes first; what cannot stand there comes last or not at all. */
export const scopeNamesSource: Source = {
  name: 'scopeNames',
  entries(asking) {
    const { place, scope, names, project } = asking;
    if (place.wanted.kind !== 'word' && !isOrdered(asking)) return [];
    const { level } = place;
    return visibleNames(names, scope).flatMap(({ located, distance }) => {
      const { kind } = located.declaration;
      if (never.test(kind) || isBeingWritten(asking, located)) return [];
      // Behind `logic` or in a list of ports only a type can follow that is not the new name itself.
      if ((level.naming || (level.zone === 'header' && level.begins)) && !types.test(kind)) return [];
      const near = 8 * nearness(place, located.declaration.name) + Math.min(7, distance);
      return [declared(project, located, ranks.name + near + misfit(asking, kind))];
    });
  },
};

/** An ordered connection may hold any name. */
function isOrdered({ place }: Asking): boolean {
  return place.wanted.kind === 'connection' && !place.wanted.dotted;
}

/** The name at the cursor declares itself: `logic fo|`. */
function isBeingWritten({ place }: Asking, { declaration }: Located): boolean {
  return declaration.name === place.prefix && declaration.nameRange.start === place.start;
}

/** How much a kind of name is out of place, in ranks. */
function misfit({ place: { level } }: Asking, kind: string): number {
  const isType = types.test(kind);
  const isConstant = /^(?:parameter|localparam|enumMember|genvar)$/.test(kind);
  if (level.zone === 'procedural' && level.begins) return isConstant ? 60 : isType ? 40 : 0;
  if (level.zone === 'item' && level.begins) return isType ? 0 : 60;
  if (kind === 'instance' || kind === 'generateBlock' || kind === 'block') return 40;
  return isType ? 20 : 0;
}
