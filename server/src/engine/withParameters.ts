import { withFileText, type CompileUnit } from '../model/compileUnit';
import type { ModuleInfo } from '../model/moduleInfo';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { LoadedDesign } from './project';

/**
 * A design's unit whose top has other defaults: the values stand in its text where the defaults stood, so that every reader takes them as what the declaration says
 * (an option of a tool would lose the sign). Undefined when a default is not plainly written in the module's own file, or the module holds itself, which its
 * defaults would change too.
 */
export function withParameters(
  { unit, top }: Pick<LoadedDesign, 'unit' | 'top'>,
  values: ReadonlyMap<string, string>,
  index: WorkspaceIndex,
): CompileUnit | undefined {
  const file = unit.files.find((one) => one.path === top.path);
  if (file === undefined || holdsItself(top, index)) return undefined;
  const edits: { start: number; end: number; value: string }[] = [];
  for (const [name, value] of values) {
    const [parameter, another] = top.parameters.filter((one) => one.name === name);
    if (parameter === undefined || another !== undefined || parameter.range.path !== file.path) return undefined;
    const { start, end } = parameter.range;
    const written = /^([\w$]+)(\s*=\s*)([^`]+)$/.exec(file.text.slice(start, end));
    if (written?.[1] !== name || bare(written[3] ?? '') !== bare(parameter.defaultText)) return undefined;
    edits.push({ start: start + name.length + (written[2]?.length ?? 0), end, value });
  }
  let { text } = file;
  for (const { start, end, value } of edits.sort((a, b) => b.start - a.start)) text = `${text.slice(0, start)}${value}${text.slice(end)}`;
  const changed = withFileText(unit, file.path, text);
  // What a project file sets for the top does not reach an instance of it.
  return { ...changed, parameters: {} };
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

function holdsItself(top: ModuleInfo, index: WorkspaceIndex): boolean {
  const seen = new Set<string>();
  const pending = [top];
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    for (const { moduleName } of unit.instances) {
      if (moduleName === top.name) return true;
      const below = seen.has(moduleName) ? undefined : index.resolveUnit(moduleName, unit.path);
      seen.add(moduleName);
      if (below !== undefined) pending.push(below);
    }
  }
  return false;
}
