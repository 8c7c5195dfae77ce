import { failure, success, type Outcome } from '../base/outcome';
import { asMarkdown, type Documented } from '../jobs/document/asMarkdown';
import { withCommentHeader } from '../jobs/document/asComment';
import { portRemarks } from '../jobs/document/portRemarks';
import type { ModuleDocument } from '../protocol/jobs';
import type { DocumentRequest, RunLimits } from './engine';
import { explainModule, type ExplainWorld } from './explainJob';
import { graphIn } from './graphJob';
import { loadModule, proposedBeside } from './moduleJob';

/** `document`: a module as Markdown beside it, or as a comment above it, from its header and graph; a model's sentences only as `explain` shows them. */
export async function documentModule(
  request: DocumentRequest,
  world: ExplainWorld,
  limits: RunLimits,
  signal: AbortSignal,
): Promise<Outcome<ModuleDocument>> {
  const { parts, project } = world;
  const design = await loadModule(request, project, signal);
  if (!design.ok) return design;
  const { top } = design.value;
  const graph = graphIn(top.path, top.name, project);
  if (graph === undefined) return failure(`${top.name} cannot be read`, 'Mend its syntax errors.');
  const place = { file: request.file, module: top.name };
  const brief = await explainModule({ ...place, grain: 'sentence' }, { ...world, model: undefined }, limits, signal);
  if (!brief.ok) return brief;
  // The comment holds facts alone.
  const told =
    world.model === undefined || request.comment === true
      ? undefined
      : await explainModule({ ...place, grain: 'module' }, world, limits, signal);
  const text = parts.workspace.readText(top.path) ?? '';
  const prose = told?.ok === true ? told.value.claims.filter(({ origin }) => origin === 'model') : [];
  const module: Documented = {
    info: top,
    graph,
    headline: brief.value.claims[0]?.text ?? '',
    remarks: portRemarks(top, text),
    prose: prose.map((one) => one.text),
  };
  const file =
    request.comment === true
      ? { file: top.path, text: withCommentHeader(text, module), created: false }
      : proposedBeside(request, `${top.name}.md`, asMarkdown(module), parts);
  return success({
    module: top.name,
    files: [file],
    claims: prose.map((one) => ({ text: one.text, file: one.file, line: one.line })),
    withheld: told?.ok === true ? told.value.withheld : [],
    notes: told?.ok === true ? told.value.notes : [...graph.notes],
    ...(told?.ok === true && told.value.spending !== undefined ? { spending: told.value.spending } : {}),
  });
}
