import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { silentLog } from '../../../server/src/base/log';
import { symbolProject } from '../../../server/src/model/symbols/symbolProject';
import { applyEdits } from '../../../server/src/base/layout';
import type { Offer, Refactoring } from '../../../server/src/refactor/refactoring';
import { openScene, type Scene, type SceneSources } from '../../../server/src/refactor/scene';
import { loadParser } from '../syntax/reading';

/** Files in memory below /p, as refactorings see them. */
export async function sourcesOf(files: Record<string, string>): Promise<SceneSources> {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  const workspace = {
    readText: (path: string) => texts.get(path),
    isFile: (path: string) => texts.has(path),
    listFiles: () => Promise.resolve([...texts.keys()]),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  return {
    parsed: (path) => index.parse(path),
    modulesOf: (path) => index.modulesOf(path),
    findModules: (name) => index.find(name),
    symbols: symbolProject(index),
  };
}

/** The scene at `@@`, or from `«` to `»`, of the first file; the marks are taken out. */
export async function sceneOf(marked: string, others: Record<string, string> = {}, name = 'a.sv'): Promise<Scene> {
  const start = marked.search(/@@|«/);
  if (start < 0) throw new Error('no mark in the text');
  const text = marked.replace(/@@|[«»]/g, '');
  const end = marked.includes('«') ? marked.indexOf('»') - 1 : start;
  return openScene(await sourcesOf({ [name]: text, ...others }), `/p/${name}`, start, end);
}

/** What a refactoring offers at the mark. */
export async function offersAt(
  refactoring: Refactoring,
  marked: string,
  others: Record<string, string> = {},
  name = 'a.sv',
): Promise<readonly Offer[]> {
  return refactoring.offers(await sceneOf(marked, others, name));
}

/** The text after the offer whose title matches; `refused: why` when it cannot, `none` when nothing is offered. */
export async function acted(
  refactoring: Refactoring,
  marked: string,
  { others = {}, title = /./, name = 'a.sv' }: { others?: Record<string, string>; title?: RegExp; name?: string } = {},
): Promise<string> {
  const scene = await sceneOf(marked, others, name);
  const offer = refactoring.offers(scene).find((one) => title.test(one.title));
  if (offer === undefined) return 'none';
  return offer.edits.ok ? applyEdits(scene.text, offer.edits.value) : `refused: ${offer.edits.message}`;
}

/** The lines between the first and the last of a module, on one line; a text that has none, whole (a refusal). */
export function itemsOf(text: string): string {
  const lines = text.split('\n').slice(1, -2);
  return lines.map((line) => line.trim()).join(' / ') || text;
}
