import { failure, success, type Outcome } from '../base/outcome';
import { renderText } from '../graph/render/text';
import type { ModuleGraph } from '../graph/graphTypes';
import { explainByRule, type Grain } from '../jobs/explain/byRule';
import { checkClaims, type CheckedClaims } from '../jobs/explain/checkClaims';
import { explainDraft, readClaims } from '../jobs/explain/prompt';
import type { Rounds } from '../jobs/rounds';
import type { ModelAccess } from '../llm/modelAccess';
import type { Explanation } from '../protocol/jobs';
import { architecturesOf } from '../vhdl/architectureGraph';
import type { ExplainRequest, RunLimits } from './engine';
import { graphIn } from './graphJob';
import { isVhdl } from '../model/vhdlEntities';
import { jobRounds } from './jobRounds';
import { loadModule, moduleMaterial } from './moduleJob';
import type { EngineParts } from './parts';
import type { Project } from './project';

export interface ExplainWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly model: ModelAccess | undefined;
}

/** What is explained: a unit with its text and its graph, and the files that a model would be sent something of. */
interface Explained {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly graph: ModuleGraph;
  readonly from: readonly string[];
}

/** `explain`: what the graph says of a place, and what a model says of it that the graph entails. Entities of VHDL are explained by the same rules. */
export async function explainModule(
  request: ExplainRequest,
  world: ExplainWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<Outcome<Explanation>> {
  const found = isVhdl(request.file) ? await loadArchitecture(request, world) : await loadVerilog(request, world, signal);
  if (!found.ok) return found;
  const { graph, path } = found.value;
  const grain: Grain = request.grain ?? (request.line === undefined ? 'module' : 'block');
  const line = request.line ?? graph.line;
  if ((grain === 'line' || grain === 'block') && request.line === undefined)
    return failure(`the grain ${grain} needs a line`, 'Say which with --line.');
  const { shown } = checkClaims(graph, explainByRule(graph, grain, line));
  const notes = [...graph.notes];
  const rounds = world.model === undefined || request.byRule === true ? undefined : jobRounds(world.model, world.parts, limits);
  const asked = rounds === undefined ? undefined : await byModel(rounds, found.value, { grain, line }, notes, signal);
  const words = (text: string): string => (isVhdl(path) ? clockInVhdl(text) : text);
  const place = (origin: 'rule' | 'model') => (claim: CheckedClaims['shown'][number]) => ({
    text: origin === 'rule' ? words(claim.text) : claim.text,
    file: path,
    line: claim.line,
    endLine: claim.endLine,
    origin,
  });
  const claims = [...(asked?.shown ?? []).map(place('model')), ...shown.map(place('rule'))];
  if (claims.length === 0)
    notes.push(grain === 'line' || grain === 'block' ? `The graph says nothing of line ${line}.` : 'The graph says nothing of it.');
  return success({
    module: found.value.name,
    grain,
    claims,
    withheld: [...(asked?.withheld ?? [])],
    notes,
    ...(rounds === undefined ? {} : { spending: rounds.spending }),
  });
}

async function loadVerilog(request: ExplainRequest, { project, parts }: ExplainWorld, signal: AbortSignal): Promise<Outcome<Explained>> {
  const design = await loadModule(request, project, signal);
  if (!design.ok) return design;
  const { top, unit } = design.value;
  const graph = graphIn(top.path, top.name, project);
  if (graph === undefined) return failure(`${top.name} cannot be read`, 'Mend its syntax errors.');
  const { text } = moduleMaterial(design.value, parts);
  return success({ name: top.name, path: top.path, text, graph, from: unit.files.map(({ path }) => path) });
}

/** The architecture around a line, of the entity that is asked for, else the last of the file. */
async function loadArchitecture(request: ExplainRequest, { project, parts }: ExplainWorld): Promise<Outcome<Explained>> {
  const { file, module, line, text = parts.workspace.readText(file) } = request;
  if (text === undefined)
    return failure(`cannot read ${file} as text`, 'Check the path, that you may read it, and that it is a source file.');
  await project.openProjectOf(file);
  const all = architecturesOf(file, text, {
    readText: (path) => (path === file ? text : parts.workspace.readText(path)),
    fileOf: (kind, name) => project.index.vhdlFileOf(kind, name),
  });
  const named = module === undefined ? all : all.filter(({ name }) => name.toLowerCase() === module.toLowerCase());
  const chosen = (line === undefined ? undefined : named.find((one) => one.line <= line && line <= one.endLine)) ?? named.at(-1);
  if (chosen === undefined)
    return failure(
      module === undefined ? `no architecture is in ${file}` : `there is no architecture of ${module} in ${file}`,
      all.length === 0 ? 'Name a file with an architecture in it.' : `It has: ${[...new Set(all.map(({ name }) => name))].join(', ')}.`,
    );
  const lines = text.split('\n').slice(chosen.line - 1, chosen.endLine);
  return success({ name: chosen.name, path: file, text: lines.join('\n'), graph: chosen.graph(), from: [file] });
}

/** `posedge clk` as it is called in VHDL. */
function clockInVhdl(text: string): string {
  return text.replace(/\b(?:the )?posedge (?=\w)/g, 'the rising edge of ').replace(/\b(?:the )?negedge (?=\w)/g, 'the falling edge of ');
}

async function byModel(
  rounds: Rounds,
  { name, path, text, graph, from }: Explained,
  { grain, line }: { readonly grain: Grain; readonly line: number },
  notes: string[],
  signal: AbortSignal,
): Promise<CheckedClaims | undefined> {
  if (!rounds.maySend(path)) {
    notes.push(`${path} is never sent to a model.`);
    return undefined;
  }
  const numbered = text
    .split('\n')
    .map((one, i) => `${i + graph.line}| ${one}`)
    .join('\n');
  const code = { title: `module ${name}`, text: numbered, from: [path] };
  const facts = { title: `facts about ${name}`, text: renderText(graph, { maxTokens: 2000, focus: [] }), from };
  const reply = await rounds.ask(explainDraft([code, facts], grain, line), signal);
  const read = reply.ok ? readClaims(reply.text) : reply;
  if (read.ok) return checkClaims(graph, read.value);
  notes.push(`The model explained nothing: ${read.message}`);
  return undefined;
}
