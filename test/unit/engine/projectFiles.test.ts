import { expect, test } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import { ProjectFiles, type ProjectFilesParts } from '../../../server/src/engine/projectFiles';
import { standingOf } from '../../../server/src/engine/whyFile';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { memoryWorkspace } from '../model/projects/memoryWorkspace';
import { loadParser } from '../syntax/reading';

async function projectOf(files: Record<string, string | undefined>, given: Partial<ProjectFilesParts> = {}) {
  const workspace = memoryWorkspace(files);
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  const project = new ProjectFiles({ workspace, environment: {}, roots: ['/p'], named: [], targets: [], discover: true, ...given }, index);
  await project.load();
  return { index, project, workspace, why: (path: string) => standingOf(path, index, project, workspace) };
}

test('a project file that changes changes the index, and nothing of the old one stays', async () => {
  const files: Record<string, string | undefined> = { '/p/all.f': '+define+OLD a.sv', '/p/a.sv': 'module a; endmodule' };
  const { index, project } = await projectOf(files);
  expect(index.defines()).toEqual({ OLD: '' });
  expect(project.concerns('/p/all.f')).toBe(true);
  files['/p/all.f'] = '+define+NEW +incdir+inc a.sv b.sv';
  await project.load();
  expect([index.defines(), index.includeDirs()]).toEqual([{ NEW: '' }, ['/p/inc']]);
  expect(project.status()).toMatchObject({ complete: false, descriptions: [{ sources: 1, gaps: 1 }] });
  expect(project.problems()).toMatchObject([{ file: '/p/all.f', line: 1, severity: 'warning', code: 'project/entry' }]);
  expect(project.misses('/p/b.sv')).toBe(true);
  files['/p/b.sv'] = 'module b; endmodule';
  await project.load();
  expect(project.status().complete).toBe(true);
  files['/p/all.f'] = undefined;
  await project.load();
  expect([index.defines(), index.includeDirs(), project.status().descriptions]).toEqual([{}, [], []]);
});

test('what concerns the project: nested lists, a new description in the workspace folder, and nothing else', async () => {
  const { project } = await projectOf({ '/p/all.f': '-f sub/part', '/p/sub/part': '' });
  const asked = ['/p/sub/part', '/p/Bender.yml', '/p/.slang/server.json', '/p/new.core', '/p/sub/new.core', '/p/a.sv', '/p/README.md'];
  expect(asked.map((path) => project.concerns(path))).toEqual([true, true, true, true, false, false, false]);
});

test('why a file is in the project, or is not, in words', async () => {
  const files = {
    '/p/all.f': 'a.sv',
    '/p/a.sv': 'module a; endmodule',
    '/p/other/b.sv': 'module b; endmodule',
    '/p/notes.txt': 'text',
    '/out/c.sv': 'module c; endmodule',
  };
  const { why } = await projectOf(files);
  expect(why('/p/a.sv')).toEqual({ file: '/p/a.sv', belongs: true, why: ['all.f (file list) names it', 'It declares a.'] });
  expect(why('/p/other/b.sv')).toMatchObject({
    belongs: true,
    why: [expect.stringContaining('no project file names it (all.f), but'), 'It declares b.'],
  });
  expect(why('/p/notes.txt')).toMatchObject({ belongs: false, why: [expect.stringContaining('does not end like a Verilog source')] });
  expect(why('/out/c.sv')).toMatchObject({ belongs: false, why: ['it lies outside every workspace folder', 'It declares c.'] });
  expect(why('/p/gone.sv')).toMatchObject({ belongs: false, why: ['there is no file /p/gone.sv'] });
});

test('project files of the settings stand alone, and files beside them are not of the project', async () => {
  const files = {
    '/p/Bender.yml': 'sources: [a.sv]',
    '/p/x/list': 'b.sv',
    '/p/x/b.sv': 'module b; endmodule',
    '/p/a.sv': 'module a; endmodule',
  };
  const { project, why } = await projectOf(files, { named: ['/p/x/list'] });
  expect(project.status().descriptions.map((one) => one.file)).toEqual(['/p/x/list']);
  expect(why('/p/a.sv').belongs).toBe(false);
});

test('folders that the project leaves out are known before sources are read', async () => {
  const { project, why } = await projectOf({
    '/p/.slang/server.json': '{"excludeDirs": ["attic"]}',
    '/p/attic/old.sv': 'module old; endmodule',
  });
  expect([project.mayExclude(), project.excludeDirs]).toEqual([true, ['/p/attic']]);
  expect(why('/p/attic/old.sv')).toEqual({ file: '/p/attic/old.sv', belongs: false, why: ['.slang/server.json leaves its folder out'] });
});
