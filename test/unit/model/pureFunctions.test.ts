import { expect, test } from 'vitest';
import { pureFunctions } from '../../../server/src/model/pureFunctions';
import { summarize } from '../../../server/src/model/summarize';
import { parseText } from '../syntax/reading';

test('functions of packages that hand nothing back but their value', async () => {
  const file = await parseText(`package p;
  function automatic logic [1:0] twice(input logic a); return {a, a}; endfunction
  function automatic void swap(ref logic a, b); endfunction
  function automatic logic both(input logic a, output logic b); b = a; return a; endfunction
  function logic odd; input a; output b; b = a; endfunction
  task show(input logic a); endtask
endpackage
package other;
  function automatic logic both(input logic a); return a; endfunction
endpackage
module m;
  function logic own(input logic a); return a; endfunction
endmodule
`);
  const pure = pureFunctions(summarize(file).modules, (path) => (path === file.source.path ? file.source.text : undefined));
  expect([...pure]).toEqual(['twice']);
  file.dispose();
});
