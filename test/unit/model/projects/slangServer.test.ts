import { expect, test } from 'vitest';
import { slangServer } from '../../../../server/src/model/projects/slangServer';
import { discoverProject } from '../../../../server/src/model/projects/discoverProject';
import { messages, placeOf } from './memoryWorkspace';

test('flags, build and excluded folders of both files count; the local one replaces single values and adds to lists', async () => {
  const files = {
    '/p/.slang/server.json':
      '{ // shared\n "flags": "-I inc -DW=4 --top=chip", "build": "old.f", "excludeDirs": ["attic"], "index": [{"excludeDirs": ["out/..."]}], }',
    '/p/.slang/local/server.json': '{"build": "new.f", "excludeDirs": ["mine"]}',
    '/p/new.f': 'a.sv',
    '/p/a.sv': '',
  };
  const { lists } = await discoverProject(placeOf(files));
  expect(lists).toHaveLength(1);
  expect(lists[0]).toMatchObject({
    files: ['/p/a.sv'],
    includeDirs: ['/p/inc'],
    defines: { W: '4' },
    tops: ['chip'],
    excludeDirs: ['/p/attic', '/p/out', '/p/mine'],
    reads: ['/p/.slang/server.json', '/p/.slang/local/server.json', '/p/new.f'],
  });
});

test('what is no JSON is a problem at its place', async () => {
  const list = await slangServer.read('/p/.slang/server.json', placeOf({ '/p/.slang/server.json': '{"flags": [' }));
  expect(messages(list)[0]).toContain('server.json could not be read as JSON');
});
