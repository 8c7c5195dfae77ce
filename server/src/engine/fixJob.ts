import { applyEdits } from '../base/layout';
import { failure, success, type Outcome } from '../base/outcome';
import { fixDraft } from '../jobs/fix/fixPrompt';
import { offersByRule } from '../jobs/fix/rules';
import { applyBlocks, hasEdits } from '../jobs/repairLoop';
import { noModel, type Rounds } from '../jobs/rounds';
import { symbolProject } from '../model/symbols/symbolProject';
import type { Diagnostic } from '../protocol/contract';
import type { Fixed } from '../protocol/jobs';
import { checkDesign } from './checkDesign';
import type { FixRequest, Progress, RunLimits } from './engine';
import type { JudgedFix, TextReading } from './fixComparison';
import { judgeFix } from './fixVerdict';
import { textAtRevision } from './gitFile';
import { jobRounds } from './jobRounds';
import { withOtherTexts } from './otherTexts';
import type { Project } from './project';
import type { ReviewWorld } from './reviewJob';

export type FixWorld = ReviewWorld;

/** Tries that a model has for one problem. */
const mostAsked = 2;

/** A try: the whole text with the edit, and whether the problem is about behaviour. */
interface Attempt {
  readonly title: string;
  readonly origin: 'rule' | 'model';
  readonly text: string;
  readonly changes: boolean;
}

