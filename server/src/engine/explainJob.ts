import { failure, success, type Outcome } from '../base/outcome';
import { renderText } from '../graph/render/text';
import type { ModuleGraph } from '../graph/graphTypes';
import { explainByRule, type Grain } from '../jobs/explain/byRule';
import { checkClaims, type CheckedClaims } from '../jobs/explain/checkClaims';
import { explainDraft, readClaims } from '../jobs/explain/prompt';
import type { Rounds } from '../jobs/rounds';
import type { ModelAccess } from '../llm/modelAccess';
import type { Explanation } from '../protocol/jobs';
import type { ExplainRequest, RunLimits } from './engine';
import { graphIn } from './graphJob';
import { jobRounds } from './jobRounds';
import { loadModule, moduleMaterial } from './moduleJob';
import type { EngineParts } from './parts';
import type { LoadedDesign, Project } from './project';

export interface ExplainWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly model: ModelAccess | undefined;
}

/** `explain`: what the graph says of a place, and what a model says of it that the graph entails. */
export async function explainModule(
  request: ExplainRequest,
  world: ExplainWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<Outcome<Explanation>> {
  const design = await loadModule(request, world.project, signal);
  if (!design.ok) return design;
  const { top } = design.value;
  const graph = graphIn(top.path, top.name, world.project);
  if (graph === undefined) return failure(`${top.name} cannot be read`, 'Mend its syntax errors.');
  const grain: Grain = request.grain ?? (request.line === undefined ? 'module' : 'block');
  const line = request.line ?? graph.line;
  if ((grain === 'line' || grain === 'block') && request.line === undefined)
    return failure(`the grain ${grain} needs a line`, 'Say which with --line.');
  const { shown } = checkClaims(graph, explainByRule(graph, grain, line));
  const notes = [...graph.notes];
  const rounds = world.model === undefined ? undefined : jobRounds(world.model, world.parts, limits);
  const asked =
    rounds === undefined ? undefined : await byModel(rounds, { design: design.value, graph, grain, line }, world, notes, signal);
  const place = (origin: 'rule' | 'model') => (claim: CheckedClaims['shown'][number]) => ({
    text: claim.text,
    file: top.path,
    line: claim.line,
    endLine: claim.endLine,
    origin,
  });
  const claims = [...(asked?.shown ?? []).map(place('model')), ...shown.map(place('rule'))];
  if (claims.length === 0)
    notes.push(grain === 'line' || grain === 'block' ? `The graph says nothing of line ${line}.` : 'The graph says nothing of it.');
  return success({
    module: top.name,
    grain,
    claims,
    withheld: [...(asked?.withheld ?? [])],
    notes,
    ...(rounds === undefined ? {} : { spending: rounds.spending }),
  });
}

async function byModel(
  rounds: Rounds,
  of: { readonly design: LoadedDesign; readonly graph: ModuleGraph; readonly grain: Grain; readonly line: number },
  { parts }: ExplainWorld,
  notes: string[],
  signal: AbortSignal,
): Promise<CheckedClaims | undefined> {
  const { design, graph, grain, line } = of;
  if (!rounds.maySend(design.top.path)) {
    notes.push(`${design.top.path} is never sent to a model.`);
    return undefined;
  }
  const from = design.unit.files.map(({ path }) => path);
  const code = moduleMaterial(design, parts);
  const numbered = code.text
    .split('\n')
    .map((text, i) => `${i + graph.line}| ${text}`)
    .join('\n');
  const facts = { title: `facts about ${graph.name}`, text: renderText(graph, { maxTokens: 2000, focus: [] }), from };
  const reply = await rounds.ask(explainDraft([{ ...code, text: numbered }, facts], grain, line), signal);
  const read = reply.ok ? readClaims(reply.text) : reply;
  if (read.ok) return checkClaims(graph, read.value);
  notes.push(`The model explained nothing: ${read.message}`);
  return undefined;
}
