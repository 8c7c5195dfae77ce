import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import { cocotbTestsOf, cocotbTop, isVunitScript, testbenchesOf, testId, testOfId } from '../../../server/src/engine/testDiscovery';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import { loadParser } from '../syntax/reading';

async function project(files: Record<string, string>) {
  const workspace = {
    readText: (path: string) => files[path],
    isFile: (path: string) => files[path] !== undefined,
    listFiles: (folder: string) => Promise.resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`))),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  return { workspace, index };
}

describe('testbenches of a file', () => {
  it('are modules without ports that start by themselves and hold something; what is missing is said', async () => {
    const { index } = await project({
      '/p/d.sv': 'module d(input a); endmodule\nmodule top_of_nothing; d u(.a(0)); endmodule',
      '/p/tb.sv': 'module helper; initial $display; endmodule\nmodule tb;\n  d u(.a(1)); helper h();\n  initial $finish;\nendmodule',
      '/p/lost.sv': 'module lost_tb; gone u(); initial $finish; endmodule',
    });
    expect(testbenchesOf('/p/d.sv', index)).toEqual([]);
    expect(testbenchesOf('/p/tb.sv', index)).toEqual([
      { id: 'testbench:/p/tb.sv#tb', name: 'tb', kind: 'testbench', file: '/p/tb.sv', line: 2, column: 8, endLine: 5 },
    ]);
    expect(testbenchesOf('/p/lost.sv', index)[0]?.error).toContain('gone is not in the project');
  });
});

describe('tests in Python', () => {
  it('of cocotb are the functions below its decorators', () => {
    const text = `import cocotb
from cocotb.triggers import Timer

async def helper(dut):
    pass

@cocotb.test(timeout_time=1, timeout_unit="us")
async def first(dut):
    await Timer(1)

@cocotb.parametrize(width=[1, 2])
@cocotb.test()
async def second(dut, width):
    pass

class Other:
    pass
`;
    expect(cocotbTestsOf('/p/test_d.py', text, undefined).map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['first', 8, 10],
      ['second', 13, 15],
    ]);
    expect(cocotbTestsOf('/p/test_d.py', text, 'why not')[0]?.error).toBe('why not');
    expect(cocotbTestsOf('/p/test_d.py', 'def test_x():\n    pass\n', undefined)).toEqual([]);
  });

  it('of cocotb are also the functions that a factory makes variants of, one test each', () => {
    const text = `import cocotb
from cocotb.regression import TestFactory

async def run_write(dut, idle=None):
    pass

async def run_read(dut, idle=None):
    pass

async def run_stress(dut):
    pass

async def helper(dut):
    pass

@cocotb.test()
@cocotb.parametrize(
    ("width", [1, 2]),
)
async def plain(dut, width):
    pass

if cocotb.SIM_NAME:
    for test in [
                run_write,
                run_read
            ]:
        factory = TestFactory(test)
        factory.generate_tests()
    factory = TestFactory(test_function=run_stress)
`;
    const found = cocotbTestsOf('/p/test_d.py', text, undefined);
    expect(found.map(({ name, line }) => [name, line])).toEqual([
      ['run_write', 4],
      ['run_read', 7],
      ['run_stress', 10],
      ['plain', 20],
    ]);
  });

  it('of cocotb drive the module that a Makefile or the file’s name says', async () => {
    const files = {
      '/p/rtl/d.sv': 'module d(input a); endmodule',
      '/p/t/test_d.py': 'import cocotb',
      '/p/t/test_none.py': 'import cocotb',
      '/p/m/Makefile': 'TOPLEVEL = d\nMODULE := test_x,test_y\nCOMPILE_ARGS += -P d.W=8 -Pd.N=3\n',
      '/p/m/test_x.py': 'import cocotb',
      '/p/r/check.py': 'runner.test(hdl_toplevel="d", test_module="check")',
    };
    const { workspace, index } = await project(files);
    const top = (file: string) => cocotbTop(file, workspace, index);
    expect(top('/p/t/test_d.py')).toEqual({ top: 'd', parameters: {} });
    expect(top('/p/t/test_none.py')).toBeUndefined();
    expect(top('/p/m/test_x.py')).toEqual({ top: 'd', parameters: { W: '8', N: '3' } });
    expect(top('/p/r/check.py')).toEqual({ top: 'd', parameters: {} });
  });

  it('of VUnit are in a script that makes one', () => {
    expect(isVunitScript('from vunit import VUnit\nvu = VUnit.from_argv()\n')).toBe(true);
    expect(isVunitScript('# from vunit import VUnit\n')).toBe(false);
  });
});

describe('a handle', () => {
  it('names what it was made from', () => {
    const id = testId('vunit', '/p/#odd/run.py', 'lib.tb.a#b');
    expect(testOfId(testId('cocotb', '/p/t.py', 'a'))).toEqual({ kind: 'cocotb', file: '/p/t.py', name: 'a' });
    expect(testOfId('other:/p#x')).toBeUndefined();
    expect(id).toBe('vunit:/p/#odd/run.py#lib.tb.a#b');
  });
});
