import { pauses } from '../base/pauses';
import { failure, success, type Outcome } from '../base/outcome';
import { elaborateHierarchy, type HierarchyHost, type HierarchyPart, type ModuleOutline } from '../graph/hierarchy';
import type { ModuleInfo } from '../model/moduleInfo';
import type { FileScan } from '../model/scan';
import { rankTops, readModuleUses, type ModuleUses } from '../model/topCandidates';
import type { WorkspaceIndex } from '../model/workspaceIndex';
import type { HierarchyResult, TopCandidate } from '../protocol/requests';
import type { HierarchyRequest } from './engine';

const mostCandidates = 200;

/** What bounds a project's tops: the names that its files give, and the workspace folders, none for the whole index. */
export interface TopScope {
  readonly namedTops: readonly string[];
  readonly roots: readonly string[];
}

/** The tops of the project as far as it is known, and the elaborated instances below the one asked for. */
export async function hierarchyOf(
  request: HierarchyRequest,
  index: WorkspaceIndex,
  scope: TopScope,
  signal: AbortSignal,
): Promise<Outcome<HierarchyResult>> {
  if (request.top === undefined && request.file === undefined) {
    return success({ tops: await candidates(index, scope, signal), notes: [] });
  }
  if (request.file !== undefined) await index.readLater(request.file, signal);
  const top = chooseTop(request, index);
  if (!top.ok) return top;
  const { path, levels } = request;
  const part = { ...(path === undefined ? {} : { path }), ...(levels === undefined ? {} : { levels }) };
  const { root, notes, lost } = await hierarchyBelow(top.value, index, signal, part);
  if (lost !== undefined)
    return failure(`${lost.module} has no instance ${lost.instance}`, 'The design has changed: ask for the level above again.');
  return success({ tops: [], root, notes: [...notes] });
}

/** The elaborated instances below a module, or the part of them that is wanted. */
export function hierarchyBelow(
  top: ModuleInfo,
  index: WorkspaceIndex,
  signal: AbortSignal,
  part: HierarchyPart = {},
): ReturnType<typeof elaborateHierarchy> {
  return elaborateHierarchy(top, hierarchyHost(index), signal, part);
}

/** What graphs over several modules ask of the project. */
export function hierarchyHost(index: WorkspaceIndex): HierarchyHost {
  return {
    parse: (path) => index.parse(path),
    find: (name) => index.find(name),
    readLater: (path, signal) => index.readLater(path, signal),
    outline: (name, from) => outlineOf(name, from, index),
    resolve: (name, from) => index.resolveUnit(name, from) ?? index.modulesOf(from).find((one) => one.name === name),
    near: (path) => index.modulesOf(path),
  };
}

/** Where a module seems to be declared, and whether modules seem to stand in it; no file is parsed. */
function outlineOf(name: string, from: string, index: WorkspaceIndex): ModuleOutline | undefined {
  for (const file of index.filesDeclaring(name, from)) {
    const found = usesIn(file, index);
    const declared = found?.modules.find((one) => one.name === name);
    if (found === undefined || declared === undefined) continue;
    const holds = [...declared.uses].some((use) => index.filesDeclaring(use, file).length > 0);
    return { file, line: declared.line, holds };
  }
  return undefined;
}

function chooseTop({ file, top }: { readonly file?: string; readonly top?: string }, index: WorkspaceIndex): Outcome<ModuleInfo> {
  const own = file === undefined ? [] : index.modulesOf(file).filter((unit) => unit.kind === 'module');
  const found = top === undefined ? own[0] : (own.find((unit) => unit.name === top) ?? index.resolveUnit(top, file ?? ''));
  if (found !== undefined) return success(found);
  return top === undefined
    ? failure(`${file ?? ''} declares no module`, 'Ask for a module by its name.')
    : failure(`there is no module ${top} in the project`, 'It may be in a file that the project leaves out.');
}

/** Kept as long as the file is the same: a scan is made anew with each change. */
const known = new WeakMap<FileScan, ModuleUses>();

function usesIn(path: string, index: WorkspaceIndex): ModuleUses | undefined {
  const scan = index.scanOf(path);
  if (scan === undefined || scan.declares.length === 0) return undefined;
  const found = known.get(scan) ?? readModuleUses(index.text(path) ?? '');
  known.set(scan, found);
  return found;
}

/** Looks through every file once. Yields to other work. */
async function candidates(index: WorkspaceIndex, { namedTops, roots }: TopScope, signal: AbortSignal): Promise<TopCandidate[]> {
  const files: Parameters<typeof rankTops>[0][number][] = [];
  const pause = pauses();
  for (const path of index.files) {
    const found = usesIn(path, index);
    if (found === undefined) continue;
    files.push({ path, looksLikeTestbench: index.scanOf(path)?.looksLikeTestbench === true, found });
    const waiting = pause();
    if (waiting === undefined) continue;
    await waiting;
    signal.throwIfAborted();
  }
  const named = new Set(namedTops);
  // The repository around a workspace folder is searched for what the folder lacks; its tops are not the folder's.
  const isOurs = ({ name, path }: { readonly name: string; readonly path: string }): boolean =>
    roots.length === 0 || named.has(name) || roots.some((root) => path.startsWith(`${root}/`));
  const ranked = rankTops(files, named).filter(isOurs).slice(0, mostCandidates);
  return ranked.map(({ name, path, line, testbench }) => ({ name, file: path, line, testbench }));
}
