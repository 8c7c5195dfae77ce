import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../server/src/commands/command';
import { editsTold } from '../../../server/src/commands/proposedFiles';

const context = {
  resolve: (file: string) => `/w/${file}`,
  readText: (file: string) => (file === '/w/a.v' ? 'module a;\nendmodule\n' : undefined),
} as unknown as CommandContext;

describe('editsTold', () => {
  it('tells what changes in a file that exists', () => {
    const told = editsTold([{ file: 'a.v', text: 'module a;\nwire b;\nendmodule\n', created: false }], false, context);
    expect(told).toEqual(['--- a.v\n+++ a.v\n@@ -1,2 +1,3 @@\n module a;\n+wire b;\n endmodule']);
  });

  it('tells the text of a new file, and of one that cannot be read', () => {
    const text = 'module b;\nendmodule\n';
    for (const one of [
      { file: 'a.v', text, created: true },
      { file: 'b.v', text, created: false },
    ])
      expect(editsTold([one], false, context)).toEqual([`// ${one.file}`, text]);
  });

  it('tells names of what was written', () => {
    expect(editsTold([{ file: 'a.v', text: '', created: false }], true, context)).toEqual(['wrote a.v']);
  });
});
