import { failure, success, type Outcome } from '../base/outcome';
import { composeRequest } from '../llm/composeRequest';
import { modelAccess } from '../llm/modelAccess';
import { SentRequests } from '../llm/sentRequests';
import { extensionOf } from '../model/paths';
import { symbolProject } from '../model/symbols/symbolProject';
import { sourceExtensions, WorkspaceIndex } from '../model/workspaceIndex';
import type { Diagnostic, Doctor, IndexResult, ProjectStatus, Verdict } from '../protocol/contract';
import { formatWithVerible } from '../tools/veribleFormat';
import { calibrationOf, timingTargets } from '../timing/delayModel';
import { rankTargets } from '../timing/ranks/registry';
import { reportReaders } from '../timing/reports/registry';
import { toolStatuses } from '../tools/doctor';
import { AssertJob } from './assertJob';
import { BenchJob } from './benchJob';
import { checkDesign } from './checkDesign';
import { TextChecks } from './checkText';
import { QuickTimings } from './quickTimings';
import { documentModule } from './documentJob';
import { CompletionElsewhere } from './completionElsewhere';
import { CompletionJob } from './completionJob';
import { LastFindings } from './lastFindings';
import { filesBehind } from './filesBehind';
import type { Engine } from './engine';
import { EvidenceStore } from './evidenceStore';
import { explainModule } from './explainJob';
import { fixDiagnostics } from './fixJob';
import { GenerateJob } from './generateJob';
import { gitFile } from './gitFile';
import { graphIn, graphJson, graphRendered, rolesIn } from './graphJob';
import { hierarchyOf } from './hierarchyJob';
import { neverSentRules } from './neverSent';
import { optimizeModule } from './optimizeJob';
import type { EngineParts } from './parts';
import { Project } from './project';
import { ProjectFiles } from './projectFiles';
import { whyFixed } from './whyFixed';
import { standingOf } from './whyFile';
import { reviewChange } from './reviewJob';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import { proposeCModel } from './cModelJob';
import { proposeTestbench } from './testbenchJob';
import { TestJob } from './testJob';
import { TimingJob } from './timingJob';
import { Toolbox } from './toolbox';
import { VerifyJob } from './verifyJob';

