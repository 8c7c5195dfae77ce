import { failure, success, type Outcome } from '../base/outcome';
import { WorkspaceIndex } from '../model/workspaceIndex';
import { symbolProject } from '../model/symbols/symbolProject';
import type { Doctor, IndexResult, Verdict } from '../protocol/contract';
import { toolStatuses } from '../tools/doctor';
import { checkDesign } from './checkDesign';
import { CompletionJob } from './completionJob';
import type { Engine } from './engine';
import { EvidenceStore } from './evidenceStore';
import { gitFile } from './gitFile';
import { graphJson, graphRendered } from './graphJob';
import type { EngineParts } from './parts';
import { Project } from './project';
import { syntaxDiagnostics } from './syntaxDiagnostics';
import { TimingJob } from './timingJob';
import { Toolbox } from './toolbox';
import { VerifyJob } from './verifyJob';

/** The engine over real or test parts. Every job is in a file of its own beside this one; here they are only wired. */
export function createEngine(parts: EngineParts): Engine {
  const { overlay, workspace, log } = parts;
  const index = new WorkspaceIndex(workspace, parts.parser, log.child('index'));
  index.setOptions(parts.project);
  const fromGit = (revision: string, file: string) => gitFile(revision, file, parts);
  const project = new Project(index, workspace, parts.environment, fromGit, log.child('project'));
  const toolbox = new Toolbox(parts);
  const evidence = new EvidenceStore();
  const verifier = new VerifyJob(parts, project, toolbox);
  const timer = new TimingJob(parts, project, toolbox);
  const completer = new CompletionJob(parts, project, toolbox, evidence);
  // The first look at the workspace goes on while the editor is already served.
  const opened = openRoots(parts, index);

  return {
    openDocument(path, version, text) {
      overlay.set(path, { version, text });
      completer.worldChanged(path);
      index.update(path);
    },
    closeDocument(path) {
      overlay.delete(path);
      completer.worldChanged(path);
      index.update(path);
    },
    fileChanged(path) {
      completer.worldChanged(path);
      index.update(path);
    },
    documentVersion: (path) => overlay.get(path)?.version,
    documentText: (path) => overlay.get(path)?.text,
    modulesOf: (path) => index.modulesOf(path),
    findModules: (name) => index.find(name),
    symbols: symbolProject(index),
    syntaxDiagnostics: (path) => syntaxDiagnostics(index, path),
    async check(request, limits, signal) {
      await opened;
      const files = await project.files(request);
      if (!files.ok) return files;
      return checkDesign(files.value, request.top, { project, tools: await toolbox.select(limits.tools), limits }, signal);
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
    graph: (request) => graphJson(request, project),
    renderGraph: (request) => graphRendered(request, project),
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
    async timing(request, limits, progress, signal) {
      await opened;
      return timer.run(request, limits, progress, signal);
    },
    async complete(request, limits, signal) {
      await opened;
      return completer.complete(request, limits, signal);
    },
    async context(request, signal) {
      await opened;
      signal.throwIfAborted();
      return completer.context(request);
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
      };
    },
    evidence: (id) => evidence.get(id),
    warm: () => parts.embeddedYosys.warm(),
    dispose: () => parts.embeddedYosys.dispose(),
  };
}

async function openRoots(parts: EngineParts, index: WorkspaceIndex): Promise<void> {
  for (const root of parts.roots) {
    await index.addFolder(root).catch((error: unknown) => parts.log.warn(`the folder ${root} could not be indexed: ${String(error)}`));
  }
}

/** Undefined when the embedded Yosys really runs here, else what it said. */
async function embeddedTrouble(parts: EngineParts, signal: AbortSignal): Promise<string | undefined> {
  const run = await parts.embeddedYosys.run({ commands: ['help read_slang'], files: new Map(), outputs: [], timeoutMs: 20_000 }, signal);
  if (run.kind === 'finished' && run.code === 0) return undefined;
  return run.kind === 'broken' ? run.message : 'it did not answer';
}
