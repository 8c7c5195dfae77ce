import { expect, it } from 'vitest';
import { success } from '../../../server/src/base/outcome';
import { analyzeModule } from '../../../server/src/graph/moduleGraph';
import { summarize } from '../../../server/src/model/summarize';
import { findInHierarchy, innerModules } from '../../../server/src/optimize/hierarchy';
import type { OptimizeResult } from '../../../server/src/optimize/search';
import type { OptimizeStrategy } from '../../../server/src/optimize/strategy';
import type { EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { loadParser } from '../syntax/reading';

const text = `module m (input a, output y);
  wire b;
  assign b = old;
  inner u (.i(b), .o(y));
endmodule
module inner (input i, output o);
  assign o = old;
endmodule
module other (input i, output o);
  assign o = old;
endmodule
`;

/** Any assigned `old` may become `new`, which takes ten cells less where it counts for the top that is measured. */
async function optimized(refused = '', written = text, budgetMs = 60_000): Promise<{ result: OptimizeResult; asked: string[] }> {
  const parser = await loadParser();
  const parse = (source: { readonly path: string; readonly text: string }): ReturnType<typeof parser.parse> =>
    parser.parse(source, { defines: {}, include: () => undefined, mode: 'full' });
  const file = parse({ path: '/m.v', text: written });
  const { modules } = summarize(file);
  file.dispose();
  const renews: OptimizeStrategy = {
    name: 'renews',
    knowledge: '',
    propose: ({ file: own, module }) => {
      const start = own.source.text.indexOf('= old', module.range.start) + 2;
      return start < 2 || start > module.range.end
        ? []
        : [{ strategy: 'renews', title: 'new', changes: [{ start, end: start + 3, text: 'new' }], line: 1 }];
    },
  };
  const asked: string[] = [];
  const prove =
    (who: string) =>
    (request: { readonly golden: { readonly top?: string } }): Promise<EquivalenceResult> => {
      const told = `${who} ${request.golden.top ?? ''}`;
      asked.push(told);
      const verdict = told === refused ? 'refuted' : 'proved';
      return Promise.resolve({ verdict, reason: told, rungs: [], contract: { kind: 'sameCycle' } } as unknown as EquivalenceResult);
    };
  const find = (name: string): typeof modules => modules.filter((one) => one.name === name);
  const [top] = find('m');
  const result = await findInHierarchy(
    {
      unit: { files: [{ path: '/m.v', text: written }], includes: [], includeDirs: [], defines: {}, top: 'm' },
      path: '/m.v',
      budgetMs,
      seed: 1,
    },
    (top === undefined ? [] : innerModules(top, find)).map(({ name }) => ({ name, prove: prove('inner') })),
    {
      parse,
      graph: (own, module) => analyzeModule(own, module, { find: () => [] }),
      findModules: find,
      measure: ({ files: [own] }) =>
        Promise.resolve(success({ cells: 100 - 10 * (own?.text.match(/= new/g)?.length ?? 0), wires: 1, delay: 5 })),
      gates: () => Promise.resolve(undefined),
      paths: () => Promise.resolve([]),
      prove: prove('top'),
      strategies: [renews],
    },
    new AbortController().signal,
  );
  if ('message' in result) throw new Error(result.message);
  return { result, asked };
}

it('modules below in the same file are rewritten too, each proven by itself and in the whole, with the cells of the whole', async () => {
  const { result, asked } = await optimized();
  expect(result.rewrites.map(({ title, edits }) => `${title} ${edits.map(({ startLine }) => startLine).join()}`)).toEqual([
    'new 3',
    'inner: new 3,7',
  ]);
  expect(asked).toEqual(['top m', 'inner inner', 'top m']);
  expect([result.before.cells, result.after.cells]).toEqual([100, 80]);
  expect(result.text).toBe(text.replace('b = old', 'b = new').replace('o = old', 'o = new'));
});

it('an inner module that is not proven by itself stays as it is', async () => {
  const { result } = await optimized('inner inner');
  expect(result.rewrites.map(({ title }) => title)).toEqual(['new']);
  expect(result.text).toBe(text.replace('b = old', 'b = new'));
  expect(result.declined.map(({ title }) => title)).toEqual(['inner: new']);
});

it('a module that a rewrite above took away is left alone; what there was no time for is said', async () => {
  const gone = text.replace('assign b = old;\n  inner u (.i(b), .o(y));', 'assign b = old inner;');
  expect((await optimized('', gone.replace(' inner;', ';'))).asked).toEqual(['top m']);
  const { result } = await optimized('', text, 4000);
  expect(result.notes).toEqual(['No time was left for inner below it.']);
});