/** The engine over real or test parts. Every job is in a file of its own beside this one; here they are only wired. */
export function createEngine(parts: EngineParts): Engine {
  const { overlay, workspace, log } = parts;
  const excluded = (file: string): boolean => projectFiles.excludeDirs.some((dir) => file.startsWith(`${dir}/`));
  const listFiles = async (folder: string) => (await workspace.listFiles(folder)).filter((file) => !excluded(file));
  const index = new WorkspaceIndex({ ...workspace, listFiles }, parts.parser, log.child('index'), parts.cache);
  index.setOptions(parts.project);
  const projectRoots = [...parts.roots, ...parts.projectFiles.roots];
  const projectFiles = new ProjectFiles({ ...parts.projectFiles, workspace, environment: parts.environment, roots: projectRoots }, index);
  const fromGit = (revision: string, file: string) => gitFile(revision, file, parts);
  const project = new Project(index, workspace, parts.environment, fromGit, log.child('project'), parts.workingFolder);
  const toolbox = new Toolbox(parts);
  const evidence = parts.evidence ?? new EvidenceStore();
  const verifier = new VerifyJob(parts, project, toolbox);
  const tester = new TestJob(parts, project, toolbox);
  const rules = neverSentRules(parts);
  const sent = parts.sent ?? new SentRequests(() => Date.now());
  // Whoever asks a model is given this, never the client itself.
  const model = parts.model.client === undefined ? undefined : modelAccess(parts.model.client, rules, sent);
  let revision = 0;
  const edits = new Map<string, number>();
  const othersRevision = (path: string): number => revision - (edits.get(path) ?? 0);
  const timer = new TimingJob(parts, project, toolbox, model, () => revision);
  const found = parts.lastFindings ?? new LastFindings();
  const { beside } = parts;
  const completer =
    beside === undefined
      ? new CompletionJob(parts, project, toolbox, evidence, { rules, model }, othersRevision, found)
      : new CompletionElsewhere(beside, (path) => workspace.readText(path));
  const tellFound = (path: string, text: string, findings: readonly Diagnostic[], by: 'whole' | 'quick'): void => {
    found.tell(path, text, findings, by);
    beside?.tell({ kind: 'found', path, text, found: findings.filter((one) => one.file === path), by });
  };
  const bencher = new BenchJob(parts, project, toolbox, model, (...given) => completer.complete(...given));
  const generator = new GenerateJob(parts, project, toolbox, evidence, model);
  const asserter = new AssertJob(parts, project, toolbox, model);
  // The first look at the workspace goes on while the editor is already served.
  const load = (): Promise<void> =>
    projectFiles.load().catch((error: unknown) => log.warn(`the project files could not be read: ${String(error)}`));
  const reload = coalesced(load);
  const textChecks = new TextChecks(othersRevision);
  const quickTimings = new QuickTimings(parts, project, othersRevision);
  const counted = (work: Promise<void>): Promise<void> => work.finally(() => revision++);
  let opened = counted(openRoots(parts, index, load, projectFiles.mayExclude()));

  return {
    openDocument(path, version, text) {
      revision++;
      edits.set(path, (edits.get(path) ?? 0) + 1);
      const before = overlay.get(path)?.text;
      overlay.set(path, { version, text });
      beside?.tell({ kind: 'opened', path, version, text });
      completer.worldChanged(path, before === undefined ? undefined : { before, after: text });
      index.update(path);
    },
    closeDocument(path) {
      revision++;
      overlay.delete(path);
      beside?.tell({ kind: 'closed', path });
      completer.worldChanged(path);
      index.update(path);
    },
    fileChanged(path) {
      revision++;
      beside?.tell({ kind: 'changed', path });
      completer.worldChanged(path);
      if (!sourceExtensions.includes(extensionOf(path)) && !projectFiles.concerns(path)) return;
      if (sourceExtensions.includes(extensionOf(path)) && !excluded(path)) index.update(path);
      if (projectFiles.concerns(path) || projectFiles.misses(path)) opened = counted(reload.after(opened));
    },
    revision: () => revision,
    documentVersion: (path) => overlay.get(path)?.version,
    documentText: (path) => overlay.get(path)?.text,
    modulesOf: (path) => index.modulesOf(path),
    findModules: (name) => index.find(name),
    parsed: (path) => index.parse(path),
    async hierarchy(request, signal) {
      await opened;
      return hierarchyOf(request, index, { namedTops: projectFiles.tops, roots: parts.roots }, signal);
    },
    moduleGraph: (path, name) => graphIn(path, name, project),
    signalRoles: (path, signal) => beside?.signalRoles(path, signal) ?? rolesIn(path, project, signal),
    symbols: symbolProject(index, (path) =>
      whyFixed(path, { roots: parts.roots, workspace, isLibrary: (file) => projectFiles.isLibrary(file) }),
    ),
    whenIndexed: () => opened,
    syntaxDiagnostics: (path) => syntaxDiagnostics(index, path),
    foldersOfInclude(name) {
      const tail = `/${name.replaceAll('\\', '/').replace(/^(?:\.\.?\/)+/, '')}`;
      return index.files.flatMap((file) => (file.endsWith(tail) ? [file.slice(0, -tail.length) || '/'] : []));
    },
    canFormat: async () => (await toolbox.program('verible-verilog-format')) !== undefined,
    async format(_path, text, lines, signal) {
      const verible = await toolbox.program('verible-verilog-format');
      if (verible === undefined) return failure('verible-verilog-format is not installed', 'Signoff: Doctor says how to install it.');
      const request = { program: verible.path, text, ...(lines === undefined ? {} : { lines }) };
      return formatWithVerible(request, parts.runner, signal);
    },
    async projectStatus() {
      await opened;
      return projectFiles.status();
    },
    async projectProblems() {
      await opened;
      return projectFiles.problems();
    },
    async whyFile(path) {
      await opened;
      return standingOf(path, index, projectFiles, workspace);
    },
    async check(request, limits, signal) {
      await opened;
      const files = await project.files(request);
      if (!files.ok) return files;
      const tools = await toolbox.select(limits.tools, 'lint');
      const texts = files.value.map((file) => [file, index.text(file)] as const);
      const checkParts = { project, tools, limits, workspace, status: projectFiles.status() };
      const outcome = await checkDesign(files.value, request.top, checkParts, signal);
      if (!outcome.ok) return outcome;
      for (const [file, text] of texts) if (text !== undefined && text === index.text(file)) tellFound(file, text, outcome.value, 'whole');
      return outcome;
    },
    async checkText(path, limits, signal) {
      await opened;
      const tools = await toolbox.select(limits.tools, 'lint');
      const text = index.text(path);
      const told = await textChecks.check(path, { project, tools, limits, workspace, status: projectFiles.status() }, signal);
      if (told !== undefined && text !== undefined && text === index.text(path)) tellFound(path, text, told, 'quick');
      return told;
    },
    async index(dir, signal): Promise<Outcome<IndexResult>> {
      await opened;
      if (dir !== undefined) {
        if ((await workspace.listFiles(dir)).length === 0)
          return failure(`${dir} is no folder with files in it`, 'Name the folder of a project.');
        await index.addFolder(dir);
      }
      signal.throwIfAborted();
      return success(index.indexResult());
    },
    graph: (request, signal) => graphJson(request, project, signal),
    renderGraph: (request, signal) => graphRendered(request, project, parts.drawing.layout, signal),
    async verify(request, limits, progress, signal) {
      await opened;
      const outcome = await verifier.verify(request, limits, progress, signal);
      return outcome.ok ? success(evidence.add(outcome.value)) : outcome;
    },
    async judge(request, limits, progress, signal): Promise<Outcome<Verdict>> {
      await opened;
      const outcome = await verifier.judge(request, limits, progress, signal);
      return outcome.ok ? success(evidence.add(outcome.value)) : outcome;
    },
    async tests(file, signal) {
      await opened;
      return tester.tests(file, signal);
    },
    async runTest(request, limits, signal) {
      await opened;
      return tester.run(request, limits, signal);
    },
    bench: (request, limits, progress, signal) => bencher.run(request, limits, progress, signal),
    async quickTiming(request, signal) {
      await opened;
      return quickTimings.ends(request, signal);
    },
    async timing(request, limits, progress, signal) {
      await opened;
      return timer.run(request, limits, progress, signal);
    },
    async timingRanks(request, limits, progress, signal) {
      await opened;
      return timer.ranks(request, limits, progress, signal);
    },
    async generate(request, limits, progress, signal) {
      await opened;
      return generator.generate(request, limits, progress, signal);
    },
    async assertions(request, limits, progress, signal) {
      await opened;
      return asserter.propose(request, limits, progress, signal);
    },
    async optimize(request, limits, progress, signal) {
      await opened;
      return optimizeModule(request, parts, project, toolbox, limits, progress, signal);
    },
    async testbench(request, limits, progress, signal) {
      await opened;
      const verify: VerifyJob['verify'] = (...given) => verifier.verify(...given);
      return proposeTestbench(request, { parts, project, toolbox, model, verify }, limits, progress, signal);
    },
    async cModel(request, limits, progress, signal) {
      await opened;
      return proposeCModel(request, { parts, project, toolbox, model }, limits, progress, signal);
    },
    async explain(request, limits, signal) {
      await opened;
      return explainModule(request, { parts, project, model }, limits, signal);
    },
    async document(request, limits, signal) {
      await opened;
      return documentModule(request, { parts, project, model }, limits, signal);
    },
    async fix(request, limits, progress, signal) {
      await opened;
      const status = () => projectFiles.status();
      return fixDiagnostics(request, { parts, project, toolbox, evidence, status, model }, limits, progress, signal);
    },
    async review(request, limits, progress, signal) {
      await opened;
      const status = () => projectFiles.status();
      return reviewChange(request, { parts, project, toolbox, evidence, status, model }, limits, progress, signal);
    },
    async complete(request, limits, signal) {
      await opened;
      return completer.complete(request, limits, signal);
    },
    completeAtOnce: (request) => completer.completeAtOnce(request),
    checkAccepted: (id, limits, signal) => completer.checkFurther(id, limits, signal),
    async context(request, signal) {
      await opened;
      return completer.context(request, signal);
    },
    model: { provider: parts.model.id, detail: parts.model.detail },
    async doctor(signal): Promise<Doctor> {
      const broken = await embeddedTrouble(parts, signal);
      return {
        signoff: parts.version,
        node: parts.nodeVersion,
        platform: parts.platform,
        tools: toolStatuses(await toolbox.probe(), { yosys: parts.embeddedYosys, ...(broken === undefined ? {} : { broken }) }),
        model: { provider: parts.model.id, detail: parts.model.detail },
        project: await projectReport(projectFiles, opened),
        reports: reportReaders.map(({ format, title, heldAgainst, untested }) => ({
          format,
          title,
          ...(heldAgainst === undefined ? {} : { heldAgainst }),
          ...(untested === undefined ? {} : { untested }),
        })),
        targets: [...timingTargets, ...rankTargets].map((name) => {
          const calibratedOn = calibrationOf(name);
          return { name, ...(calibratedOn === undefined ? {} : { calibratedOn }) };
        }),
      };
    },
    evidence: (id) => evidence.get(id),
    handOver(draft, asked) {
      const { request } = composeRequest(draft, rules);
      const entry = sent.begin(`editor:${asked}`, draft.purpose);
      entry.sending(JSON.stringify({ messages: [request.system, request.prompt] }));
      entry.end('handed to the editor');
      return { system: request.system, prompt: request.prompt };
    },
    async contextItems(request, signal) {
      await opened;
      return completer.contextItems(request, signal);
    },
    sentRequests: () => sent.list(),
    neverSent: (path) => rules.neverSent(path),
    async neverSentBelow(files, signal) {
      const own = files.find((file) => rules.neverSent(file));
      if (own !== undefined) return own;
      await opened;
      const named = await project.files({ files });
      for (const file of named.ok ? named.value : files) {
        await project.openProjectOf(file);
        const { unit } = await index.compileUnitLater(file, undefined, signal);
        const found = unit.files
          .flatMap((one) => [one.path, ...filesBehind(index.parse(one.path).pre)])
          .find((path) => rules.neverSent(path));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    // The first answers matter more than the first check, and that more than the first suggestion.
    async warm() {
      await opened;
      await parts.embeddedYosys.warm();
      if (parts.settings['completion.enabled']) await beside?.warm();
    },
    async dispose() {
      await Promise.all([
        beside?.dispose(),
        parts.embeddedYosys.dispose(),
        parts.drawing.dispose(),
        parts.comparisons?.dispose(),
        parts.quickTimer?.dispose(),
      ]);
    },
  };
}

/** Reads the workspace folders and, by `load`, the project files: sources first, so that names are found at once; `loadFirst` when folders may be left out. */
async function openRoots(parts: EngineParts, index: WorkspaceIndex, load: () => Promise<void>, loadFirst: boolean): Promise<void> {
  if (loadFirst) await load();
  for (const root of parts.roots) {
    await index.addFolder(root).catch((error: unknown) => parts.log.warn(`the folder ${root} could not be indexed: ${String(error)}`));
  }
  if (!loadFirst) await load();
}

/** The status with what lies deeper in the workspace too, which takes a look at every folder. */
async function projectReport(projectFiles: ProjectFiles, opened: Promise<void>): Promise<ProjectStatus> {
  await opened;
  return projectFiles.status(await projectFiles.deeper());
}

/** Reads the project files again, once for any number of changes that come together. */
function coalesced(work: () => Promise<void>): { after(before: Promise<void>): Promise<void> } {
  let waiting: Promise<void> | undefined;
  return {
    after(before) {
      waiting ??= before.then(() => {
        waiting = undefined;
        return work();
      });
      return waiting;
    },
  };
}

/** Undefined when the embedded Yosys really runs here, else what it said. */
async function embeddedTrouble(parts: EngineParts, signal: AbortSignal): Promise<string | undefined> {
  const run = await parts.embeddedYosys.run({ commands: ['help read_slang'], files: new Map(), outputs: [], timeoutMs: 20_000 }, signal);
  if (run.kind === 'finished' && run.code === 0) return undefined;
  return run.kind === 'broken' ? run.message : 'it did not answer';
}
