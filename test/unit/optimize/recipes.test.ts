import { expect, it } from 'vitest';
import { searchRecipes } from '../../../server/src/optimize/recipes';
import type { Yosys, YosysJob } from '../../../server/src/tools/yosys';

const unit = { files: [{ path: '/rtl/m.v', text: 'module m; endmodule' }], includes: [], includeDirs: [], defines: {}, top: 'm' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A Yosys whose netlists cost what a function of ABC's command says. */
function standIn(cost: (abc: string) => [cells: number, levels: number] | undefined): Yosys & { readonly jobs: YosysJob[] } {
  const jobs: YosysJob[] = [];
  return {
    jobs,
    flavor: 'embedded',
    version: 'stand-in',
    slang: false,
    run(job) {
      jobs.push(job);
      const abc = job.commands.find((one) => one.startsWith('abc'));
      if (abc === undefined) {
        const kind = job.commands.includes('booth') ? 'booth' : 'usual';
        return Promise.resolve({ kind: 'finished', code: 0, lines: [], files: new Map([['fine.il', bytes(kind)]]), ms: 1 });
      }
      const own = cost(abc);
      const files = new Map([
        ['size.txt', bytes(`   Number of cells: ${own?.[0] ?? 0}\n`)],
        ['levels.txt', bytes(`Longest topological path in m (length=${own?.[1] ?? 0}):\n`)],
      ]);
      return Promise.resolve({ kind: 'finished', code: own === undefined ? 1 : 0, lines: [], files, ms: 1 });
    },
  };
}

it('keeps the recipe with the smallest product and those that no other beats, and counts what failed as nothing', async () => {
  const yosys = standIn((abc) =>
    abc.endsWith('amap') ? undefined : abc === 'abc' ? [100, 10] : abc.includes('map,-a') ? [80, 12] : [90, 9],
  );
  const seen: number[] = [];
  const found = await searchRecipes(
    unit,
    yosys,
    { budgetMs: 60_000, seed: 1, progress: (done) => seen.push(done) },
    new AbortController().signal,
  );
  if (!found.ok) throw new Error(found.message);
  expect(found.value.before).toEqual({ cells: 100, levels: 10 });
  expect(found.value.best).toMatchObject({ cells: 90, levels: 9, words: 'as usual' });
  expect(found.value.best.commands.at(-1)).toMatch(/^abc -script \+strash;/);
  expect(found.value.front.map(({ cells, levels }) => [cells, levels])).toEqual([
    [80, 12],
    [90, 9],
  ]);
  expect(seen.at(-1)).toBe(found.value.tried);
});

it('the same seed asks the same, no recipe twice, and no text of the user is in a command', async () => {
  const asked = async (): Promise<string[]> => {
    const yosys = standIn((abc) => [100, 20 - Math.min(9, abc.length / 20)]);
    await searchRecipes(unit, yosys, { budgetMs: 60_000, seed: 7, progress: () => undefined }, new AbortController().signal);
    return yosys.jobs.flatMap(({ commands }) => commands.filter((one) => one.startsWith('abc -script')));
  };
  const first = await asked();
  expect(await asked()).toEqual(first);
  expect(new Set(first).size).toBe(first.length);
  expect(first.every((one) => /^abc -script \+[\w;&,.-]+$/.test(one))).toBe(true);
});

it('says so when nothing was measured', async () => {
  const found = await searchRecipes(
    unit,
    standIn(() => undefined),
    { budgetMs: 1000, seed: 1, progress: () => undefined },
    new AbortController().signal,
  );
  expect(found.ok).toBe(false);
});
