import { assignmentKind } from '../../refactor/assignmentKind';
import { caseArms } from '../../refactor/caseArms';
import { declareNet } from '../../refactor/declareNet';
import { fillConnections } from '../../refactor/fillConnections';
import { importItem } from '../../refactor/importItem';
import type { Refactoring } from '../../refactor/refactoring';
import type { FixRule } from './fixRule';

/** Which rewrite mends which problem. */
const rewrites: readonly { readonly of: RegExp; readonly by: readonly Refactoring[] }[] = [
  { of: /undeclared identifier|creating implicitly/, by: [importItem, declareNet] },
  { of: /has no connection|verilator\/PINMISSING/, by: [fillConnections] },
  { of: /verilator\/(?:BLKSEQ|COMBDLY)/, by: [assignmentKind] },
  { of: /verilator\/CASEINCOMPLETE/, by: [caseArms] },
];

/** The rewrites that the editor offers at the place anyway. */
export const refactored: FixRule = {
  name: 'refactored',
  offers({ diagnostic, scene, at }) {
    const found = rewrites.filter(({ of }) => of.test(`${diagnostic.code} ${diagnostic.message}`)).flatMap(({ by }) => by);
    const word = /([A-Za-z_]\w*)\s*$/.exec(scene.text.slice(0, scene.start))?.index;
    const scenes = [scene, ...(word === undefined ? [] : [at(word)])];
    // A port that is connected to nothing says no less than one that is left out.
    const empty = (text: string): boolean => /\(\s*\)/.test(text);
    return found.flatMap((one) => {
      const offers = scenes.map((place) => one.offers(place)).find((list) => list.some(({ edits }) => edits.ok)) ?? [];
      return offers.flatMap(({ title, edits, preserving }) =>
        edits.ok && !edits.value.some((edit) => one === fillConnections && empty(edit.text))
          ? [{ title, edits: edits.value, changes: !preserving }]
          : [],
      );
    });
  },
};
