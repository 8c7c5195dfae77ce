import type { SourceText } from '../../base/ranges';
import { generate, settled, type GenerateInput } from '../../jobs/generate';
import { answerOnce } from '../../jobs/generateWithModel';
import type { Rounds } from '../../jobs/rounds';
import { followTables } from '../../jobs/tables/followTables';
import type { ModelAccess } from '../../llm/modelAccess';
import type { Verdict } from '../../protocol/contract';
import type { BenchSample } from '../../protocol/tests';
import { jobRounds } from '../jobRounds';
import { repairFacts } from '../repairFacts';
import { Answers, classOf, type BenchWorld } from './answers';
import type { BenchTask } from './samples';
import type { BenchCase } from './suite';

/** What helps the model: facts from graphs and a plan of modules; tables by algorithm, and what the tools say of an answer, again and again. */
export interface ModelHelp {
  readonly graph: boolean;
  readonly loop: boolean;
}

/** Longest that one answer may take, the model's time included (s). */
const answerSeconds = 900;

/** A case of a suite as a model is asked it. Its testbench and reference score the answer once it is final, and nothing else sees them. */
export function answerTask(one: BenchCase, world: BenchWorld, model: ModelAccess, help: ModelHelp): BenchTask {
  return {
    id: one.id,
    run: async (sample, signal) => {
      const answers = new Answers(one, world, signal);
      const seconds = Math.min(answerSeconds, answers.remainingMs() / 1000);
      const rounds = jobRounds(model, world.parts, { ...world.limits, seconds });
      const answer = help.loop ? await withTools(answers, rounds, help, signal) : await alone(answers, rounds, signal);
      if (answer.files === undefined && rounds.failure !== undefined)
        return { unanswered: rounds.failure.message, kind: rounds.failure.kind };
      if (answer.files === undefined && rounds.spending.stopped === 'time') return { unanswered: answer.reason, kind: 'time' };
      return scored(await scoreOf(answers, answer), { id: one.id, sample }, rounds, answer.origin);
    },
  };
}

interface Answer {
  readonly files?: readonly SourceText[];
  /** What our own tools said where there is none. */
  readonly verdict?: Verdict;
  readonly reason: string;
  readonly origin: 'table' | 'model';
}

function inputOf({ one }: Answers, help: ModelHelp): GenerateInput {
  return {
    text: one.prompt,
    from: [one.promptPath],
    module: one.design,
    answers: [],
    // Nobody is there to be asked.
    assume: true,
    style: { systemVerilog: true, indent: '  ' },
    unplanned: !help.graph,
  };
}

async function withTools(answers: Answers, rounds: Rounds, help: ModelHelp, signal: AbortSignal): Promise<Answer> {
  const { project, tools } = answers.world;
  const found = await generate(
    inputOf(answers, help),
    {
      rounds,
      pathOf: (module) => answers.pathOf(module),
      modulesOf: (text) => answers.modulesIn(text),
      judge: (files, top) => answers.check(files, top),
      follow: (files, top, spec, plan, inner) =>
        followTables(answers.unitOf(files, top), spec, plan, tools.yosys, answers.remainingMs(), inner),
      ...(help.graph
        ? { graphText: (files: readonly SourceText[], top: string) => answers.withFiles(files, () => repairFacts(files, top, project)) }
        : {}),
    },
    signal,
  );
  if (!found.ok) return { reason: found.message, origin: 'model' };
  const { files, verdict, detail, origin = 'model' } = found.value;
  if (files.length > 0) return { files, reason: '', origin };
  return { reason: detail ?? 'nothing passed the tools', origin, ...(verdict === undefined ? {} : { verdict }) };
}

async function alone(answers: Answers, rounds: Rounds, signal: AbortSignal): Promise<Answer> {
  const input = inputOf(answers, { graph: false, loop: false });
  const { spec } = settled(input, (text) => answers.modulesIn(text));
  const task = {
    ...{ spec, module: spec.interface.module ?? answers.one.design, style: input.style, mostRepairs: 0, unplanned: true },
    specification: { title: 'the specification', text: answers.one.prompt, from: input.from },
  };
  const answer = await answerOnce(task, rounds, signal);
  return answer.ok
    ? { files: [{ path: answers.path, text: answer.value }], reason: '', origin: 'model' }
    : { reason: answer.message, origin: 'model' };
}

async function scoreOf(answers: Answers, { files, verdict, reason }: Answer): Promise<Pick<BenchSample, 'verdict' | 'class' | 'reason'>> {
  if (files === undefined) return { verdict: 'refuted', class: verdict === undefined ? 'S' : classOf(verdict), reason };
  const judged = await answers.score(files);
  return { verdict: judged.verdict, class: classOf(judged), reason: judged.reason };
}

/** A score with what the answer cost. */
function scored(
  score: Pick<BenchSample, 'verdict' | 'class' | 'reason'>,
  of: Pick<BenchSample, 'id' | 'sample'>,
  rounds: Rounds,
  origin: BenchSample['origin'],
): BenchSample {
  const { rounds: count, inputTokens, outputTokens, cost } = rounds.spending;
  return {
    ...of,
    ...score,
    ...{ rounds: count, inputTokens, outputTokens },
    ...(cost === undefined ? {} : { cost }),
    ...(origin === undefined ? {} : { origin }),
  };
}
