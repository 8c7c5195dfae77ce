import { failure, success } from '../../base/outcome';
import type { Workspace } from '../../model/workspacePort';
import { memoryFiles } from '../testbenches';
import type { BenchCase, Suite } from './suite';

const description = 'design_description.txt';

/**
 * RTLLM (Lu et al., 2024): per design a folder with `design_description.txt`, `testbench.v`, which knows what it expects and says `Your Design Passed`, and
 * `verified_NAME.v`. The design's name is the one of these that the testbench uses: what the description says, or the folder's.
 */
export const rtllm: Suite = {
  name: 'rtllm',
  async cases(folder, workspace) {
    const files = await workspace.listFiles(folder);
    const cases = files
      .filter((file) => file.endsWith(`/${description}`))
      .sort()
      .flatMap((file) => caseOf(file, files, workspace));
    if (cases.length > 0) return success(cases);
    return failure(
      `${folder} holds no design of RTLLM (${description} beside testbench.v and verified_NAME.v)`,
      'Name a copy of its repository with --data.',
    );
  },
};

function caseOf(promptPath: string, files: readonly string[], workspace: Workspace): BenchCase[] {
  const folder = promptPath.slice(0, promptPath.lastIndexOf('/'));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const verified = files.find((file) => file.startsWith(`${folder}/verified_`) && !file.slice(folder.length + 1).includes('/'));
  const [prompt, bench] = [workspace.readText(promptPath), workspace.readText(`${folder}/testbench.v`)];
  const reference = verified === undefined ? undefined : workspace.readText(verified);
  if (prompt === undefined || bench === undefined || verified === undefined || reference === undefined) return [];
  const said = /module name\s*:\s*([A-Za-z_]\w*)/i.exec(prompt)?.[1] ?? name;
  const design = [said, name].find((one) => new RegExp(`\\b${one}\\b`).test(bench)) ?? said;
  const testbench = { path: `${folder}/testbench.v`, text: bench, module: benchModule(bench) };
  const modules = [...reference.matchAll(/^\s*module\s+(\w+)/gm)].map(([, one = '']) => one);
  const module =
    modules.find((one) => one === design || one === `verified_${design}`) ?? modules.find((one) => one.startsWith('verified_'));
  if (module === undefined) return [];
  const unit = { files: [testbench], includes: [], includeDirs: [], defines: {} };
  return [
    {
      id: name,
      prompt,
      promptPath,
      reference: { path: verified, text: reference, module },
      testbench,
      compares: false,
      design,
      data: memoryFiles(unit, workspace),
    },
  ];
}

/** The testbenches declare one module, without ports. */
function benchModule(text: string): string {
  return /^\s*module\s+(\w+)\s*(?:\(\s*\))?\s*;/m.exec(text)?.[1] ?? 'testbench';
}
