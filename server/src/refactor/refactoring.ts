import type { Outcome } from '../base/outcome';
import type { Scene } from './scene';

/** A replacement in the file of the scene: [start, end) of the text as written. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type OfferKind = 'quickfix' | 'refactor.rewrite' | 'refactor.extract' | 'refactor.inline';

/** Something that can be done at a place. One that applies but cannot be shown to be right has a failure that says why. */
export interface Offer {
  readonly title: string;
  readonly kind: OfferKind;
  readonly edits: Outcome<readonly Edit[]>;
  /** Whether the design behaves as before; false where the point is to change it (a port that gets connected). */
  readonly preserving: boolean;
}

/** One way to rewrite source. It offers nothing where it does not apply. */
export interface Refactoring {
  readonly name: string;
  readonly offers: (scene: Scene) => readonly Offer[];
}
