import { expect, test } from 'vitest';
import { isGap, readFilelist } from '../../../../server/src/model/filelist';
import { memoryWorkspace, messages } from './memoryWorkspace';

test('paths seen from a folder above the list are found there, and so are its include directories', () => {
  const files = { '/p/scripts/sim.f': 'rtl/a.sv\n+incdir+rtl/inc', '/p/rtl/a.sv': '' };
  const list = readFilelist('/p/scripts/sim.f', memoryWorkspace(files), {});
  expect(list).toMatchObject({ files: ['/p/rtl/a.sv'], includeDirs: ['/p/rtl/inc'], problems: [] });
});

test('a variable without value is taken for the folder that makes the path exist, and that is no gap', () => {
  const files = { '/p/core/Flist': '+incdir+${REPO}/inc\n${REPO}/core/a.sv\n$(REPO)/core/gone.sv', '/p/core/a.sv': '' };
  const list = readFilelist('/p/core/Flist', memoryWorkspace(files), {});
  expect(list.files).toEqual(['/p/core/a.sv']);
  expect(list.includeDirs).toEqual(['/p/inc']);
  expect(list.problems.map(isGap)).toEqual([false, true]);
  expect(messages(list)[1]).toBe('/p/core/gone.sv does not exist');
});

test('a variable without value may stand for the source folder beside the list', () => {
  const files = { '/p/manifest.f': '+incdir+${RTL}/include\n${RTL}/a.sv\n${RTL}/../bhv/b.sv', '/p/rtl/a.sv': '', '/p/bhv/b.sv': '' };
  const list = readFilelist('/p/manifest.f', memoryWorkspace(files), {});
  expect(list).toMatchObject({ files: ['/p/rtl/a.sv', '/p/bhv/b.sv'], includeDirs: ['/p/rtl/include'] });
  expect(list.problems.filter(isGap)).toEqual([]);
});

test('a variable that nothing explains is one problem, however often it is used, and makes no folder up', () => {
  const files = { '/p/a.f': '$IP/a.sv $IP/b.sv +incdir+$IP/inc' };
  const list = readFilelist('/p/a.f', memoryWorkspace(files), {});
  expect(messages(list)).toEqual(['environment variable IP is not set']);
  expect(list.includeDirs).toEqual([]);
});

test('options of simulators that say nothing about sources are passed over with their values', () => {
  const files = {
    '/p/a.f': '-sv -timescale 1ns/1ps --top-module tb -Wno-fatal -o out.bin --include-directory=inc a.sv \\\nb.sv -CFLAGS "-O2 -g"',
    '/p/a.sv': '',
    '/p/b.sv': '',
  };
  const list = readFilelist('/p/a.f', memoryWorkspace(files), {});
  expect(list).toMatchObject({ files: ['/p/a.sv', '/p/b.sv'], includeDirs: ['/p/inc'], tops: ['tb'] });
  expect(list.problems.filter(isGap)).toEqual([]);
});
