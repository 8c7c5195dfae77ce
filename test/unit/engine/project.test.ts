import { expect, test } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import { Project } from '../../../server/src/engine/project';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { loadParser } from '../syntax/reading';

test('who asks while the project of a file is still looked through gets its answer when that has ended', async () => {
  const files: Record<string, string> = { '/p/a.v': 'module a; b u_b (); endmodule', '/p/b.v': 'module b; endmodule' };
  let listed: () => void = () => undefined;
  let listings = 0;
  const workspace = {
    readText: (path: string) => files[path],
    isFile: (path: string) => files[path] !== undefined,
    listFiles: (folder: string) =>
      new Promise<string[]>((resolve) => {
        listings++;
        listed = () => resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`)));
      }),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  const noGit = () => Promise.reject(new Error('no git here'));
  const project = new Project(index, workspace, {}, noGit, silentLog);
  const answers = [1, 2].map(async () => {
    await project.openProjectOf('/p/a.v');
    return index.find('b').length;
  });
  listed();
  expect(await Promise.all(answers)).toEqual([1, 1]);
  await project.openProjectOf('/p/a.v');
  expect(listings).toBe(1);
});

test('a package that the whole file imports, and the interface of a port, are looked for in the repository around the file', async () => {
  const files: Record<string, string> = {
    '/r/p/.git/HEAD': 'ref: refs/heads/main',
    '/r/p/rtl/a.sv': 'import sizes::*;\nmodule a (bus.master b, input logic [width-1:0] d); endmodule',
    '/r/p/include/sizes.sv': 'package sizes; localparam width = 4; endpackage',
    '/r/p/include/bus.sv': 'interface bus; logic r; modport master (output r); endinterface',
  };
  const workspace = {
    readText: (path: string) => files[path],
    isFile: (path: string) => files[path] !== undefined,
    listFiles: (folder: string) => Promise.resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`))),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  const project = new Project(index, workspace, {}, () => Promise.reject(new Error('no git here')), silentLog);
  const { unit } = await project.closure(['/r/p/rtl/a.sv'], 'a', new AbortController().signal);
  expect(unit.files.map(({ path }) => path)).toEqual(['/r/p/include/sizes.sv', '/r/p/include/bus.sv', '/r/p/rtl/a.sv']);
});
