/** Builds the real engine: files, parser, tools and model, wired by hand. The roots (`cli.ts`, `lsp.ts`) call it. */
import { homedir } from 'node:os';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failure, success, type Outcome } from './base/outcome';
import { silentLog, type Log } from './base/log';
import { createBesideThread } from './besideThread';
import type { BesideData } from './besideMessages';
import { createEngine } from './engine/createEngine';
import type { Engine } from './engine/engine';
import type { EngineBeside } from './engine/engineBeside';
import { EvidenceStore } from './engine/evidenceStore';
import type { ArtifactStore, EngineParts, Overlay } from './engine/parts';
import type { LlmClient } from './llm/client';
import { SentRequests } from './llm/sentRequests';
import { selectProvider } from './llm/selectProvider';
import type { EditorAsk } from './llm/providers/editor';
import { isGap } from './model/filelist';
import { folderOf } from './model/paths';
import { formatOf } from './model/projects/formats';
import type { IndexOptions } from './model/workspaceIndex';
import type { Workspace } from './model/workspacePort';
import { assetDir } from './platform/assets';
import { createCellLibraries } from './platform/cellLibraries';
import { createComparisons } from './platform/comparisons';
import { createEmbeddedYosys } from './platform/embeddedYosys';
import { createGraphLayout } from './platform/graphLayout';
import { createQuickTimer } from './platform/quickTimer';
import { createNodeWorkspace, normalizePath } from './platform/nodeWorkspace';
import { ProcessRunner } from './platform/processRunner';
import { cacheFolder, createTextCache } from './platform/textCache';
import { defaultSettings } from './settings/resolve';
import type { Settings } from './settings/schema';
import { createParser, type VerilogParser } from './syntax/parser';
import { createNativeYosys } from './tools/nativeYosys';
import { probeTool, type NativeProgram } from './tools/probe';
import { signoffVersion } from './version';

export interface ComposeOptions {
  /** Workspace folders of the editor. */
  readonly roots?: readonly string[];
  readonly settings?: Settings;
  readonly log?: Log;
  readonly apiKey?: string;
  readonly askEditor?: EditorAsk;
  /** Folders that count as workspace folders for project files alone. */
  readonly projectRoots?: readonly string[];
  /** From the command line; added to what the settings say. */
  readonly cwd?: string;
  readonly project?: {
    readonly filelists: readonly string[];
    readonly includeDirs: readonly string[];
    readonly defines: readonly string[];
    readonly libraryDirs: readonly string[];
  };
  readonly tools?: 'auto' | 'embedded' | 'native';
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly launcher?: string;
  readonly model?: string;
  /** The file that a thread beside this one runs (`besideWorker`): with it, nothing is done in this one that somebody who types need not wait for. */
  readonly besideThread?: string;
}

/** What another thread has in its own way. */
export type Lent = Partial<Pick<EngineParts, 'embeddedYosys' | 'probe' | 'evidence' | 'sent' | 'lastFindings'>>;

let parser: Promise<VerilogParser> | undefined;
const cellLibraries = createCellLibraries();
const sent = new SentRequests(() => Date.now());

