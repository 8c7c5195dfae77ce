import type { CompletionItemKind } from 'vscode-languageserver';
import type { LocatedScope, Names } from '../../model/symbols/lookup';
import type { Located, SymbolProject } from '../../model/symbols/symbolProject';
import type { CompletionPlace } from './place';

/** One proposal, before it is fitted to what the client can do. */
export interface Entry {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** Type and width, or what it is, on one line. */
  readonly detail?: string;
  /** Its declaration, for the documentation that is asked for later. */
  readonly located?: Located;
  readonly documentation?: string;
  /** What is written; the label when absent. */
  readonly insert?: string;
  /** The same with places to fill in, for a client that knows snippets. */
  readonly snippet?: string;
  /** What the typed word is held against when it is not the label. */
  readonly filter?: string;
  /** Smaller comes first: the hundreds say which group, see `ranks`. */
  readonly rank: number;
}

/** Groups of entries in order. Within one the units say how near. */
export const ranks = {
  expected: 0,
  connection: 100,
  name: 200,
  scopePrefix: 400,
  snippet: 500,
  keyword: 600,
  unit: 700,
  other: 800,
} as const;

/** All that a source may look at. */
export interface Asking {
  readonly place: CompletionPlace;
  readonly project: SymbolProject;
  readonly names: Names;
  readonly scope: LocatedScope;
  readonly snippets: boolean;
}

/** What a source proposes; `incomplete` when more typing brings other entries. */
export interface Found {
  readonly list: readonly Entry[];
  readonly incomplete?: boolean;
}

/** One kind of proposal. It gives [] where it has nothing to say and never waits. */
export interface Source {
  readonly name: string;
  entries(asking: Asking): readonly Entry[] | Found;
}
