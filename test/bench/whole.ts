/**
 * What a whole chip costs: `npm run bench -- --whole DIR --file FILE [--word NAME]`. Gathers the files below the modules of FILE twice and shows
 * its hierarchy, tells the processor time and the longest stretch without a turn for other work, and how long a word's files are searched for.
 */
import path from 'node:path';
import { silentLog } from '../../server/src/base/log';
import { hierarchyOf } from '../../server/src/engine/hierarchyJob';
import { WorkspaceIndex } from '../../server/src/model/workspaceIndex';
import { createNodeWorkspace } from '../../server/src/platform/nodeWorkspace';
import type { HierarchyNode } from '../../server/src/protocol/requests';
import { loadBundledParser } from './parser';

/** Prints the figures. */
export async function measureWhole(folder: string, file: string, word: string | undefined): Promise<void> {
  const index = new WorkspaceIndex(createNodeWorkspace(), await loadBundledParser(), silentLog);
  await timed('scan', () => index.addFolder(folder));
  if (word !== undefined) {
    for (const round of ['first', 'again', 'again'])
      await timed(`files with the word ${word}, ${round}`, () => Promise.resolve(`${index.filesWithWord(word).length} files`));
  }
  const signal = new AbortController().signal;
  const whole = path.join(folder, file);
  for (const round of ['first', 'again']) {
    await timed(`one level of the hierarchy of ${file}, ${round}`, async () => {
      const found = await hierarchyOf({ file: whole, levels: 1 }, index, { namedTops: [], roots: [] }, signal);
      if (!found.ok) throw new Error(found.message);
      return `${found.value.root?.children.length ?? 0} instances`;
    });
  }
  for (const round of ['first', 'again']) {
    await timed(`files below ${file}, ${round}`, async () => {
      const { unit } = await index.compileUnitLater(whole, undefined, signal);
      return `${unit.files.length} files`;
    });
  }
  for (const round of ['first', 'again']) {
    await timed(`hierarchy of ${file}, ${round}`, async () => {
      const found = await hierarchyOf({ file: whole }, index, { namedTops: [], roots: [] }, signal);
      if (!found.ok) throw new Error(found.message);
      return `${found.value.root === undefined ? 0 : countNodes(found.value.root)} instances`;
    });
  }
}

function countNodes(node: HierarchyNode): number {
  return node.children.reduce((sum, child) => sum + countNodes(child), 1);
}

/** Runs something and prints its processor time (of the main thread) and the longest time in which nothing else had a turn. */
async function timed(name: string, work: () => Promise<string | void>): Promise<void> {
  let longest = 0;
  let last = threadTime();
  const turn = setInterval(() => {
    const now = threadTime();
    longest = Math.max(longest, now - last);
    last = now;
  }, 0);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const before = threadTime();
  last = before;
  longest = 0;
  const said = await work();
  const now = threadTime();
  longest = Math.max(longest, now - last);
  clearInterval(turn);
  console.log(
    `${name}: ${Math.round(now - before)} ms of processor time, longest without a turn ${Math.round(longest)} ms${said === undefined ? '' : `, ${said}`}`,
  );
}

/** Processor time of this thread in ms: other threads compile and collect meanwhile. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
