import { expect, test } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import { hierarchyOf } from '../../../server/src/engine/hierarchyJob';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { loadParser } from '../syntax/reading';

const files: Record<string, string> = {
  '/p/rtl/top.v': 'module top; endmodule',
  '/p/test/bench_only.v': 'module bench_only; endmodule',
  '/p/boards/board.v': 'module board; endmodule',
};

test.each([
  ['no workspace folder', [], [], ['bench_only', 'board', 'top']],
  ['a workspace folder within the repository that was searched for names', ['/p/rtl'], [], ['top']],
  ['a top outside of the folder that a project file names', ['/p/rtl'], ['board'], ['board', 'top']],
])('tops with %s', async (_name, roots, namedTops, expected) => {
  const workspace = {
    readText: (path: string) => files[path],
    isFile: (path: string) => files[path] !== undefined,
    listFiles: (folder: string) => Promise.resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`))),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  const found = await hierarchyOf({}, index, { namedTops, roots }, new AbortController().signal);
  if (!found.ok) throw new Error(found.message);
  expect(found.value.tops.map((one) => one.name).sort()).toEqual(expected);
});
