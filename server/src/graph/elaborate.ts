import type { ModuleBody } from './ast';
import { declareHeader, declareItems } from './declareItems';
import { Elaboration } from './elaboration';
import { type Given, withValues } from './instanceParameters';
import { keepRuns } from './keptRuns';
import { runItems } from './runItems';
import type { Units } from './units';

const none: ReadonlyMap<string, Given> = new Map();

/**
 * Elaborates a module, as far as data flow needs it: declares its header and items, then runs every process. Parameters have their default values, except those `given`.
 * Takes the module's body, the other units of its file, and the units of the project; never throws on code that is not legal: what could not be read is a note.
 */
export function elaborate(body: ModuleBody, siblings: readonly ModuleBody[], units: Units, given = none): Elaboration {
  const elaboration = declare(body, siblings, units, given);
  runItems(elaboration);
  return elaboration;
}

/** An elaborated module with the text that its offsets are in. */
export interface Elaborated {
  readonly elaboration: Elaboration;
  readonly text: string;
}

/**
 * Elaborates a module with what an earlier elaboration of it still gives: where only processes and assignments were edited, only those are run. What it takes from elsewhere
 * (packages, ports of instances) has to be as it was. The result is the same as without.
 */
export function elaborateAgain(
  before: Elaborated,
  body: ModuleBody,
  siblings: readonly ModuleBody[],
  units: Units,
  text: string,
): Elaboration {
  const elaboration = declare(body, siblings, units);
  elaboration.kept = keepRuns(before.elaboration, before.text, body, text);
  runItems(elaboration, elaboration.kept);
  return elaboration;
}

/** The same without running anything: names, constants and instances are known, drivers are not. */
export function declare(body: ModuleBody, siblings: readonly ModuleBody[], units: Units, given = none): Elaboration {
  const elaboration = new Elaboration(withValues(body, given), body, siblings, units);
  for (const [name, one] of given) if ('type' in one) elaboration.root.declare(name, one.type);
  declareHeader(elaboration);
  declareItems(elaboration, elaboration.body.items, elaboration.root);
  return elaboration;
}