/** The engine of this process, or of a thread of it with what it was lent. A setting or option that cannot be used is a failure with words. */
export async function composeEngine(options: ComposeOptions, lent: Lent = {}): Promise<Outcome<Engine>> {
  const settings = options.settings ?? defaultSettings;
  const log = options.log ?? silentLog;
  const overlay = new Map<string, Overlay>();
  const workspace = createNodeWorkspace({ overlay: (file) => overlay.get(file)?.text });
  const environment = environmentOf(options, settings);
  const project = await projectOptions(options, settings, workspace, environment);
  if (!project.ok) return project;
  const model = selectModel(options, settings);
  if (!model.ok) return model;
  const launcher = (options.launcher ?? settings['tools.launcher']).split(/\s+/).filter((word) => word !== '');
  const runner = new ProcessRunner(launcher.length === 0 ? {} : { launcher });
  const assets = assetDir();
  parser ??= createParser({
    core: path.join(assets, 'web-tree-sitter.wasm'),
    grammar: readFileSync(path.join(assets, 'tree-sitter-systemverilog.wasm')),
  });
  const caches = cacheFolder(options.environment ?? process.env);
  const shared = {
    embeddedYosys: createEmbeddedYosys(),
    probe: askedOnce((program) => probeTool(runner, program, toolPaths(settings)[program], new AbortController().signal)),
    sent,
    evidence: new EvidenceStore(),
    ...lent,
  };
  const beside = engineBeside(options, settings, shared, log);
  return success(
    createEngine({
      version: signoffVersion,
      nodeVersion: process.version,
      platform: `${process.platform}-${process.arch}`,
      workspace,
      overlay,
      parser: await parser,
      ...shared,
      ...(beside === undefined ? {} : { beside }),
      nativeYosys: (program, version) => createNativeYosys(runner, program, version),
      cellLibraries,
      runner,
      model: model.value,
      settings,
      project: project.value.index,
      projectFiles: {
        named: project.value.named,
        targets: settings['project.targets'],
        discover: settings['project.discover'] && (options.project?.filelists.length ?? 0) === 0,
        roots: options.projectRoots ?? [],
      },
      environment,
      artifacts: temporaryArtifacts(),
      drawing: createGraphLayout(),
      comparisons: createComparisons(),
      quickTimer: createQuickTimer(),
      ...(caches === undefined ? {} : { cache: createTextCache(caches) }),
      log,
      roots: (options.roots ?? []).map((root) => normalizePath(root)),
      ...workingFolder(options.cwd),
      now: () => performance.now(),
    }),
  );
}

/** An engine in a thread beside this one, where one is wanted: what there is one of in the process stays here. */
function engineBeside(
  { besideThread: file, roots = [], environment = process.env, apiKey, askEditor, model }: ComposeOptions,
  given: Settings,
  { embeddedYosys, probe, evidence, sent }: Required<Omit<Lent, 'lastFindings'>>,
  log: Log,
): EngineBeside | undefined {
  if (file === undefined) return undefined;
  const { flavor, version, slang } = embeddedYosys;
  const settings = model === undefined ? given : { ...given, model };
  const data: BesideData = {
    ...{ thread: 'beside', roots, settings, environment: { ...environment }, editorModel: askEditor !== undefined },
    ...(apiKey === undefined ? {} : { apiKey }),
    yosys: { flavor, version, slang },
  };
  const means = { file, data, yosys: embeddedYosys, probe, evidence, sent, log };
  return createBesideThread({ ...means, ...(askEditor === undefined ? {} : { askEditor }) });
}

/** A program is asked for its version by one thread only. */
function askedOnce(probe: EngineParts['probe']): EngineParts['probe'] {
  const asked = new Map<NativeProgram, ReturnType<typeof probe>>();
  return (program) => {
    const answer = asked.get(program) ?? probe(program);
    asked.set(program, answer);
    return answer;
  };
}

/** A home directory or a whole disk is no project: names are not looked for there. */
function workingFolder(cwd: string | undefined): { workingFolder?: string } {
  if (cwd === undefined) return {};
  const folder = normalizePath(cwd);
  return folder.split('/').filter(Boolean).length < 2 || folder === normalizePath(homedir()) ? {} : { workingFolder: folder };
}

/** The environment that file lists see: what the settings say comes before what the process was started with. */
function environmentOf(options: ComposeOptions, settings: Settings): Readonly<Record<string, string | undefined>> {
  const base = options.cwd ?? options.roots?.[0] ?? process.cwd();
  const given = settings['project.variables'].flatMap((text) => {
    const equals = text.indexOf('=');
    // Variables of file lists are folders: a relative one is seen from the workspace folder.
    return equals <= 0 ? [] : [[text.slice(0, equals), normalizePath(text.slice(equals + 1), base)]];
  });
  return { ...(options.environment ?? process.env), ...(Object.fromEntries(given) as Record<string, string>) };
}