/** `fix`: edits that mend diagnostics of a file, by rule first and then by a model, each held against the tools before it counts. Nothing is written. */
export async function fixDiagnostics(
  request: FixRequest,
  world: FixWorld,
  limits: RunLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Outcome<Fixed>> {
  const { file } = request;
  const text = world.parts.workspace.readText(file);
  if (text === undefined) return failure(`cannot read ${file} as text`, 'Check the path.');
  world.project.index.update(file);
  const run = new FixRun(file, text, world, limits, signal);
  const found = await run.check(world.project);
  if (!found.ok) return found;
  const result: Fixed = { file, fixes: [], withheld: [], left: [], files: [], notes: [] };
  let now: readonly Diagnostic[] = found.value;
  const wishes = now.filter((one) => asked(one, request));
  if (wishes.length === 0)
    result.notes.push(request.line === undefined ? 'There is no problem.' : `There is no problem on line ${request.line}.`);
  const tried = new Set<string>();
  for (
    let one = nextProblem(now, wishes, request, tried);
    one !== undefined && !run.isLate();
    one = nextProblem(now, wishes, request, tried)
  ) {
    progress({ message: `line ${one.line}: ${one.message}` });
    tried.add(problemKey(one));
    now = (await run.mend(one, now, result)) ?? now;
  }
  result.left.push(...now.filter((one) => isWished(one, wishes, request)));
  if (run.isLate() && result.left.length > 0) result.notes.push('The time ran out before every problem was tried.');
  if (run.rounds === undefined && result.left.length > 0) {
    const why = world.model === undefined ? noModel : `${file} is never sent to a model (signoff.privacy.neverSend)`;
    const what = result.fixes.length === 0 ? 'No rule mends it' : 'What is left no rule mends';
    result.notes.push(`${what}, and no model was asked: ${why}.`);
  }
  if (run.text !== text) result.files.push({ file, text: run.text, created: false });
  return success({ ...result, ...(run.rounds === undefined ? {} : { spending: run.rounds.spending }) });
}

/** Errors first, since nothing can be compared while there is one; those that came to light as others went are among them where the whole file is asked about. */
function nextProblem(
  now: readonly Diagnostic[],
  wishes: readonly Diagnostic[],
  request: FixRequest,
  tried: ReadonlySet<string>,
): Diagnostic | undefined {
  const open = now.filter((one) => isWished(one, wishes, request) && !tried.has(problemKey(one)));
  return open.find(({ severity }) => severity === 'error') ?? open[0];
}

function isWished(one: Diagnostic, wishes: readonly Diagnostic[], request: FixRequest): boolean {
  return request.line === undefined ? asked(one, request) : wishes.some((wish) => sameProblem(one, wish));
}

/** Lines move with edits, so a problem that stayed may be tried once more; no more often than there are lines. */
function problemKey({ code, message, line, column }: Diagnostic): string {
  return `${line}:${column}\0${code}\0${message}`;
}

/** Without a line, what is worth an edit that nobody asked for: errors and warnings. */
function asked({ file, line, endLine, severity, code }: Diagnostic, request: FixRequest): boolean {
  if (file !== request.file || (request.code !== undefined && code !== request.code)) return false;
  if (request.line === undefined) return severity === 'error' || severity === 'warning';
  return line <= request.line && request.line <= Math.max(line, endLine);
}

/** Lines move with edits: the same words, as many lines from where they were as a few edits make. */
function sameProblem(one: Diagnostic, wish: Diagnostic): boolean {
  return one.file === wish.file && one.code === wish.code && one.message === wish.message && Math.abs(one.line - wish.line) <= 12;
}

class FixRun {
  readonly rounds: Rounds | undefined;
  private readonly ends: number;
  private readonly first: string;
  private head: Promise<string | undefined> | undefined;

  constructor(
    private readonly file: string,
    public text: string,
    private readonly world: FixWorld,
    private readonly limits: RunLimits,
    private readonly signal: AbortSignal,
  ) {
    const { parts, model } = world;
    this.first = text;
    this.ends = parts.now() + limits.seconds * 1000 - 500;
    this.rounds = model?.maySend(file) === true ? jobRounds(model, parts, limits) : undefined;
  }

  isLate(): boolean {
    return this.signal.aborted || this.world.parts.now() > this.ends - 1000;
  }

  async check(project: Project, workspace = this.world.parts.workspace): Promise<Outcome<Diagnostic[]>> {
    const tools = await this.world.toolbox.select(this.limits.tools);
    const limits = { ...this.limits, seconds: Math.max(2, (this.ends - this.world.parts.now()) / 1000) };
    return checkDesign([this.file], undefined, { project, tools, limits, workspace, status: this.world.status() }, this.signal);
  }

  /** The findings after the first edit that is accepted; undefined when none is. */
  async mend(one: Diagnostic, now: readonly Diagnostic[], result: Fixed): Promise<readonly Diagnostic[] | undefined> {
    const tried = new Set<string>();
    const attempt = async (of: Attempt): Promise<JudgedFix | undefined> => {
      if (tried.has(of.text) || of.text === this.text || this.isLate()) return undefined;
      tried.add(of.text);
      const judged = await this.judged(of, one, now);
      const { title, origin } = of;
      if (judged.ok) {
        const verdict =
          judged.verdict === undefined
            ? undefined
            : this.world.evidence.add(judged.verdict, origin === 'model' ? this.rounds?.sent : undefined);
        result.fixes.push({ diagnostic: one, title, origin, behaviour: judged.behaviour, ...(verdict === undefined ? {} : { verdict }) });
        this.text = of.text;
      } else result.withheld.push({ diagnostic: one, title, origin, reason: judged.reason });
      return judged;
    };
    for (const offer of this.byRule(one)) {
      const judged = await attempt(offer);
      if (judged?.ok === true) return judged.findings;
    }
    for (let round = 0; round < mostAsked && this.rounds !== undefined && !this.isLate(); round++) {
      const offer = await this.byModel(one, result);
      const judged = offer === undefined ? undefined : await attempt(offer);
      if (judged?.ok === true) return judged.findings;
      if (offer === undefined) break;
    }
    return undefined;
  }

  private byRule(one: Diagnostic): Attempt[] {
    const other = withOtherTexts(this.world.project, this.world.parts.workspace, new Map([[this.file, this.text]]));
    try {
      const { index } = other.project;
      const sources = {
        parsed: (path: string) => index.parse(path),
        modulesOf: (path: string) => index.modulesOf(path),
        findModules: (name: string) => index.find(name),
        symbols: symbolProject(index),
      };
      const offers = index.still(() => offersByRule(sources, this.file, this.text, one));
      return offers.map(({ title, edits, changes }) => ({ title, origin: 'rule', text: applyEdits(this.text, edits), changes }));
    } finally {
      other.dispose();
    }
  }

  private async byModel(one: Diagnostic, result: Fixed): Promise<Attempt | undefined> {
    const lines = this.text.split('\n').map((line, i) => `${i + 1 === one.line ? '>' : ' '} ${i + 1}| ${line}`);
    const around = lines.slice(Math.max(0, one.line - 6), one.line + 5).join('\n');
    const failed = result.withheld.filter(({ diagnostic }) => diagnostic === one).map(({ title, reason }) => `${title}: ${reason}`);
    const code = { title: 'the file', text: this.text, from: [this.file] };
    const reply = await this.rounds?.ask(
      fixDraft({ code, problem: `line ${one.line}: ${one.severity}: ${one.message} [${one.code}]\n${around}`, failed }),
      this.signal,
    );
    if (reply?.ok !== true) {
      if (reply !== undefined) result.notes.push(`The model was not asked further: ${reply.message}`);
      return undefined;
    }
    const edited = hasEdits(reply.text)
      ? applyBlocks([{ path: this.file, text: this.text }], reply.text)
      : failure('the reply holds no edit');
    if (!edited.ok) {
      result.withheld.push({ diagnostic: one, title: 'an edit of the model', origin: 'model', reason: edited.message });
      return undefined;
    }
    // Whether a problem is about behaviour is for the rules to say, never for a model: errors are, since nothing was built before.
    return {
      title: 'Edit by the model',
      origin: 'model',
      text: edited.value[0]?.text ?? this.text,
      changes: one.severity === 'error' || concernsBehaviour(one),
    };
  }

  private async judged(of: Attempt, one: Diagnostic, now: readonly Diagnostic[]): Promise<JudgedFix> {
    const [base, other] = [this.reading(this.text), this.reading(of.text)];
    try {
      const seconds = Math.max(2, (this.ends - this.world.parts.now()) / 2000);
      const { changes, origin } = of;
      return await judgeFix(
        { file: this.file, before: this.text, after: of.text, changes, origin, mends: one, found: now, first: this.first },
        {
          ...this.world,
          base: base.project,
          other: other.project,
          check: other.check,
          committed: await this.committed(),
          reading: (text) => this.reading(text),
        },
        { ...this.limits, seconds },
        this.signal,
      );
    } finally {
      base.dispose();
      other.dispose();
    }
  }

  private reading(text: string): TextReading {
    const { project, parts } = this.world;
    const other = withOtherTexts(project, parts.workspace, new Map([[this.file, text]]));
    return { project: other.project, check: () => this.check(other.project, other.workspace), dispose: () => other.dispose() };
  }

  /** Asked of git once, when a problem is tried for the first time. */
  private committed(): Promise<string | undefined> {
    this.head ??= textAtRevision('HEAD', this.file, this.world.parts, this.signal).then((read) => (read.ok ? read.value : undefined));
    return this.head;
  }
}

/** Problems whose cure is another behaviour. */
function concernsBehaviour({ code, message }: Diagnostic): boolean {
  return (
    /^lint\/(?:latch|multiple-drivers|comb-loop|undriven)|verilator\/(?:LATCH|MULTIDRIVEN|UNOPTFLAT|UNDRIVEN|PINMISSING|IMPLICIT|CASEINCOMPLETE)/.test(
      code,
    ) || /has no connection/.test(message)
  );
}
