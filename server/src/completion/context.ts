import { finish } from '../base/pauses';
import { codeAround } from './pieces/code';
import { instantiatedHeads, likelyHeads, typedHeads } from './pieces/moduleHeads';
import { nameWeights } from './pieces/nameWeights';
import { packageItems } from './pieces/packageItems';
import type { ContextSources, Piece } from './pieces/piece';
import { editsElsewhere, graphFacts, macrosInUse, nearbyDiagnostics } from './pieces/remarks';
import { similarCode } from './pieces/similarCode';
import { unitNames } from './pieces/unitNames';
import type { Place } from './place';
import { likelyModules } from './search/likelyModules';

export type { ContextSources, Piece, RecentEdit } from './pieces/piece';

/** Shares of the budget: `stable` is all that is the same wherever the cursor is in the unit, and what is in it takes its part of that. */
const share = {
  stable: 0.42,
  names: 0.5,
  packages: 0.45,
  macros: 0.1,
  atCursor: 0.1,
  likely: 0.14,
  graph: 0.12,
  edits: 0.06,
  similar: 0.12,
};

/**
 * Collects what a model is shown for a place, in at most `budget` tokens. The code at the cursor always stays. What is the same wherever the cursor is in the unit has
 * a share of its own, so that it does not change while somebody types; the rest is given out by what matters most, and what is left goes to
 * code further away. The same place in the same workspace gives the same pieces.
 */
export function collectPieces(place: Place, sources: ContextSources, budget: number): Pieces {
  return finish(collectingPieces(place, sources, budget));
}

export interface Pieces {
  readonly kept: Piece[];
  readonly dropped: Piece[];
}

/** The same with pauses between what takes time: files read for the first time, the graph, the search. */
export function* collectingPieces(place: Place, sources: ContextSources, budget: number): Generator<void, Pieces> {
  const code = codeAround(place, sources, budget);
  const weights = nameWeights(place);
  yield;
  yield* lookUp([...(place.unit?.imports ?? []).map((one) => one.package), ...(place.unit?.references ?? [])], sources);
  const purse = new Purse(budget, sources.without ?? []);
  purse.spend(code.near, true);
  const ofUnit = new Purse(Math.min(budget * share.stable, purse.left), sources.without ?? []);
  const names = code.wholeUnit
    ? []
    : unitNames(place, sources, weights, { stable: ofUnit.part(share.names), atCursor: budget * share.atCursor });
  yield;
  const packages = packageItems(place, sources, weights, {
    stable: ofUnit.part(code.wholeUnit ? 2 * share.packages - 0.1 : share.packages),
    atCursor: budget * share.atCursor,
  });
  yield;
  ofUnit.spend([...names, ...packages].filter((piece) => piece.stable));
  ofUnit.spend(macrosInUse(place, sources, Math.min(ofUnit.left, budget * share.macros)));
  yield* lookUp(
    (place.unit?.instances ?? []).map((one) => one.moduleName),
    sources,
  );
  ofUnit.spend(instantiatedHeads(place, sources));
  yield;
  purse.take(ofUnit);
  purse.spend(typedHeads(place, sources).filter((piece) => !purse.has(piece.name)));
  purse.spend([...names, ...packages].filter((piece) => !piece.stable));
  yield;
  purse.spend(nearbyDiagnostics(place, sources));
  const likelyNames = likelyModules(place, sources);
  yield* lookUp(likelyNames, sources);
  const likely = likelyNames
    .flatMap((name) => sources.findModules(name).find((one) => one.kind === 'module') ?? [])
    .filter((unit) => !purse.has(`head:${unit.name}`));
  purse.spend(likelyHeads(likely, place, sources), false, budget * share.likely);
  yield;
  purse.spend(graphFacts(place, sources, Math.min(purse.left - 40, budget * share.graph)));
  yield;
  purse.spend(editsElsewhere(place, sources, shownLines(place, code.near), Math.min(purse.left - 20, budget * share.edits)));
  purse.spend(similarCode(place, sources, Math.min(purse.left - 40, budget * share.similar)));
  purse.spend(code.far(purse.left));
  return { kept: purse.kept, dropped: purse.dropped };
}

/** Has the files of units read, one after another: what asks for them next finds them at hand. */
function* lookUp(names: readonly string[], sources: ContextSources): Generator<void> {
  for (const name of new Set(names)) {
    sources.findModules(name);
    yield;
  }
}

/** Gives a budget out. */
class Purse {
  readonly kept: Piece[] = [];
  readonly dropped: Piece[] = [];

  constructor(
    public left: number,
    private readonly without: readonly string[],
  ) {}

  part(of: number): number {
    return Math.floor(this.left * of);
  }

  has(name: string): boolean {
    return this.kept.some((piece) => piece.name === name);
  }

  /** Keeps the pieces that fit, in their order; all of them when they must be there. */
  spend(pieces: readonly Piece[], mandatory = false, most = this.left): void {
    let room = Math.min(most, this.left);
    for (const piece of pieces) {
      if (this.without.includes(piece.name.split(':')[0] ?? '')) continue;
      if (!mandatory && piece.cost > room) {
        this.dropped.push(piece);
        continue;
      }
      this.kept.push(piece);
      this.left -= piece.cost;
      room -= piece.cost;
    }
  }

  /** What another purse kept was paid from this one. */
  take(other: Purse): void {
    this.kept.push(...other.kept);
    this.dropped.push(...other.dropped);
    this.left -= other.kept.reduce((sum, piece) => sum + piece.cost, 0);
  }
}

function shownLines(place: Place, near: readonly Piece[]): { from: number; to: number } {
  const lineOfCursor = place.prefix.split('\n').length;
  const [before = 1, after = 1] = near.map((piece) => piece.text.split('\n').length);
  return { from: lineOfCursor - before + 1, to: lineOfCursor + after - 1 };
}
