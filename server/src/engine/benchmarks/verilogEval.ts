import { failure, success } from '../../base/outcome';
import type { Suite } from './suite';

/**
 * VerilogEval v2, specification to RTL (Pinckney et al., Revisiting VerilogEval, 2024): per problem `NAME_prompt.txt`, `NAME_ref.sv` with
 * `RefModule` and `NAME_test.sv` with `tb`, which compares it with `TopModule`.
 */
export const verilogEval: Suite = {
  name: 'verilogeval',
  async cases(folder, workspace) {
    const files = (await workspace.listFiles(folder)).filter((file) => file.endsWith('_ref.sv')).sort();
    const cases = files.flatMap((path) => {
      const stem = path.slice(0, -'_ref.sv'.length);
      const [reference, testbench] = [workspace.readText(path), workspace.readText(`${stem}_test.sv`)];
      if (reference === undefined || testbench === undefined) return [];
      return [
        {
          id: stem.slice(stem.lastIndexOf('/') + 1),
          prompt: workspace.readText(`${stem}_prompt.txt`) ?? '',
          promptPath: `${stem}_prompt.txt`,
          reference: { path, text: reference, module: 'RefModule' },
          testbench: { path: `${stem}_test.sv`, text: testbench, module: 'tb' },
          compares: true,
          design: 'TopModule',
        },
      ];
    });
    if (cases.length > 0) return success(cases);
    return failure(
      `${folder} holds no problem of VerilogEval v2 (files NAME_ref.sv beside NAME_test.sv)`,
      'Name its folder dataset_spec-to-rtl with --data.',
    );
  },
};
