import { LineIndex } from '../../base/lines';
import type { Diagnostic } from '../../protocol/contract';
import { openScene, type Scene, type SceneSources } from '../../refactor/scene';
import { comparison } from './comparison';
import { defaultFirst } from './defaultFirst';
import type { FixOffer, FixRule } from './fixRule';
import { missingToken } from './missingToken';
import { misspelt } from './misspelt';
import { refactored } from './refactored';
import { truncation } from './truncation';
import { unusedSignal } from './unusedSignal';
import { variableKind } from './variableKind';

/** Every mechanical repair, in the order in which they are tried. A new one is one file and one line here. */
const fixRules: readonly FixRule[] = [missingToken, comparison, variableKind, truncation, misspelt, refactored, defaultFirst, unusedSignal];

/** What the rules offer for a diagnostic of a file that has this text, the first to be tried first. */
export function offersByRule(sources: SceneSources, file: string, text: string, diagnostic: Diagnostic): FixOffer[] {
  const at = (offset: number): Scene => openScene(sources, file, offset, offset);
  const scene = at(new LineIndex(text).offsetAt({ line: diagnostic.line - 1, column: diagnostic.column - 1 }));
  return fixRules.flatMap((rule) => rule.offers({ diagnostic, scene, at }));
}
