import { moduleBodies } from '../graph/units';
import type { ParsedFile } from '../syntax/parsedFile';
import { mutationsOf, type Mutation } from './mutations';

/** The mutations of a module with places in the file as it is written; those in text that a macro or an include makes are left out. */
export function sourceMutations(file: ParsedFile, module: string): Mutation[] {
  const { pre, source } = file;
  const body = moduleBodies(file).find((one) => one.name === module);
  if (body === undefined) return [];
  return mutationsOf(body, pre.text).flatMap((mutation) => {
    const { path, start, end, macro } = pre.toSource(mutation.start, mutation.end);
    const written =
      path === source.path && macro === undefined && source.text.slice(start, end) === pre.text.slice(mutation.start, mutation.end);
    return written ? [{ ...mutation, start, end }] : [];
  });
}
