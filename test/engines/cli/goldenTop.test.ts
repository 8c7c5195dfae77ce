import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../server/src/protocol/contract';
import { Folder, signoff } from '../../harness/signoffCli';

const follow = 'module follow (input wire a, output wire y);\n  assign y = a;\nendmodule\n';
const invert = 'module invert (input wire a, output wire y);\n  assign y = ~a;\nendmodule\n';
const embedded = ['--tools', 'embedded', '--json'];

/** The two differ in every value: any `proved` among these compares a module with itself. */
describe('which module of which file is compared', () => {
  it.each([
    ['equiv', 'golden.v', 'candidate.v', '--top', 'follow'],
    ['verify', 'candidate.v', '--golden', 'golden.v', '--top', 'follow'],
    ['judge', 'candidate.v', '--golden', 'golden.v', '--top', 'follow'],
    ['equiv', 'golden.v', 'candidate.v', '--golden-top', 'invert'],
  ])('%s %s %s %s %s', async (...args) => {
    using folder = new Folder({ 'golden.v': invert, 'candidate.v': follow });
    const run = await signoff([...args.filter((word) => word !== undefined), ...embedded], { cwd: folder.path });
    expect([(run.json as Verdict).verdict, run.code]).toEqual(['refuted', 1]);
  });

  it.each([
    ['equiv', 'golden.v', 'candidate.v', '--golden-top', 'follow'],
    ['equiv', 'golden.v', 'candidate.v', '--top', 'invert'],
  ])('%s %s %s %s %s names a module that the file does not declare', async (...args) => {
    using folder = new Folder({ 'golden.v': invert, 'candidate.v': follow });
    const run = await signoff([...args, ...embedded], { cwd: folder.path });
    expect([run.code, run.stderr + run.stdout]).toEqual([2, expect.stringContaining('there is no module')]);
  });
});