async function projectOptions(
  options: ComposeOptions,
  settings: Settings,
  workspace: Workspace,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome<{ index: IndexOptions; named: string[] }>> {
  const base = options.cwd ?? options.roots?.[0] ?? process.cwd();
  const given = options.project;
  const absolute = (files: readonly string[]): string[] => files.map((file) => normalizePath(file, base));
  const named = absolute([...settings['project.filelists'], ...(given?.filelists ?? [])]);
  const filelists = [];
  // On the command line a bad list is an error; in the editor it must not stop the server, and its problems are diagnostics.
  for (const file of given === undefined ? [] : named) {
    const place = { workspace, env: environment, targets: settings['project.targets'], root: folderOf(file) };
    const list = await formatOf(file).read(file, place);
    const problem = list.problems.find(isGap);
    if (problem !== undefined) return failure(`file list ${file}: ${problem.message}`, 'Mend the file list or its path.');
    filelists.push(list);
  }
  const defines: Record<string, string> = {};
  for (const text of [...settings['project.defines'], ...(given?.defines ?? [])]) {
    const match = /^([A-Za-z_][A-Za-z0-9_$]*)(?:=(.*))?$/s.exec(text);
    if (match?.[1] === undefined) return failure(`"${text}" is not a macro definition`, 'Write NAME or NAME=VALUE.');
    defines[match[1]] = match[2] ?? '1';
  }
  const index = {
    filelists,
    includeDirs: absolute([...settings['project.includeDirs'], ...(given?.includeDirs ?? [])]),
    defines,
    libraryDirs: absolute(given?.libraryDirs ?? []),
  };
  // Lists that were read here stay as they are: a command does not live long enough to see them change.
  return success({ index, named: given === undefined ? named : [] });
}

function selectModel(options: ComposeOptions, settings: Settings): Outcome<{ id: string; detail: string; client?: LlmClient }> {
  const environment = options.environment ?? process.env;
  const apiKey = options.apiKey ?? environment['ANTHROPIC_API_KEY'];
  const baseUrl = settings['anthropic.baseUrl'] || environment['ANTHROPIC_BASE_URL'];
  const provider = selectProvider(options.model ?? settings.model, {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined || baseUrl === '' ? {} : { baseUrl }),
    ...(options.askEditor === undefined ? {} : { askEditor: options.askEditor }),
  });
  if (!provider.ok) {
    // In the editor a model without its key must not take verification down with it.
    return options.settings === undefined || options.model !== undefined
      ? provider
      : success({ id: 'builtin', detail: `${provider.message} ${provider.hint ?? ''}`.trim() });
  }
  if (provider.value.kind === 'builtin') return success({ id: 'builtin', detail: 'templates over the design; nothing leaves the machine' });
  return success({ id: provider.value.client.id, detail: provider.value.endpoint, client: provider.value.client });
}

function toolPaths(settings: Settings): Partial<Record<NativeProgram, string>> {
  const named = {
    iverilog: settings['tools.iverilog'],
    verilator: settings['tools.verilator'],
    yosys: settings['tools.yosys'],
    'nextpnr-ice40': settings['tools.nextpnr'],
    sta: settings['tools.sta'],
    'verible-verilog-format': settings['tools.verible'],
    python3: settings['tools.python'],
  };
  return Object.fromEntries(Object.entries(named).filter(([, program]) => program !== ''));
}

/** Waveforms go into a folder of this process below the system's temporary one; it is made when the first is saved and left for the user to open. */
function temporaryArtifacts(): ArtifactStore {
  let folder: string | undefined;
  let count = 0;
  return {
    save(name, text) {
      try {
        folder ??= mkdtempSync(path.join(tmpdir(), 'signoff-'));
        const file = path.join(folder, `${++count}-${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}`);
        writeFileSync(file, text);
        return file.replaceAll('\\', '/');
      } catch {
        return undefined;
      }
    },
  };
}
