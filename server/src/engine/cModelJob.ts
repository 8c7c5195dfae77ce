import { failure, success, type Outcome } from '../base/outcome';
import { cInReply, cModelDraft } from '../jobs/cmodel/prompt';
import { cHeader, cPorts, type CPort } from '../jobs/cmodel/cInterface';
import { runCModel, type CModelUnderTest, type CRun } from '../jobs/cmodel/runCModel';
import { refusedInC } from '../jobs/cmodel/screenC';
import { writeCModel } from '../jobs/cmodel/writeCModel';
import type { Rounds } from '../jobs/rounds';
import { captureRun, type CapturedRun } from '../jobs/testbench/captureBench';
import type { ModelAccess } from '../llm/modelAccess';
import type { CModelProposal, JobAttempt } from '../protocol/jobs';
import type { ModuleJobRequest, Progress, RunLimits } from './engine';
import { jobRounds } from './jobRounds';
import { loadModule, moduleMaterial, proposedBeside } from './moduleJob';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import type { Toolbox } from './toolbox';

export interface CModelWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly toolbox: Toolbox;
  readonly model: ModelAccess | undefined;
}

/** Cycles that a model is run for, from power-up: the scenarios of testbenches, with several seeds. */
const seeds = 4;
const runMs = 20_000;
const mostAnswers = 4;

/**
 * `cmodel`: the module in C99, written from its netlist, or by a model where one was chosen; compiled with the machine's compiler and run beside the module. Shown only when both agree in every cycle; else the
 * first cycle that differs.
 */
