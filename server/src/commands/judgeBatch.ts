import { failure, type Outcome } from '../base/outcome';
import type { Verdict } from '../protocol/contract';
import { badInput, exitCode, type Answer, type CommandContext } from './command';

/** A line of a batch. Paths are relative to the working directory. */
interface BatchLine {
  readonly id: string;
  /** Answers to the same task have the same group: pairs are made within it. */
  readonly group?: string;
  /** A file, or the text itself with `text`. */
  readonly candidate?: string;
  readonly text?: string;
  readonly golden?: string;
  readonly testbench?: string;
  readonly top?: string;
}

export interface BatchOptions {
  readonly batch: string;
  readonly pairs?: string;
  readonly jobs: number;
  /** `I/N`: every Nth line from the Ith on (1-based), for one job of an array. */
  readonly shard?: string;
  /** Answers of such jobs: nothing is judged, they are put together. */
  readonly merge?: readonly string[];
}

interface Judged {
  readonly line: BatchLine;
  readonly text: string;
  readonly result: { id: string; group?: string } & Partial<Pick<Verdict, 'verdict' | 'reason' | 'score'>> & { error?: string };
}

/**
 * `signoff judge --batch FILE`: a JSON object per line (`id`, `candidate` or `text`, `golden`, `testbench`, `top`, `group`), judged side by side,
 * answered in the order given. With --pairs, what was proved or checked against what was refuted in the same group becomes a line of
 * preference data; `unknown` is no evidence and makes no pair. With --shard, one job of a queue's array judges its part; --merge puts the parts together.
 */
export async function judgeBatch(options: BatchOptions, context: CommandContext): Promise<Answer> {
  const lines = readBatch(options.batch, context.readText(context.resolve(options.batch)));
  if (!lines.ok) return badInput(lines);
  if (options.merge !== undefined) {
    const unread = options.merge.find((file) => resultsIn(context.readText(context.resolve(file))) === undefined);
    if (unread !== undefined)
      return badInput({ message: `${unread} is no answer of judge --batch --json`, hint: 'Name what each job of the array printed.' });
    const texts = options.merge.map((file) => context.readText(context.resolve(file)) ?? '');
    return mergeAnswers(lines.value, texts, options, context);
  }
  const shard = shardOf(options.shard);
  if (shard === undefined)
    return badInput({ message: `--shard takes I/N with I from 1 to N, not "${options.shard ?? ''}"`, hint: 'For example --shard 3/16.' });
  // Each process has an engine of its own: no answer supplies a module that another lacks, and none waits for another's prover.
  const parts = Math.min(options.jobs, Math.floor(lines.value.length / fewestOfPart));
  if (options.shard === undefined && parts > 1) {
    const shards = Array.from({ length: parts }, (_, i) => ['--shard', `${i + 1}/${parts}`, '--json']);
    return mergeAnswers(lines.value, await Promise.all(shards.map((words) => context.again(words))), options, context);
  }
  const judged: Judged[] = [];
  // One after the other: a text stands in the project while it is judged.
  for (const line of lines.value.filter((_, at) => at % shard.of === shard.at - 1)) judged.push(await judgeLine(line, context));
  return answerOf(judged, options, context);
}

/** Lines that are worth a process of their own, which takes a second or two to start. */
const fewestOfPart = 4;

function answerOf(judged: readonly Judged[], options: BatchOptions, context: CommandContext): Answer {
  if (options.pairs !== undefined) {
    const text = pairsOf(judged)
      .map((pair) => `${JSON.stringify(pair)}\n`)
      .join('');
    const problem = context.writeText(context.resolve(options.pairs), text);
    if (problem !== undefined) return badInput(problem);
  }
  const results = judged.map((one) => one.result);
  const rows = results.map(
    (one) => `${one.id}: ${one.verdict ?? 'not judged'} ${one.score?.reward ?? ''} ${one.reason ?? one.error ?? ''}`,
  );
  return { document: { results }, text: rows.join('\n'), code: exitCode.clean };
}

