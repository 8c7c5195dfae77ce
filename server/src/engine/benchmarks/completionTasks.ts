import { editSimilarity } from '../../base/editSimilarity';
import { LineIndex } from '../../base/lines';
import { failure, success, type Outcome } from '../../base/outcome';
import { withFileText, type CompileUnit } from '../../model/compileUnit';
import type { Completion } from '../../protocol/contract';
import type { BenchSample } from '../../protocol/tests';
import { Random } from '../../sim/random';
import { blankComments } from '../../tools/sourcePlaces';
import { checkEquivalence } from '../../verify/equivalence';
import type { CompleteRequest, RunLimits } from '../engine';
import type { BenchWorld } from './answers';
import { chooseMasks, masksIn, type Mask } from './masks';
import type { ModelHelp } from './modelAnswers';
import type { BenchTask, Unanswered } from './samples';

/** Ghost text, as the editor is given it. */
export type Completes = (request: CompleteRequest, limits: RunLimits, signal: AbortSignal) => Promise<Outcome<Completion>>;

export interface MaskedRequest extends ModelHelp {
  readonly data: string;
  readonly cases?: RegExp;
  /** Places of each kind. */
  readonly places: number;
}

/** Longest for one suggestion (s), and for holding what is proposed against what was there (ms). */
const suggestionSeconds = 120;
const proofMs = 20_000;

/**
 * Places of the modules below a folder, each cut out and asked for again as ghost text (RuC's grain: instances, port lists, assignments, case arms, always blocks). An answer
 * passes when it is what was there, layout aside, or is proved to behave as it; a place without which the module behaves the same is left out.
 */
