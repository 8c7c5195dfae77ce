import type { CompileUnit } from '../../model/compileUnit';
import type { Diagnostic } from '../../protocol/contract';
import { screen } from '../screen';

/** What the screen refuses to run in either description, if anything; the candidate is the stricter side. */
export function screenUnits(
  golden: CompileUnit,
  candidate: CompileUnit,
): { readonly side: 'golden' | 'candidate'; readonly reason: string; readonly diagnostics: Diagnostic[] } | undefined {
  const options = (strictness: 'candidate' | 'author'): Parameters<typeof screen>[1] => ({ strictness, includeServed: () => true });
  const strict = (unit: CompileUnit): Diagnostic[] =>
    // No testbench listens here: a side that ends its own run is seen by its trace, which is too short.
    screen(unit.files.concat(unit.includes), options('candidate')).filter(
      ({ severity, code }) => severity === 'error' && code !== 'screen/fake-result',
    );
  // What the golden holds already was the author's: only what the candidate adds is a stranger's.
  const known = new Set(strict(golden).map(({ code, message }) => `${code} ${message}`));
  const refused = strict(candidate).filter(({ code, message }) => !known.has(`${code} ${message}`));
  if (refused.length > 0)
    return { side: 'candidate', reason: `${refused[0]?.code ?? ''}: ${refused[0]?.message ?? ''}`, diagnostics: refused };
  const own = screen(golden.files.concat(golden.includes), options('author')).filter((diagnostic) => diagnostic.severity === 'error');
  if (own.length > 0) return { side: 'golden', reason: `${own[0]?.code ?? ''}: ${own[0]?.message ?? ''}`, diagnostics: own };
  return undefined;
}
