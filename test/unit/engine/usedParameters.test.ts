import { expect, test } from 'vitest';
import { silentLog } from '../../../server/src/base/log';
import { proveForUsed } from '../../../server/src/engine/proveForUsed';
import { usedParameters, type UsedParameters } from '../../../server/src/engine/usedParameters';
import { withParameters } from '../../../server/src/engine/withParameters';
import { WorkspaceIndex } from '../../../server/src/model/workspaceIndex';
import type { EquivalenceRequest, EquivalenceResult } from '../../../server/src/verify/equivalenceRequest';
import { loadParser } from '../syntax/reading';

async function indexOf(files: Record<string, string>): Promise<WorkspaceIndex> {
  const workspace = {
    readText: (path: string) => files[path],
    isFile: (path: string) => files[path] !== undefined,
    listFiles: (folder: string) => Promise.resolve(Object.keys(files).filter((path) => path.startsWith(`${folder}/`))),
  };
  const index = new WorkspaceIndex(workspace, await loadParser(), silentLog);
  await index.addFolder('/p');
  return index;
}

async function used(m: string, ...others: string[]): Promise<UsedParameters> {
  const index = await indexOf(Object.fromEntries([m, ...others].map((text, at) => [`/p/f${at}.sv`, text])));
  return usedParameters(index.modulesOf('/p/f0.sv').slice(0, 1), index, new AbortController().signal);
}

const m = 'module m #(parameter W = 8, parameter int D = 2) (input a); endmodule';

test('values come through the modules between, from every top', async () => {
  const middle = 'module middle #(parameter N = 1) (input a); m #(.W(N + 1)) u (a); m #(4, N) v (a); endmodule';
  const found = await used(m, middle, 'module t1; middle #(.N(7)) x (1); endmodule', 'module t2; middle x (1); m y (1); endmodule');
  expect(found.sets.map((set) => set.words).sort()).toEqual(['W=2', 'W=4, D=1', 'W=4, D=7']);
  expect(found.left).toEqual([]);
});

test('two tops of one name are both looked at', async () => {
  const found = await used(m, 'module tb; m #(.W(1)) u (1); endmodule', 'module tb; m #(.W(2)) u (1); endmodule');
  expect(found.sets.map((set) => set.words)).toEqual(['W=1', 'W=2']);
});

test('a parameter without a type takes size and sign of what is given', async () => {
  const found = await used(m, "module t; m #(.W(4'd9), .D(4'd9)) u (1); endmodule");
  expect(found.sets.map((set) => [...set.values.values()])).toEqual([["4'd9", '9']]);
});

test('a value of a named type is cast to it, as an enum needs', async () => {
  const pack = 'package p; typedef enum logic [1:0] { Off = 0, On = 2 } mode_e; endpackage';
  const found = await used(
    'module m #(parameter p::mode_e MODE = p::Off) (input a); endmodule',
    pack,
    'module t; m #(.MODE(p::On)) u (1); endmodule',
  );
  expect(found.sets.map((set) => [set.words, ...set.values.values()])).toEqual([["MODE=p::mode_e'(2)", "p::mode_e'(2)"]]);
});

test('what lies beside the way to the module is not elaborated, and sets beyond those that are named are counted', async () => {
  const uses = Array.from({ length: 12 }, (_, n) => `m #(.W(${n + 20})) u${n} (1);`).join(' ');
  const beside = 'module beside; leaf u (); endmodule module leaf; endmodule';
  const many = `module t; ${uses} beside b (); for (genvar i = 0; i < 4000; i++) begin : g leaf l (); leaf k (); end endmodule`;
  const found = await used(m, beside, many);
  expect([found.sets.length, found.left]).toEqual([4, ['W=24', 'W=25', 'W=26', '5 more sets']]);
});