function shardOf(text: string | undefined): { readonly at: number; readonly of: number } | undefined {
  if (text === undefined) return { at: 1, of: 1 };
  const [at, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  return at === undefined || of === undefined || at < 1 || at > of ? undefined : { at, of };
}

/** The answers of an array's jobs in the order of the batch. A line that none of them answered has an error: its job may have died. */
function mergeAnswers(lines: readonly BatchLine[], answers: readonly string[], options: BatchOptions, context: CommandContext): Answer {
  const results = new Map<string, Judged['result']>();
  for (const one of answers.flatMap((answer) => resultsIn(answer) ?? [])) results.set(one.id, one);
  const judged = lines.map((line): Judged => {
    const missing = {
      id: line.id,
      ...(line.group === undefined ? {} : { group: line.group }),
      error: 'the process that was to judge it did not answer',
    };
    const text = line.text ?? (line.candidate === undefined ? '' : (context.readText(context.design(line.candidate)) ?? ''));
    return { line, text, result: results.get(line.id) ?? missing };
  });
  return answerOf(judged, options, context);
}

function resultsIn(text: string | undefined): Judged['result'][] | undefined {
  try {
    const { results } = JSON.parse(text ?? '') as { results?: unknown };
    return Array.isArray(results) ? (results as Judged['result'][]) : undefined;
  } catch {
    return undefined;
  }
}

function readBatch(name: string, text: string | undefined): Outcome<BatchLine[]> {
  if (text === undefined) return failure(`cannot read ${name} as text`, 'Give --batch a file with a JSON object per line.');
  const lines: BatchLine[] = [];
  for (const [at, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const line = lineOf(row, at + 1);
    if (line === undefined)
      return failure(
        `${name}:${at + 1}: not a task for the judge`,
        'Each line is a JSON object with "candidate" (a file) or "text", and if wanted "id", "group", "golden", "testbench", "top", all strings.',
      );
    lines.push(line);
  }
  return { ok: true, value: lines };
}

const keys = ['id', 'group', 'candidate', 'text', 'golden', 'testbench', 'top'] as const;

function lineOf(row: string, number: number): BatchLine | undefined {
  let given: unknown;
  try {
    given = JSON.parse(row);
  } catch {
    return undefined;
  }
  if (typeof given !== 'object' || given === null) return undefined;
  const entries = Object.entries(given).filter(([key]) => (keys as readonly string[]).includes(key));
  if (entries.some(([, value]) => typeof value !== 'string')) return undefined;
  const line: Partial<Record<(typeof keys)[number], string>> = Object.fromEntries(entries);
  return (line.candidate === undefined) === (line.text === undefined) ? undefined : { ...line, id: line.id ?? `${number}` };
}

async function judgeLine(line: BatchLine, context: CommandContext): Promise<Judged> {
  const { engine } = context;
  // In a folder of its own, which is never written.
  const path = line.candidate === undefined ? context.resolve(`.signoff-judge/${encodeURIComponent(line.id)}/candidate.sv`) : undefined;
  if (path !== undefined) engine.openDocument(path, 1, line.text ?? '');
  const file = path ?? context.design(line.candidate ?? '');
  const request = {
    files: [file],
    ...(line.top === undefined ? {} : { top: line.top }),
    ...(line.golden === undefined ? {} : { golden: { files: [context.design(line.golden)] }, contract: { kind: 'sameCycle' as const } }),
    ...(line.testbench === undefined ? {} : { testbenches: [context.resolve(line.testbench)] }),
  };
  const outcome = await engine.judge(request, context.limits, () => undefined, context.signal);
  const text = path === undefined ? (context.readText(file) ?? '') : (line.text ?? '');
  if (path !== undefined) engine.closeDocument(path);
  const name = { id: line.id, ...(line.group === undefined ? {} : { group: line.group }) };
  if (!outcome.ok) return { line, text, result: { ...name, error: `${outcome.message}. ${outcome.hint ?? ''}`.trim() } };
  const { verdict, reason, score } = outcome.value;
  context.progress(`${line.id}: ${verdict}`);
  return { line, text, result: { ...name, verdict, reason, ...(score === undefined ? {} : { score }) } };
}

function pairsOf(judged: readonly Judged[]): object[] {
  const good = judged.filter(({ result }) => result.verdict === 'proved' || result.verdict === 'checked');
  const bad = judged.filter(({ result }) => result.verdict === 'refuted');
  return good.flatMap((chosen) =>
    bad
      .filter((rejected) => chosen.line.group !== undefined && rejected.line.group === chosen.line.group)
      .map((rejected) => ({
        group: chosen.line.group,
        chosen: { id: chosen.line.id, text: chosen.text, verdict: chosen.result.verdict, reward: chosen.result.score?.reward },
        rejected: { id: rejected.line.id, text: rejected.text, reason: rejected.result.reason, reward: rejected.result.score?.reward },
      })),
  );
}