export async function completionTasks(request: MaskedRequest, world: BenchWorld, complete: Completes): Promise<Outcome<BenchTask[]>> {
  const { index } = world.project;
  const { data, cases, places } = request;
  if ((await world.parts.workspace.listFiles(data)).length === 0)
    return failure(`${data} is no folder with files in it`, 'Name the folder of a project with --data.');
  await index.addFolder(data);
  const files = index.files.filter((file) => file.startsWith(`${data}/`) && index.includersOf(file).length === 0);
  const random = new Random(world.limits.seed);
  const idOf = (mask: Mask): string =>
    `${mask.path.slice(data.length + 1)}:${lineOf(index.text(mask.path) ?? '', mask.start)}:${mask.kind}`;
  const masks = chooseMasks(
    files,
    places,
    (file) => masksIn(index.parse(file), file, index.modulesOf(file)).filter((mask) => cases?.test(idOf(mask)) ?? true),
    (list) =>
      list
        .map((one) => ({ one, key: random.word() >>> 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one),
  );
  if (masks.length === 0)
    return failure(`no place in the modules below ${data} can be masked`, 'Name a folder with modules, or mend --cases.');
  return success(masks.map((mask) => new MaskedPlace(mask, idOf(mask), request, world, complete)));
}

function lineOf(text: string, offset: number): number {
  return new LineIndex(text).positionAt(offset).line + 1;
}

class MaskedPlace implements BenchTask {
  readonly kind: string;

  constructor(
    private readonly mask: Mask,
    readonly id: string,
    private readonly help: ModelHelp,
    private readonly world: BenchWorld,
    private readonly complete: Completes,
  ) {
    this.kind = mask.kind;
  }

  async run(sample: number, signal: AbortSignal): Promise<BenchSample | Unanswered> {
    const { mask, help, world } = this;
    const whole = world.project.index.text(mask.path) ?? '';
    const text = whole.slice(0, mask.start) + whole.slice(mask.end);
    const judge = await this.judge(whole, signal);
    const cost = { rounds: 0, inputTokens: 0, outputTokens: 0 };
    // Where the rest alone behaves the same, nothing can be told from an answer.
    if ((await judge(text)) === 'same')
      return { id: this.id, sample, verdict: 'unknown', class: 'T', reason: 'without it the module is the same', ...cost, idle: true };
    const { line, column } = new LineIndex(text).positionAt(mask.start);
    const request = {
      ...{ file: mask.path, line, column, text, trigger: 'invoked' as const, anew: true },
      ...(help.graph ? {} : { without: ['graph'] }),
      ...(help.loop ? {} : { unrepaired: true }),
    };
    const answer = await this.complete(request, { ...world.limits, seconds: suggestionSeconds }, signal);
    if (!answer.ok) return { id: this.id, sample, verdict: 'unknown', class: 'C', reason: answer.message, ...cost };
    const { items, silent, detail = '', attempts, usage } = answer.value;
    const kind = silent === undefined ? undefined : endpointFailures[silent];
    if (kind !== undefined) return { unanswered: detail, kind };
    const spent = {
      rounds: attempts,
      inputTokens: usage?.inputTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      ...(usage?.cost === undefined ? {} : { cost: usage.cost }),
    };
    const [item] = items;
    if (item === undefined)
      return { id: this.id, sample, verdict: 'refuted', class: '-', reason: detail, ...spent, exact: false, similarity: 0 };
    const lines = new LineIndex(text);
    const at = (place: { line: number; column: number }): number => lines.offsetAt({ line: place.line - 1, column: place.column - 1 });
    const { startLine, startColumn, endLine, endColumn } = item.range;
    const taken =
      text.slice(0, at({ line: startLine, column: startColumn })) + item.text + text.slice(at({ line: endLine, column: endColumn }));
    const exact = bare(taken) === bare(whole);
    const behaves = exact ? 'same' : await judge(taken);
    return {
      ...{ id: this.id, sample, ...told[behaves], origin: item.origin, ...spent, exact },
      similarity: editSimilarity(item.text.trim().slice(0, 4000), whole.slice(mask.start, mask.end).slice(0, 4000)),
    };
  }

  /** Holds the file with another text against the one that it was. */
  private async judge(whole: string, signal: AbortSignal): Promise<(text: string) => Promise<keyof typeof told>> {
    const { mask, world } = this;
    const { index } = world.project;
    const module = index.modulesOf(mask.path).find(({ range }) => range.start <= mask.start && mask.end <= range.end)?.name;
    const loaded = (await index.compileUnitLater(mask.path, module, signal)).unit;
    const golden: CompileUnit = { ...withFileText(loaded, mask.path, whole), ...(module === undefined ? {} : { top: module }) };
    return async (text) => {
      const candidate = withFileText(golden, mask.path, text);
      const request = { golden, candidate, contract: { kind: 'sameCycle' as const }, budgetMs: proofMs, seed: world.limits.seed };
      const { verdict } = await checkEquivalence(request, world.tools, () => undefined, signal);
      return verdict === 'proved' ? 'same' : verdict === 'refuted' ? 'different' : verdict === 'checked' ? 'alike' : 'undecided';
    };
  }
}

const told = {
  same: { verdict: 'proved', class: '.', reason: 'it behaves as what was there' },
  alike: { verdict: 'checked', class: '.', reason: 'no run showed a difference to what was there' },
  different: { verdict: 'refuted', class: 'R', reason: 'it behaves otherwise than what was there' },
  undecided: { verdict: 'unknown', class: 'T', reason: 'whether it behaves as what was there was not decided' },
} as const;

/** Reasons of silence that are the endpoint's. */
const endpointFailures: Readonly<Record<string, Unanswered['kind']>> = {
  modelUnreachable: 'unreachable',
  badKey: 'unauthorized',
  rateLimited: 'rateLimited',
  modelOverloaded: 'overloaded',
  unknownModel: 'unknownModel',
};

/** A text without comments and layout. */
function bare(text: string): string {
  return blankComments(text)
    .replace(/\s+/g, ' ')
    .replace(/ ?(\W) ?/g, '$1')
    .trim();
}
