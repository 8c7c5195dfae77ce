import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import type { TextCache } from '../../../server/src/model/textCache';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import type { Workspace } from '../../../server/src/model/workspacePort';
import { loadParser } from '../syntax/reading';

/** Files with stamps, which notes what is read. */
function stampedFiles(files: Map<string, { text: string; stamp: string }>): Workspace & { reads: string[] } {
  const reads: string[] = [];
  const readText = (path: string): string | undefined => {
    reads.push(path);
    return files.get(path)?.text;
  };
  return {
    reads,
    readText,
    readMany: (paths) => Promise.resolve(paths.map(readText)),
    isFile: (path) => files.has(path),
    stamp: (path) => files.get(path)?.stamp,
    listFiles: (folder) => Promise.resolve([...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort()),
  };
}

function memoryCache(): TextCache & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, read: (name) => kept.get(name), write: (name, text) => void kept.set(name, text) };
}

/** 150 modules, as many as make keeping worth while. */
function project(): Map<string, { text: string; stamp: string }> {
  const files = new Map<string, { text: string; stamp: string }>();
  for (let i = 0; i < 150; i++) files.set(`/p/m${i}.sv`, { text: `\`define M${i} 1\nmodule m${i}; endmodule`, stamp: '1' });
  return files;
}

async function started(workspace: Workspace, cache: TextCache): Promise<WorkspaceIndex> {
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog, cache);
  await index.addFolder('/p');
  return index;
}

describe('scans kept from an earlier run', () => {
  it('stand for the files that did not change', async () => {
    const files = project();
    const cache = memoryCache();
    await started(stampedFiles(files), cache);
    files.set('/p/m7.sv', { text: 'module renamed; endmodule', stamp: '2' });
    files.set('/p/new.sv', { text: 'module fresh; endmodule', stamp: '1' });
    files.delete('/p/m9.sv');
    const workspace = stampedFiles(files);
    const index = await started(workspace, cache);
    expect(workspace.reads.sort()).toEqual(['/p/m7.sv', '/p/new.sv']);
    expect(index.filesDeclaring('m8', '/p/x.sv')).toEqual(['/p/m8.sv']);
    expect(index.filesDeclaring('renamed', '/p/x.sv')).toEqual(['/p/m7.sv']);
    expect(index.filesDeclaring('fresh', '/p/x.sv')).toEqual(['/p/new.sv']);
    expect(index.filesDeclaring('m7', '/p/x.sv')).toEqual([]);
    expect(index.filesDeclaring('m9', '/p/x.sv')).toEqual([]);
    expect(index.files).toHaveLength(150);
    expect(index.scanOf('/p/m8.sv')?.macros.get('M8')).toBe('`define'.length);
  });

  it('answer before the files were looked at', async () => {
    const files = project();
    const cache = memoryCache();
    await started(stampedFiles(files), cache);
    const index = new WorkspaceIndex(stampedFiles(files), await loadParser(), silentLog, cache);
    const done = index.addFolder('/p');
    expect(index.find('m3')[0]?.path).toBe('/p/m3.sv');
    await done;
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"version":'],
    ['another shape', '{"version":2,"folder":"/p","files":[["m0.sv",1]]}'],
    ['another version', '{"version":1,"folder":"/p","files":[]}'],
    ['null', 'null'],
  ])('are forgotten when they hold %s', async (_name, text) => {
    const files = project();
    const cache = memoryCache();
    await started(stampedFiles(files), cache);
    for (const name of cache.kept.keys()) cache.kept.set(name, text);
    const index = await started(stampedFiles(files), cache);
    expect(index.files).toHaveLength(150);
    expect(index.find('m3')[0]?.path).toBe('/p/m3.sv');
  });

  it('are not kept for a few files, and never hold an open document', async () => {
    const cache = memoryCache();
    await started(stampedFiles(new Map([['/p/a.sv', { text: 'module a; endmodule', stamp: '1' }]])), cache);
    expect(cache.kept.size).toBe(0);
    const files = project();
    const open = { ...stampedFiles(files), stamp: (path: string) => (path === '/p/m1.sv' ? undefined : '1') };
    await started(open, cache);
    const workspace = stampedFiles(files);
    await started(workspace, cache);
    expect(workspace.reads).toEqual(['/p/m1.sv']);
  });
});

describe('texts of files', () => {
  it('are read again when the stamp changes or the file is said to have changed', async () => {
    const files = new Map([['/p/a.sv', { text: 'module a; endmodule', stamp: '1' }]]);
    const workspace = stampedFiles(files);
    const index = await started(workspace, memoryCache());
    index.modulesOf('/p/a.sv');
    workspace.reads.length = 0;
    expect(index.modulesOf('/p/a.sv')[0]?.name).toBe('a');
    expect(workspace.reads).toEqual([]);
    files.set('/p/a.sv', { text: 'module b; endmodule', stamp: '2' });
    expect(index.modulesOf('/p/a.sv')[0]?.name).toBe('b');
    files.set('/p/a.sv', { text: 'module c; endmodule', stamp: '2' });
    index.update('/p/a.sv');
    expect(index.modulesOf('/p/a.sv')[0]?.name).toBe('c');
  });
});

it('looks first into the folders of what is open, also when it was opened meanwhile', async () => {
  const files = project();
  for (const folder of ['x', 'y'])
    for (const name of ['a', 'b']) files.set(`/p/${folder}/${name}.sv`, { text: 'module q; endmodule', stamp: '1' });
  const workspace = stampedFiles(files);
  const index = new WorkspaceIndex(
    {
      ...workspace,
      readMany: (paths) => {
        index.update('/p/x/a.sv');
        return workspace.readMany?.(paths) ?? Promise.resolve([]);
      },
    },
    await loadParser(),
    silentLog,
  );
  index.update('/p/y/b.sv');
  await index.addFolder('/p');
  const order = ['/p/y/a.sv', '/p/x/b.sv', '/p/m99.sv'].map((path) => workspace.reads.indexOf(path));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThanOrEqual(0);
  expect(index.files).toHaveLength(154);
});
