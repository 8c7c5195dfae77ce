import { WorkspaceIndex } from '../../../../server/src/model/workspaceIndex';
import { silentLog } from '../../../../server/src/base/log';
import { LineIndex } from '../../../../server/src/base/lines';
import { namesAt, type NamesAt } from '../../../../server/src/model/symbols/namesAt';
import { symbolProject, type Located, type SymbolProject } from '../../../../server/src/model/symbols/symbolProject';
import { loadParser } from '../../syntax/reading';

export interface TestProject {
  readonly project: SymbolProject;
  readonly index: WorkspaceIndex;
  /** The name at the n-th place (from 1) where `needle` stands in a file; `|` in it marks the place, else its start counts. */
  at(this: void, file: string, needle: string, nth?: number): NamesAt | undefined;
  /** `file:line:column kind name` of what the name there means, joined by ` & `; why in parentheses when nothing. */
  means(this: void, file: string, needle: string, nth?: number): string;
  set(this: void, file: string, text: string): void;
}

/** A project of files in memory, below /p. */
export async function openProject(files: Record<string, string>): Promise<TestProject> {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  const workspace = {
    readText: (path: string) => texts.get(path),
    isFile: (path: string) => texts.has(path),
    listFiles: (folder: string) => Promise.resolve([...texts.keys()].filter((path) => path.startsWith(`${folder}/`))),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  const project = symbolProject(index);
  const at = (file: string, needle: string, nth = 1): NamesAt | undefined => {
    const text = texts.get(`/p/${file}`) ?? '';
    return namesAt(project, `/p/${file}`, offsetOf(text, needle, nth));
  };
  return {
    project,
    index,
    at,
    means(file, needle, nth) {
      const found = at(file, needle, nth);
      if (found === undefined) return '(no name)';
      return found.meanings.length === 0 ? `(${found.why ?? ''})` : found.meanings.map(placeOf).join(' & ');
    },
    set(file, text) {
      texts.set(`/p/${file}`, text);
      index.update(`/p/${file}`);
    },
  };
}

export function placeOf({ declaration }: Located): string {
  const { path, line, column } = declaration.nameRange;
  return `${path.replace('/p/', '')}:${line + 1}:${column + 1} ${declaration.kind} ${declaration.name}`;
}

function offsetOf(text: string, needle: string, nth: number): number {
  const mark = Math.max(0, needle.indexOf('|'));
  const searched = needle.replace('|', '');
  let found = -1;
  for (let count = 0; count < nth; count++) found = text.indexOf(searched, found + 1);
  if (found < 0) throw new Error(`"${searched}" stands in the text fewer than ${nth} times`);
  return found + mark;
}

export function positionOf(text: string, offset: number): { line: number; character: number } {
  const { line, column } = new LineIndex(text).positionAt(offset);
  return { line, character: column };
}
