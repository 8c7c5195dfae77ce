import { eachOf } from '../base/eachOf';
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
}

interface Judged {
  readonly line: BatchLine;
  readonly text: string;
  readonly result: { id: string; group?: string } & Partial<Pick<Verdict, 'verdict' | 'reason' | 'score'>> & { error?: string };
}

/**
 * `signoff judge --batch FILE`: a JSON object per line (`id`, `candidate` or `text`, `golden`, `testbench`, `top`, `group`), judged side by side,
 * answered in the order given. With --pairs, what was proved or checked against what was refuted in the same group becomes a line of
 * preference data; `unknown` is no evidence and makes no pair.
 */
export async function judgeBatch(options: BatchOptions, context: CommandContext): Promise<Answer> {
  const lines = readBatch(options.batch, context.readText(context.resolve(options.batch)));
  if (!lines.ok) return badInput(lines);
  // Texts given in the lines stand in the project while they are judged: one at a time, so that none supplies a module that another lacks.
  const jobs = lines.value.some((line) => line.text !== undefined) ? 1 : options.jobs;
  const judged = await eachOf(lines.value, jobs, (line) => judgeLine(line, context));
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
