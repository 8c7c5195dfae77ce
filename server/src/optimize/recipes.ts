import type { Outcome } from '../base/outcome';
import { failure, success } from '../base/outcome';
import type { CompileUnit } from '../model/compileUnit';
import type { RecipeCost, SynthesisRecipe } from '../protocol/jobs';
import { readDesign } from '../tools/readDesign';
import type { Yosys } from '../tools/yosys';
import { randomWords } from './evaluateGates';

export interface RecipeSearch {
  readonly budgetMs: number;
  readonly seed: number;
  readonly progress: (done: number, best: RecipeCost) => void;
}

/** Steps of ABC that keep a network's function: what a sequence is made of. */
const steps = ['balance', 'rewrite', 'rewrite,-z', 'refactor', 'refactor,-z', 'resub', 'resub,-K,8', 'dc2', 'ifraig', 'scorr'];
/** How a sequence ends: mapped for area, by cuts for delay, or in between. */
const endings = ['dch,-f;map,-a', 'dch,-f;map,-B,0.9', '&get,-n;&dch,-f;&nf;&put', '&get,-n;&syn3;&syn4;&put;dch,-f;map', 'amap'];
/** What is done to words before they become gates. */
const wordSteps: readonly { readonly commands: readonly string[]; readonly words: string }[] = [
  { commands: [], words: 'as usual' },
  { commands: ['share -aggressive', 'opt -full'], words: 'sharing operators that are never used at once' },
  { commands: ['booth'], words: "Booth's multipliers" },
];
const longestSequence = 8;
/** Recipes in a row without a better one after which the search ends. */
const patience = 40;
/** Time for one evaluation (ms). */
const longestRun = 15_000;

interface Evaluated {
  readonly word: number;
  readonly sequence: readonly string[];
  readonly ending: string;
  readonly cost: RecipeCost;
}

/**
 * The best of several synthesis recipes for a module, in cells and in levels of gates of the slowest path: sequences of ABC's steps, changed at random from the best so far
 * (the search of ABC-RL, Chowdhury et al., ICLR 2024, without its learned prior), behind each way of treating words. Nothing of the module's text changes.
 */
export async function searchRecipes(
  unit: CompileUnit,
  yosys: Yosys,
  { budgetMs, seed, progress }: RecipeSearch,
  signal: AbortSignal,
): Promise<Outcome<SynthesisRecipe>> {
  const deadline = Date.now() + budgetMs;
  const left = (): number => deadline - Date.now();
  const fine: (Uint8Array | undefined)[] = [];
  for (const { commands } of wordSteps) {
    if (left() <= 0 || signal.aborted) break;
    fine.push(await wordsAsGates(unit, yosys, commands, Math.min(left(), longestRun), signal));
  }
  const evaluate = async (word: number, sequence: readonly string[], ending: string): Promise<Evaluated | undefined> => {
    const netlist = fine[word];
    if (netlist === undefined || left() <= 0 || signal.aborted) return undefined;
    const cost = await costOf(netlist, abcCommand(sequence, ending), yosys, Math.min(left(), longestRun), signal);
    return cost === undefined ? undefined : { word, sequence, ending, cost };
  };
  const usual = await evaluate(0, [], '');
  if (usual === undefined) return failure('No recipe was measured in time.', 'Give it more time with --budget.');
  const all: Evaluated[] = [usual];
  let best = usual;
  const take = (one: Evaluated | undefined): void => {
    if (one === undefined) return;
    all.push(one);
    if (product(one.cost) < product(best.cost)) best = one;
    progress(all.length, best.cost);
  };
  for (let word = 1; word < fine.length; word++) if (!isSame(fine[word], fine[0])) take(await evaluate(word, [], ''));
  const { word } = best;
  for (const ending of endings) take(await evaluate(word, [], ending));
  const random = randomWords(seed || 1);
  const below = (limit: number): number => (random() >>> 0) % limit;
  const known = new Set(all.map(keyOf));
  for (let misses = 0; left() > 0 && !signal.aborted && misses < 200 && all.length - all.indexOf(best) <= patience;) {
    const sequence = changed(best.sequence, below);
    const ending = best.ending === '' || below(4) === 0 ? (endings[below(endings.length)] ?? '') : best.ending;
    if (known.has(keyOf({ word, sequence, ending }))) misses++;
    else {
      known.add(keyOf({ word, sequence, ending }));
      take(await evaluate(word, sequence, ending));
    }
  }
  return success(told(usual, best, all));
}