export async function proposeCModel(
  request: ModuleJobRequest,
  world: CModelWorld,
  limits: RunLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome<CModelProposal>> {
  const { parts, project, toolbox } = world;
  const design = await loadModule(request, project, signal);
  if (!design.ok) return design;
  const { top, unit } = design.value;
  const { yosys } = await toolbox.select(limits.tools);
  progress({ message: `${top.name}: running scenarios` });
  const captured = await captureRun(unit, top, yosys, { timeoutMs: limits.seconds * 500, seed: limits.seed, seeds }, signal);
  if (!captured.ok) return captured;
  const name = /^[A-Za-z]\w*$/.test(top.name) ? top.name : 'model';
  const maker = new Maker(name, design.value, captured.value, world, progress, signal);
  const rounds = world.model === undefined ? undefined : jobRounds(world.model, parts, limits);
  const byModel = rounds === undefined ? undefined : await maker.byModel(rounds);
  const made = byModel?.run.kind === 'agrees' ? byModel : await maker.byRule();
  if (!made.ok) return failure(`${top.name} has no model in C: ${made.message}`);
  const agrees = made.run.kind === 'agrees';
  const notes = [...maker.notes, ...noteOf(made.run)];
  return success({
    module: top.name,
    files: agrees ? [proposedBeside(request, `${top.name}_model.c`, made.text, parts)] : [],
    origin: made.origin,
    agrees,
    ...(made.run.kind === 'agrees' ? { cycles: made.run.cycles, compiler: made.run.compiler } : {}),
    ...(made.run.kind === 'differs' ? { counterexample: made.run.first, compiler: made.run.compiler } : {}),
    attempts: maker.attempts,
    notes,
    ...(rounds === undefined ? {} : { spending: rounds.spending }),
  });
}

type Made =
  | { readonly ok: true; readonly text: string; readonly run: CRun; readonly origin: 'rule' | 'model' }
  | { readonly ok: false; readonly message: string; readonly run: { readonly kind: 'none' } };

class Maker {
  readonly notes: string[] = [];
  readonly attempts: JobAttempt[] = [];
  private readonly ports: readonly CPort[];

  constructor(
    private readonly name: string,
    private readonly design: LoadedDesign,
    private readonly captured: CapturedRun,
    private readonly world: CModelWorld,
    private readonly progress: Progress,
    private readonly signal: AbortSignal,
  ) {
    const as = (direction: 'input' | 'output') => (port: { readonly name: string; readonly width: number }) => ({ ...port, direction });
    this.ports = cPorts([...captured.inputs.map(as('input')), ...captured.outputs.map(as('output'))]);
  }

  async byRule(): Promise<Made> {
    const { captured, name } = this;
    const written = writeCModel(name, captured.side.steps, this.ports, captured.side.facts.clocks);
    if (!written.ok) return { ok: false, message: written.message, run: { kind: 'none' } };
    return { ok: true, text: written.value, run: await this.run(written.value), origin: 'rule' };
  }

  /** Asked again with what was wrong, as long as the caps allow; the answer that came nearest stays. */
  async byModel(rounds: Rounds): Promise<Extract<Made, { ok: true }> | undefined> {
    const { design, world } = this;
    if (!rounds.maySend(design.top.path)) {
      this.notes.push(`${design.top.path} is never sent to a model.`);
      return undefined;
    }
    const skeleton = `${cHeader(this.name, this.ports, this.captured.side.facts.clocks, ['/* registers */'])}
void ${this.name}_init(${this.name}_state *state);
void ${this.name}_step(${this.name}_state *state, const ${this.name}_in *in, ${this.name}_out *out);
`;
    let best: (Extract<Made, { ok: true }> & { readonly mismatches: number; readonly failed: string }) | undefined;
    let worse: string | undefined;
    for (let round = 1; round <= mostAnswers; round++) {
      const ask = {
        material: [moduleMaterial(design, world.parts)],
        ...{ skeleton, round },
        ...(best === undefined ? {} : { best }),
        ...(worse === undefined ? {} : { worse }),
      };
      const reply = await rounds.ask(cModelDraft(ask), this.signal);
      if (!reply.ok) {
        this.notes.push(`The model wrote nothing that agrees: ${reply.message}`);
        break;
      }
      const text = cInReply(reply.text);
      const refused = refusedInC(text);
      const run: CRun = refused === undefined ? await this.run(text) : { kind: 'didNotRun', message: refused };
      const failed = wordsOf(run);
      const mismatches = run.kind === 'differs' ? run.mismatches : Infinity;
      const kept = best === undefined || run.kind === 'agrees' || mismatches < best.mismatches;
      this.attempts.push({
        what: `answer ${round}`,
        outcome: refused !== undefined ? 'unusable' : kept ? 'accepted' : 'rolledBack',
        detail: failed,
      });
      worse = kept && refused === undefined ? undefined : failed;
      if (kept && refused === undefined) best = { ok: true, text, run, origin: 'model', mismatches, failed };
      if (run.kind === 'agrees' || run.kind === 'noCompiler') break;
    }
    if (best?.run.kind !== 'agrees')
      this.notes.push('No answer of the model agrees with the module; this one is written from its netlist.');
    return best;
  }

  private run(text: string): Promise<CRun> {
    const { captured, ports, name, world, signal } = this;
    this.progress({ message: `${this.design.top.name}: the model beside the module, ${captured.steps.length} cycles` });
    const model: CModelUnderTest = { name, text, ports, steps: captured.steps, expected: captured.trace };
    return runCModel(model, world.parts.runner, runMs, signal);
  }
}

function wordsOf(run: CRun): string {
  switch (run.kind) {
    case 'agrees':
      return `it agrees in ${run.cycles} cycles`;
    case 'differs':
      return `in cycle ${run.first.cycle} ${run.first.output} is ${run.first.module} in the module and ${run.first.model} in the model; ${run.mismatches} cycles differ`;
    case 'doesNotCompile':
      return `${run.compiler}: ${run.lines.join('\n')}`;
    case 'noCompiler':
      return 'there is no C compiler';
    case 'didNotRun':
      return run.message;
  }
}

function noteOf(run: CRun): string[] {
  if (run.kind === 'agrees') return [`Compiled with ${run.compiler} and run beside the module for ${run.cycles} cycles: this is no proof.`];
  if (run.kind === 'noCompiler') return ['It was not compared, and so is not given: install a C compiler (cc, gcc or clang).'];
  return [`Withheld: ${wordsOf(run)}.`];
}
