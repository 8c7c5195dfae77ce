/**
 * Which designs of a repository screening would refuse if a model had written them: `npm run bench -- --screen DIR,DIR [--each N] [--list N]`.
 * Each module with ports, as its file is written and expanded, under the strict rules for candidates and under those for an author's own
 * code. Prints how many are refused and by which rule; `each` takes that many modules of each folder, evenly spread.
 */
import { silentLog } from '../../server/src/base/log';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import { screenDesign } from '../../server/src/verify/checks/screening';
import type { LadderRequest } from '../../server/src/verify/ladderRequest';
import type { Diagnostic } from '../../server/src/protocol/contract';
import { loadBundledParser } from './parser';

export async function measureScreening(folders: readonly string[], each: number, list: number): Promise<void> {
  const refused = { candidate: new Map<string, string[]>(), author: new Map<string, string[]>() };
  const count = { modules: 0, candidate: 0, author: 0 };
  for (const folder of folders) {
    const index = new WorkspaceIndex(createNodeWorkspace(), await loadBundledParser(), silentLog);
    await index.addFolder(folder);
    const designs = index.files.flatMap((file) => index.modulesOf(file).filter((unit) => unit.kind === 'module' && unit.ports.length > 1));
    const step = Math.max(1, designs.length / each);
    const chosen = Array.from({ length: Math.min(each, designs.length) }, (_, i) => designs[Math.floor(i * step)]);
    for (const unit of chosen) {
      if (unit === undefined) continue;
      count.modules++;
      for (const origin of ['candidate', 'author'] as const) {
        const [first] = screened(index, unit.path, unit.name, origin);
        if (first === undefined) continue;
        count[origin]++;
        const key = `${first.code} ${first.message.replace(/^\S+\.\S+ reaches/, 'a name reaches').slice(0, 70)}`;
        refused[origin].set(key, [...(refused[origin].get(key) ?? []), `${first.file}:${first.line} (${unit.name})`]);
      }
    }
  }
  for (const origin of ['candidate', 'author'] as const) {
    console.log(`${origin}: ${count[origin]} of ${count.modules} refused`);
    for (const [key, places] of [...refused[origin]].sort((a, b) => b[1].length - a[1].length)) {
      console.log(`  ${places.length}  ${key}`);
      for (const place of places.slice(0, list)) console.log(`      ${place}`);
    }
  }
}

function screened(index: WorkspaceIndex, path: string, top: string, origin: LadderRequest['origin']): Diagnostic[] {
  const text = index.text(path) ?? '';
  const { unit } = index.compileUnit(path, top);
  const own = { ...unit, files: [{ path, text }], top };
  const expanded = [{ path, text: index.parse(path).pre.text }];
  return screenDesign({ unit: own, origin, expanded: () => expanded } as unknown as LadderRequest);
}