/** The module with its words turned into gates, ready for ABC. */
async function wordsAsGates(
  unit: CompileUnit,
  yosys: Yosys,
  commands: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const design = readDesign(unit, { reader: yosys.slang ? 'slang' : 'verilog' });
  const run = await yosys.run(
    {
      commands: [
        ...design.commands,
        `synth -flatten ${design.top === '' ? '-auto-top' : `-top ${design.top}`} -run begin:fine`,
        ...commands,
        ...toGates,
        'write_rtlil fine.il',
      ],
      files: design.files,
      outputs: ['fine.il'],
      timeoutMs,
    },
    signal,
  );
  return run.kind === 'finished' && run.code === 0 ? run.files.get('fine.il') : undefined;
}

const toGates = ['opt -fast -full', 'memory_map', 'opt -undriven -fine', 'techmap', 'opt -fast', 'delete t:$scopeinfo'];

async function costOf(
  netlist: Uint8Array,
  abc: string,
  yosys: Yosys,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RecipeCost | undefined> {
  const commands = ['read_rtlil fine.il', abc, 'opt_clean', 'tee -q -o size.txt stat', 'tee -q -o levels.txt ltp -noff'];
  const files = new Map([['fine.il', netlist]]);
  const run = await yosys.run({ commands, files, outputs: ['size.txt', 'levels.txt'], timeoutMs }, signal);
  if (run.kind !== 'finished' || run.code !== 0) return undefined;
  const text = (file: string): string => new TextDecoder().decode(run.files.get(file) ?? new Uint8Array());
  const cells = /^\s*(\d+)\b.*\bcells$/m.exec(text('size.txt')) ?? /Number of cells:\s+(\d+)/.exec(text('size.txt'));
  const levels = /\(length=(\d+)\)/.exec(text('levels.txt'));
  return { cells: Number(cells?.[1] ?? 0), levels: Number(levels?.[1] ?? 0) };
}

function abcCommand(sequence: readonly string[], ending: string): string {
  return ending === '' ? 'abc' : `abc -script +${['strash', ...sequence, ending].join(';')}`;
}

/** One step more, one less, or another one. */
function changed(sequence: readonly string[], below: (limit: number) => number): string[] {
  const next = [...sequence];
  const step = steps[below(steps.length)] ?? 'dc2';
  const at = below(next.length + 1);
  const kind = below(3);
  if (kind === 0 && next.length > 0) next.splice(Math.min(at, next.length - 1), 1);
  else if (kind === 1 && next.length > 0) next[Math.min(at, next.length - 1)] = step;
  else if (next.length < longestSequence) next.splice(at, 0, step);
  return next;
}

function product({ cells, levels }: RecipeCost): number {
  return cells * Math.max(levels, 1);
}

function keyOf({ word, sequence, ending }: Pick<Evaluated, 'word' | 'sequence' | 'ending'>): string {
  return [word, ...sequence, ending].join(';');
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function told(usual: Evaluated, best: Evaluated, all: readonly Evaluated[]): SynthesisRecipe {
  const of = ({ word, sequence, ending, cost }: Evaluated): SynthesisRecipe['front'][number] => ({
    words: wordSteps[word]?.words ?? '',
    commands: [
      'synth -flatten -run begin:fine',
      ...(wordSteps[word]?.commands ?? []),
      ...toGates.slice(0, -1),
      abcCommand(sequence, ending),
    ],
    ...cost,
  });
  const front = all.filter(
    ({ cost }, at) =>
      !all.some((other, index) => {
        const isNoWorse = other.cost.cells <= cost.cells && other.cost.levels <= cost.levels;
        return isNoWorse && (other.cost.cells < cost.cells || other.cost.levels < cost.levels || index < at);
      }),
  );
  return {
    tried: all.length,
    before: usual.cost,
    best: of(best),
    front: front.sort((a, b) => a.cost.cells - b.cost.cells).map(of),
  };
}
