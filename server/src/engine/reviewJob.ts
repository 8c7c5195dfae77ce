import { success, type Outcome } from '../base/outcome';
import type { Diagnostic, ProjectStatus } from '../protocol/contract';
import type { Review, ReviewedModule } from '../protocol/jobs';
import { checkedSummary, factsOf, summaryDraft } from '../jobs/review/summary';
import type { ModelAccess } from '../llm/modelAccess';
import { newFindings } from '../verify/checks/newFindings';
import { checkDesign } from './checkDesign';
import type { Progress, ReviewRequest, RunLimits } from './engine';
import type { EvidenceStore } from './evidenceStore';
import { gitChanges, gitFolder, pathChanges, type FileVersions } from './gitChanges';
import { jobRounds } from './jobRounds';
import { withOtherTexts } from './otherTexts';
import type { EngineParts } from './parts';
import type { Project } from './project';
import { PairReview, type Versions } from './reviewPair';
import { changedUnits } from './reviewUnits';
import type { Toolbox } from './toolbox';

export interface ReviewWorld {
  readonly parts: EngineParts;
  readonly project: Project;
  readonly toolbox: Toolbox;
  readonly evidence: EvidenceStore;
  readonly model: ModelAccess | undefined;
  readonly status: () => Pick<ProjectStatus, 'complete' | 'descriptions'>;
}

/** The least time for the findings of both versions (s), and the part of all time that they get. */
const leastSeconds = 2;
const findingsShare = 0.2;

