import { describe, expect, it } from 'vitest';
import type { EngineParts } from '../../../server/src/engine/parts';
import { Toolbox } from '../../../server/src/engine/toolbox';
import type { NativeProgram } from '../../../server/src/tools/probe';

/** A toolbox on a machine where all programs are, and those that were started to be asked for their version. */
function toolbox(): { box: Toolbox; asked: string[] } {
  const asked: string[] = [];
  const parts = {
    embeddedYosys: { version: 'embedded', slang: true },
    nativeYosys: () => ({ version: 'native', slang: false }),
    runner: {},
    probe: (program: NativeProgram) => {
      asked.push(program);
      return Promise.resolve({ path: `/bin/${program}`, version: '1' });
    },
  } as unknown as EngineParts;
  return { box: new Toolbox(parts), asked };
}

describe('Toolbox', () => {
  it('starts no program for a run that needs none, and each only once', async () => {
    const { box, asked } = toolbox();
    expect((await box.select('auto', 'synthesis')).verilator).toBeUndefined();
    expect(asked).toEqual([]);
    expect((await box.select('auto', 'lint')).verilator?.path).toBe('/bin/verilator');
    expect(asked).toEqual(['verilator']);
    expect((await box.select('auto')).icarus?.vvp).toBe('/bin/vvp');
    expect(asked).toEqual(['verilator', 'iverilog', 'vvp']);
  });

  it('prefers an installed Yosys where that is asked for', async () => {
    const { box, asked } = toolbox();
    expect((await box.select('native', 'synthesis')).yosys.version).toBe('native');
    expect(asked).toEqual(['yosys']);
    expect((await box.select('embedded')).yosys.version).toBe('embedded');
  });

  it('looks for all programs when it is to list them', async () => {
    const { box } = toolbox();
    expect(Object.keys(await box.probe())).toContain('verible-verilog-format');
  });

  it('maps and times standard cells with what is installed, unless only the embedded tools may be used', async () => {
    const { box, asked } = toolbox();
    expect(await box.installedFlow('embedded')).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await box.installedFlow('auto')).toMatchObject({ yosys: { version: 'native' }, sta: { path: '/bin/sta' } });
  });
});
