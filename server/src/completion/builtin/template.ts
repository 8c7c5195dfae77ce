import type { ModuleInfo } from '../../model/moduleInfo';
import type { Place } from '../place';
import type { Candidate } from '../trim';

export interface TemplateSources {
  findModules(name: string): readonly ModuleInfo[];
}

/** A rule that may propose an insertion from the design's own model. What it proposes is checked like a model's answer. */
export interface Template {
  readonly name: string;
  /** Best first; empty when the rule does not apply here. Line ends are `\n`. */
  propose(place: Place, sources: TemplateSources): readonly Candidate[];
}

/** An insertion at the cursor that replaces the next `swallow` characters. */
export function insertion(place: Place, text: string, swallow = 0): Candidate {
  return { text, start: place.offset, end: place.offset + swallow };
}
