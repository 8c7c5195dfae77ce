import type { ModuleInfo } from '../model/moduleInfo';
import type { ModuleBody } from './ast';
import { declareHeader, declareItems } from './declareItems';
import { Elaboration } from './elaboration';
import { runItems } from './runItems';

/**
 * Elaborates a module with its default parameters, as far as data flow needs it: declares its header and items, then runs every process.
 * Takes the module's body, the other units of its file, and where to find modules by name; never throws on code that is not legal: what could not be read is a note.
 */
export function elaborate(body: ModuleBody, siblings: readonly ModuleBody[], find: (name: string) => readonly ModuleInfo[]): Elaboration {
  const elaboration = new Elaboration(body, siblings, find);
  declareHeader(elaboration);
  declareItems(elaboration, body.items, elaboration.root);
  runItems(elaboration);
  return elaboration;
}
