import type { Diagnostic } from '../../protocol/contract';
import type { Edit } from '../../refactor/refactoring';
import type { Scene } from '../../refactor/scene';

/** A diagnostic in its file, with all that is known of the file there. */
export interface FixPlace {
  readonly diagnostic: Pick<Diagnostic, 'code' | 'message' | 'line'>;
  /** Opened at the diagnostic. */
  readonly scene: Scene;
  /** The same file looked at from another offset. */
  readonly at: (offset: number) => Scene;
}

/** An edit that may mend a diagnostic; whether it does, and what else it does, is found out by the tools. */
export interface FixOffer {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The diagnostic is about what the design does, so mending it may change that. */
  readonly changes: boolean;
}

/** One kind of mechanical repair. It offers nothing where it does not apply. */
export interface FixRule {
  readonly name: string;
  readonly offers: (place: FixPlace) => readonly FixOffer[];
}
