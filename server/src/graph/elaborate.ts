import type { ModuleBody } from './ast';
import { declareHeader, declareItems } from './declareItems';
import { Elaboration } from './elaboration';
import { type Given, withValues } from './instanceParameters';
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

/** The same without running anything: names, constants and instances are known, drivers are not. */
export function declare(body: ModuleBody, siblings: readonly ModuleBody[], units: Units, given = none): Elaboration {
  const elaboration = new Elaboration(withValues(body, given), siblings, units);
  for (const [name, one] of given) if ('type' in one) elaboration.root.declare(name, one.type);
  declareHeader(elaboration);
  declareItems(elaboration, elaboration.body.items, elaboration.root);
  return elaboration;
}