/** `review`: every design unit that differs between two versions, with what is proven of its behaviour. Nothing is written. */
export async function reviewChange(
  request: ReviewRequest,
  world: ReviewWorld,
  limits: RunLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome<Review>> {
  const { parts } = world;
  const ends = parts.now() + limits.seconds * 1000 - 500;
  const changes = await changesOf(request, parts, signal);
  if (!changes.ok) return changes;
  const { before: beforeName, after: afterName } = versionNames(request);
  const review: Review = {
    before: beforeName,
    after: afterName,
    files: changes.value.map(({ file, before, after }) => ({
      file,
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'modified',
    })),
    modules: [],
    newFindings: [],
    goneFindings: [],
    summary: [],
    withheld: [],
    notes: [],
  };
  if (changes.value.length === 0) return success({ ...review, notes: ['No source file differs.'] });
  for (const { file } of changes.value.slice(0, 1)) await world.project.openProjectOf(file);
  const sides = openSides(request, changes.value, world);
  try {
    await fill(
      review,
      changes.value,
      sides,
      new PairReview(world, sides, limits, ends - limits.seconds * 1000 * findingsShare, progress, signal),
    );
    const seconds = Math.max(leastSeconds, (ends - parts.now()) / 2000);
    Object.assign(review, await findings(changes.value, sides, { ...limits, seconds }, signal));
    return success({ ...review, ...(await summarized(review, world, limits, signal)) });
  } catch (error) {
    if (!signal.aborted) throw error;
    return success({ ...review, notes: [...review.notes, 'The time ran out before all of it was looked at.'] });
  } finally {
    sides.dispose();
  }
}

/** What a model makes of the facts: only sentences that follow from those they cite, of units whose files may be sent. */
async function summarized(review: Review, { model, parts }: ReviewWorld, limits: RunLimits, signal: AbortSignal): Promise<Partial<Review>> {
  const facts = factsOf(review).filter(({ file }) => model?.maySend(file) === true);
  if (model === undefined || facts.length === 0) return {};
  const rounds = jobRounds(model, parts, limits);
  const reply = await rounds.ask(summaryDraft(facts), signal);
  const read = reply.ok ? checkedSummary(facts, reply.text) : reply;
  const { spending } = rounds;
  return read.ok ? { ...read.value, spending } : { notes: [...review.notes, `The model summarized nothing: ${read.message}.`], spending };
}

/** Reviews every unit that differs, one after another. */
async function fill(review: Review, changes: readonly FileVersions[], sides: Sides, compared: PairReview): Promise<void> {
  const { pairs, notes } = changedUnits(changes, sides.before.project, sides.after.project);
  review.notes.push(...notes);
  for (const [at, pair] of pairs.entries()) review.modules.push(await compared.review(pair, pairs.length - at));
  // Those that had too little are given what the others left.
  const hurried = pairs.flatMap((pair, at) => (ranOut(review.modules[at]) ? [{ pair, at }] : []));
  for (const [turn, { pair, at }] of hurried.entries())
    if (compared.secondsLeft() > hurried.length) review.modules[at] = await compared.review(pair, hurried.length - turn);
}

function ranOut(one: ReviewedModule | undefined): boolean {
  return one?.verdict?.verdict === 'unknown' && /did not end|in time|time ran out/.test(one.verdict.reason);
}

function changesOf(
  { place, revision, earlier, only }: ReviewRequest,
  parts: EngineParts,
  signal: AbortSignal,
): Promise<Outcome<FileVersions[]>> {
  if (earlier !== undefined) return pathChanges(earlier, place, parts);
  return gitChanges(revision ?? 'HEAD', { folder: gitFolder(place, parts), ...(only === true ? { within: place } : {}) }, parts, signal);
}

function versionNames({ place, revision = 'HEAD', earlier }: ReviewRequest): Pick<Review, 'before' | 'after'> {
  if (earlier !== undefined) return { before: earlier, after: place };
  const [from = '', to] = revision.split('..');
  return { before: from, after: to ?? 'now' };
}

interface Sides extends Versions {
  readonly findingsIn: (
    side: 'before' | 'after',
    files: readonly string[],
    limits: RunLimits,
    signal: AbortSignal,
  ) => Promise<Outcome<Diagnostic[]>>;
  dispose(): void;
}

/** Both versions as projects; what is compared by path is hidden where it was taken from, so that no name stands for two things. */
function openSides({ earlier }: ReviewRequest, changes: readonly FileVersions[], world: ReviewWorld): Sides {
  const { project, parts, toolbox, status } = world;
  const hidden = earlier === undefined ? [] : project.index.files.filter((file) => file === earlier || file.startsWith(`${earlier}/`));
  const texts = (side: 'before' | 'after') =>
    new Map([...hidden.map((file) => [file, undefined] as const), ...changes.map((one) => [one.file, one[side]] as const)]);
  const sides = {
    before: withOtherTexts(project, parts.workspace, texts('before')),
    after: withOtherTexts(project, parts.workspace, texts('after')),
  };
  return {
    ...sides,
    async findingsIn(side, files, limits, signal) {
      const tools = await toolbox.select(limits.tools);
      return checkDesign(files, undefined, { ...sides[side], tools, limits, status: status() }, signal);
    },
    dispose() {
      sides.before.dispose();
      sides.after.dispose();
    },
  };
}

/** Findings in the changed files that only one version has. What could not be looked at is no finding of a version. */
async function findings(changes: readonly FileVersions[], sides: Sides, limits: RunLimits, signal: AbortSignal): Promise<Partial<Review>> {
  const of = async (side: 'before' | 'after'): Promise<Diagnostic[]> => {
    const files = changes.flatMap((one) => (one[side] === undefined ? [] : [one.file]));
    if (files.length === 0) return [];
    const found = await sides.findingsIn(side, files, limits, signal);
    return found.ok ? found.value.filter(({ severity, code }) => severity !== 'hint' && code !== 'elaborate/not-run') : [];
  };
  const [before, after] = [await of('before'), await of('after')];
  const fresh = newFindings(after, before);
  // Where errors keep the tools from reading on, what they do not say any more may still be there.
  const gone = newFindings(before, after).filter(({ severity }) => severity === 'error' || !fresh.some((one) => one.severity === 'error'));
  return { newFindings: fresh, goneFindings: gone };
}