test('no more than four sets; the others are named, as is what is no constant', async () => {
  const uses = [1, 2, 3, 4, 5].map((n) => `m #(.W(${n})) u${n} (1);`).join(' ');
  const found = await used(m, `module t; ${uses} m #(.W(open)) v (1); endmodule`);
  expect(found.sets).toHaveLength(4);
  expect([...found.left].sort()).toEqual(['W=5', 'W=open']);
});

test('values stand where defaults stood; what is not plainly written, and a module that holds itself, is left', async () => {
  const text = 'module m #(parameter W = 8,\n parameter int D = W / 2) (input a); endmodule\n';
  const self = 'module s #(parameter W = 8) (input a); if (W > 1) s #(.W(1)) u (a); endmodule\n';
  const made = '`define EIGHT 8\nmodule d #(parameter W = `EIGHT) (input a); endmodule\n';
  const index = await indexOf({ '/p/m.sv': text, '/p/s.sv': self, '/p/d.sv': made });
  const set = (path: string, values: Record<string, string>): string | undefined => {
    const [top] = index.modulesOf(path);
    if (top === undefined) throw new Error(`no module in ${path}`);
    const unit = { files: [{ path, text: index.text(path) ?? '' }], includes: [], includeDirs: [], defines: {}, top: top.name };
    return withParameters({ unit, top }, new Map(Object.entries(values)), index)?.files[0]?.text;
  };
  expect(set('/p/m.sv', { D: '3', W: '16' })).toBe('module m #(parameter W = 16,\n parameter int D = 3) (input a); endmodule\n');
  expect([set('/p/s.sv', { W: '2' }), set('/p/d.sv', { W: '2' })]).toEqual([undefined, undefined]);
});

test('a proof counts only when it holds for every set that the project uses, and can be asked of both texts', async () => {
  const golden = 'module m #(parameter W = 8) (input [W-1:0] a, output y); assign y = ^a; endmodule';
  const index = await indexOf({ '/p/f0.sv': golden });
  const [top] = index.modulesOf('/p/f0.sv');
  if (top === undefined) throw new Error('no module');
  const unitOf = (text: string): EquivalenceRequest['golden'] => ({
    files: [{ path: '/p/f0.sv', text }],
    includes: [],
    includeDirs: [],
    defines: {},
    top: 'm',
  });
  const asked: string[] = [];
  const ask = async (
    candidate: string,
    values: Record<string, string>,
    verdicts: readonly EquivalenceResult['verdict'][],
  ): Promise<EquivalenceResult> => {
    asked.length = 0;
    const prove = proveForUsed(
      (request) => {
        asked.push(/W = (\d+)/.exec(request.candidate.files[0]?.text ?? '')?.[1] ?? '');
        const verdict = verdicts[asked.length - 1] ?? 'unknown';
        return Promise.resolve({ verdict, reason: verdict, contract: request.contract, rungs: [] } as unknown as EquivalenceResult);
      },
      top,
      [{ values: new Map(Object.entries(values)), words: 'W=4' }],
      index,
    );
    const request = {
      golden: unitOf(golden),
      candidate: unitOf(candidate),
      contract: { kind: 'sameCycle' },
      budgetMs: 1,
      seed: 1,
    } as const;
    return prove(request, new AbortController().signal);
  };
  const same = golden.replace('^a', '^a[W-1:0]');
  expect((await ask(same, { W: '4' }, ['proved', 'proved'])).verdict).toBe('proved');
  expect(asked).toEqual(['8', '4']);
  expect(await ask(same, { W: '4' }, ['proved', 'refuted'])).toMatchObject({
    verdict: 'refuted',
    reason: 'with W=4, as the project uses it: refuted',
  });
  expect((await ask(same, { W: '4' }, ['unknown'])).verdict).toBe('unknown');
  expect(asked).toEqual(['8']);
  const other = golden.replace('W = 8', 'W = `EIGHT');
  expect((await ask(other, { W: '4' }, ['proved', 'proved'])).verdict).toBe('unknown');
});
