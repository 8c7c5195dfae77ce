import type { CompileUnit } from '../../model/compileUnit';
import type { Diagnostic } from '../../protocol/contract';
import { screen } from '../screen';

/** What the screen refuses to run in either description, if anything; the candidate is the stricter side. */
export function screenUnits(
  golden: CompileUnit,
  candidate: CompileUnit,
): { readonly side: 'golden' | 'candidate'; readonly reason: string; readonly diagnostics: Diagnostic[] } | undefined {
  // What the golden holds already was the author's: only what the candidate adds is a stranger's.
  const known = new Set(golden.files.concat(golden.includes).map((file) => file.text));
  const fresh = candidate.files.concat(candidate.includes).filter((file) => !known.has(file.text));
  const options = (strictness: 'candidate' | 'author'): Parameters<typeof screen>[1] => ({ strictness, includeServed: () => true });
  const refused = screen(fresh, options('candidate')).filter((diagnostic) => diagnostic.severity === 'error');
  if (refused.length > 0)
    return { side: 'candidate', reason: `${refused[0]?.code ?? ''}: ${refused[0]?.message ?? ''}`, diagnostics: refused };
  const own = screen(golden.files.concat(golden.includes), options('author')).filter((diagnostic) => diagnostic.severity === 'error');
  if (own.length > 0) return { side: 'golden', reason: `${own[0]?.code ?? ''}: ${own[0]?.message ?? ''}`, diagnostics: own };
  return undefined;
}
