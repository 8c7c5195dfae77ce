import { failure, success, type Outcome } from '../base/outcome';
import { boundFile, type JudgedAssertion } from '../jobs/assertions/boundFile';
import { judgeProposals, type ProposalOutcome } from '../jobs/assertions/judgeProposals';
import { proposalDraft, readProposals } from '../jobs/assertions/prompt';
import { propertyClock, propertyText, type ProposedAssertion } from '../jobs/assertions/proposed';
import { proposeByRule } from '../jobs/assertions/rules';
import type { ModuleGraph } from '../graph/graphTypes';
import { renderText } from '../graph/render/text';
import type { ModelAccess } from '../llm/modelAccess';
import type { Assertions } from '../protocol/jobs';
import { TextJudge } from './judgeTexts';
import type { ModuleJobRequest, Progress, RunLimits } from './engine';
import { graphIn } from './graphJob';
import { jobRounds } from './jobRounds';
import { loadModule, moduleMaterial, proposedBeside } from './moduleJob';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';
import type { Toolbox } from './toolbox';
import type { Rounds } from '../jobs/rounds';

/** `assert`: assertions proposed for a module, judged inside it, and given as a file that is bound to it. */
export class AssertJob {
  private readonly texts: TextJudge;

  constructor(
    private readonly parts: EngineParts,
    private readonly project: Project,
    private readonly toolbox: Toolbox,
    private readonly model: ModelAccess | undefined,
  ) {
    this.texts = new TextJudge(parts, project, toolbox);
  }

  async propose(request: ModuleJobRequest, limits: RunLimits, progress: Progress, signal: AbortSignal): Promise<Outcome<Assertions>> {
    const ends = this.parts.now() + limits.seconds * 1000;
    const design = await loadModule(request, this.project, signal);
    if (!design.ok) return design;
    const { top } = design.value;
    const graph = graphIn(top.path, top.name, this.project);
    if (graph === undefined) return failure(`${top.name} cannot be read`, 'Mend its syntax errors.');
    const clock = propertyClock(graph);
    if (clock === undefined)
      return failure(`${top.name} has no single clock that its registers share`, 'Name a clocked module with one clock.');
    const notes: string[] = [];
    const rounds = this.model === undefined ? undefined : jobRounds(this.model, this.parts, limits);
    const byRule = proposeByRule(graph);
    const proposals = [...byRule, ...(rounds === undefined ? [] : await this.byModel(rounds, design.value, graph, byRule, notes, signal))];
    const done = (outcomes: readonly ProposalOutcome[], files: Assertions['files']): Outcome<Assertions> =>
      success({
        module: top.name,
        files,
        assertions: outcomes.map(({ proposal, ...found }) => ({
          ...{
            name: proposal.name,
            rule: proposal.rule,
            text: propertyText(proposal, clock),
            words: proposal.words,
            file: top.path,
            line: proposal.line,
          },
          ...found,
        })),
        notes,
        ...(rounds === undefined ? {} : { spending: rounds.spending }),
      });
    if (proposals.length === 0) {
      notes.push('No rule finds something to claim: no state machine, counter, handshake, flag or reset value that can be named.');
      return done([], []);
    }
    progress({ message: `${top.name}: ${proposals.length} proposals` });
    const tools = await this.toolbox.select(limits.tools);
    const task = { unit: design.value.unit, module: top, clock, proposals, budgetMs: Math.max(2000, (ends - this.parts.now()) * 0.85) };
    const outcomes = await judgeProposals(task, tools, signal);
    const good = outcomes.flatMap(({ proposal, outcome, cycles }): JudgedAssertion[] =>
      outcome === 'proved' || outcome === 'bounded' ? [{ ...proposal, outcome, ...(cycles === undefined ? {} : { cycles }) }] : [],
    );
    if (good.length === 0) return done(outcomes, []);
    const file = proposedBeside(request, `${top.name}_sva`, boundFile(graph, clock, good), this.parts);
    const problem = await this.elaborates(file, design.value, limits, signal);
    if (problem !== undefined) notes.push(`The bound file was withheld: ${problem}`);
    return done(outcomes, problem === undefined ? [file] : []);
  }

  /** Whether the bound file reads together with the module. */
  private async elaborates(
    file: Assertions['files'][number],
    design: LoadedDesign,
    limits: RunLimits,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const texts = [
      ...design.files.map((path) => ({ path, text: this.parts.workspace.readText(path) ?? '' })),
      { path: file.file, text: file.text },
    ];
    const verdict = await this.texts.judge({ files: texts, top: design.top.name, maxRung: 'elaborate' }, limits, signal);
    const failed = verdict.rungs.find(({ outcome }) => outcome === 'failed' || outcome === 'broken');
    return failed === undefined ? undefined : failed.detail;
  }

  private async byModel(
    rounds: Rounds,
    design: LoadedDesign,
    graph: ModuleGraph,
    known: readonly ProposedAssertion[],
    notes: string[],
    signal: AbortSignal,
  ): Promise<ProposedAssertion[]> {
    if (!rounds.maySend(design.top.path)) {
      notes.push(`${design.top.path} is never sent to a model.`);
      return [];
    }
    const facts = {
      title: `facts about ${graph.name}`,
      text: renderText(graph, { maxTokens: 1500, focus: [] }),
      from: design.unit.files.map(({ path }) => path),
    };
    const reply = await rounds.ask(
      proposalDraft(
        [moduleMaterial(design, this.parts), facts],
        known.map(({ words }) => words),
      ),
      signal,
    );
    const read = reply.ok ? readProposals(reply.text, graph) : reply;
    if (read.ok) return read.value;
    notes.push(`The model proposed nothing: ${read.message}`);
    return [];
  }
}
