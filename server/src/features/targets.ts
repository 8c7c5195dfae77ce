import type { Location, LocationLink } from 'vscode-languageserver';
import type { SourceRange } from '../base/ranges';
import type { Located } from '../model/symbols/symbolProject';
import { locationOf, rangeOf, uriOfPath } from './positions';
import type { ServerContext } from './serverContext';

/** A place to go to: the name, and all that belongs to it. */
export interface Target {
  readonly name: SourceRange;
  readonly whole: SourceRange;
}

export function targetOf({ declaration }: Located): Target {
  const { nameRange, range } = declaration;
  const contains = range.path === nameRange.path && range.start <= nameRange.start && nameRange.end <= range.end;
  return { name: nameRange, whole: contains ? range : nameRange };
}

/** Links where the client asked for them, plain locations else. */
export function answerTargets(
  context: ServerContext,
  origin: SourceRange,
  targets: readonly Target[],
  links: boolean | undefined,
): Location[] | LocationLink[] | null {
  if (targets.length === 0) return null;
  if (links !== true) return targets.map((target) => locationOf(target.name, context.documents));
  return targets.map((target) => ({
    originSelectionRange: rangeOf(origin),
    targetUri: uriOfPath(target.name.path, context.documents),
    targetRange: rangeOf(target.whole),
    targetSelectionRange: rangeOf(target.name),
  }));
}
