import type { SourceText } from '../base/ranges';
import type { CompileUnit } from '../model/compileUnit';

const stops = /\$(?:stop|finish)\b(?:\s*\([^()"]*\))?(?=\s*;)/g;

/**
 * The sources without calls that end or halt a simulation: they drive nothing, and readers that build netlists refuse them in processes. All else stays at its place. Undefined where there is none.
 */
export function withoutStops(unit: CompileUnit): CompileUnit | undefined {
  if (![...unit.files, ...unit.includes].some(({ text }) => /\$(?:stop|finish)\b/.test(text))) return undefined;
  const without = ({ path, text }: SourceText): SourceText => ({ path, text: text.replace(stops, (call) => call.replace(/[^\n]/g, ' ')) });
  return { ...unit, files: unit.files.map(without), includes: unit.includes.map(without) };
}
