import { expect, test } from 'vitest';
import { deeperProjectFiles, discoverProject } from '../../../../server/src/model/projects/discoverProject';
import { placeOf } from './memoryWorkspace';

test('of several descriptions the first kind in the order wins, and the others are named with the reason', async () => {
  const files = {
    '/p/verible.filelist': 'a.sv',
    '/p/Bender.yml': 'sources: [b.sv]',
    '/p/x.f': 'c.sv',
    '/p/a.sv': '',
    '/p/b.sv': '',
    '/p/c.sv': '',
  };
  const found = await discoverProject(placeOf(files));
  expect(found.lists.flatMap((list) => list.files)).toEqual(['/p/a.sv']);
  expect(found.passedOver).toEqual([
    { file: '/p/Bender.yml', why: 'the Verible file list comes first' },
    { file: '/p/x.f', why: 'the Verible file list comes first' },
  ]);
});

test('one list that opens the others is the project; lists side by side are not chosen between', async () => {
  const nested = { '/p/all.f': '-f part.f', '/p/part.f': 'a.sv', '/p/a.sv': '' };
  expect((await discoverProject(placeOf(nested))).lists.map((list) => list.path)).toEqual(['/p/all.f']);
  const apart = await discoverProject(placeOf({ '/p/one.f': 'a.sv', '/p/two.f': 'a.sv', '/p/a.sv': '' }));
  expect(apart.lists).toEqual([]);
  expect(apart.why).toContain('every source file below it belongs');
  expect(apart.passedOver.map((one) => one.file)).toEqual(['/p/one.f', '/p/two.f']);
});

test('deeper descriptions are listed and not taken', async () => {
  const place = placeOf({ '/p/ip/Bender.yml': 'sources: []', '/p/ip/a.sv': '' });
  expect((await discoverProject(place)).lists).toEqual([]);
  expect(await deeperProjectFiles(place)).toEqual(['/p/ip/Bender.yml']);
});
