import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Log } from '../base/log';
import type { Outcome } from '../base/outcome';
import type { Engine } from '../engine/engine';
import { methods, type InitializationOptions, type TrustParams } from '../protocol/requests';
import type { Settings } from '../settings/schema';
import { Checking } from './checking';
import { DiagnosticsStore } from './diagnosticsStore';
import { OpenDocuments } from './documents';
import { EngineHolder } from './engineHolder';
import { pathOfUri } from './positions';
import { capabilitiesFor, features } from './registry';
import { describe, tellStatus, untrustedHint, untrustedMessage, type LifeState, type ServerContext } from './serverContext';
import { SettingsReader } from './settingsReader';
import { ProjectSyntax } from './projectSyntax';
import { publishProject, watchedFiles } from './projectFiles';
import { pullsDiagnostics, refresher } from './pullDiagnostics';
import { offerFormatting } from './formatting';
import { isOn, switchesFrom } from './switches';
import { registerTextSync } from './textSync';
import { TimingResults } from './timingResults';

/** One question to the editor's language model. */
export interface EditorModelRequest {
  readonly system: string;
  readonly prompt: string;
  readonly maxTokens: number;
}

/** What the root gets to build an engine from; called again when a setting changes that the engine is built with. */
export interface EngineParts {
  readonly roots: readonly string[];
  readonly settings: Settings;
  readonly log: Log;
  /** The key in the client's secret storage, asked for only when the chosen provider needs one. */
  readonly apiKey?: string;
  readonly askEditor?: (request: EditorModelRequest, signal: AbortSignal) => AsyncIterable<string>;
}

export interface ServerParts {
  readonly connection: Connection;
  readonly log: Log;
  readonly version: string;
  readonly compose: (parts: EngineParts) => Outcome<Engine> | Promise<Outcome<Engine>>;
  /** Called when something was asked that takes the engine. */
  readonly asked?: () => void;
}

/** Wires the features to a connection and listens. The engine is built after `initialized`, so that `initialize` answers at once. */
export function startServer(parts: ServerParts): void {
  const { connection } = parts;
  let session: Session | undefined;
  connection.onInitialize((params): InitializeResult => {
    session = createSession(parts, params);
    const { context } = session;
    for (const feature of features) if (isOn(context.switches, feature)) feature.register(context);
    registerTextSync(context, session.checking, session.holder);
    return {
      capabilities: capabilitiesFor(params.capabilities ?? {}, context.options, context.switches),
      serverInfo: { name: 'signoff', version: parts.version },
    };
  });
  // Whatever no feature answers: LSP has one error before `initialize` and another after it.
  connection.onRequest((method) =>
    session === undefined
      ? new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first')
      : new ResponseError(ErrorCodes.MethodNotFound, `${method} is not offered`),
  );
  connection.onInitialized(() => session?.initialized());
  connection.onShutdown(async () => {
    await session?.shutdown();
  });
  connection.listen();
}

interface Session {
  readonly context: ServerContext;
  readonly checking: Checking;
  readonly holder: EngineHolder;
  initialized(): void;
  shutdown(): Promise<void>;
}

function createSession({ connection, log, compose, asked }: ServerParts, params: InitializeParams): Session {
  const options = (typeof params.initializationOptions === 'object' ? (params.initializationOptions ?? {}) : {}) as InitializationOptions;
  const client = params.capabilities ?? {};
  const documents = new OpenDocuments();
  const settings = new SettingsReader(connection, client, options.settings, log);
  const roots = rootsOf(params);
  let trusted = options.trusted !== false;
  let state: LifeState = 'running';
  const holder = new EngineHolder(log, documents, () => composeParts());
  let composedWith = '';
  const composeParts = async (): Promise<Outcome<Engine>> => {
    const current = await settings.of(undefined);
    composedWith = JSON.stringify(current);
    const composed = await compose({ roots, settings: current, log, ...(await modelParts(connection, options, current)) });
    if (composed.ok) tellModel(context, composed.value.model, current);
    // The first check of a file finds its tools awake. Without trust none may run, so none is started.
    if (composed.ok && trusted) void composed.value.warm();
    return composed;
  };
  const switches = switchesFrom(options);
  const pulls = switches.on('diagnostics') && pullsDiagnostics(client, options);
  const refresh = refresher({ connection, log, state: () => state });
  const diagnostics = new DiagnosticsStore({
    send: (message, owner) =>
      pulls
        ? refresh(owner)
        : void connection.sendDiagnostics(message).catch((error: unknown) => log.debug(`diagnostics: ${describe(error)}`)),
    versionOf: (uri) => documents.get(uri)?.version,
  });
  const engine = (): Promise<Engine> => {
    asked?.();
    return holder.get();
  };
  const projectSyntax = new ProjectSyntax({ documents, diagnostics, log, switches, state: () => state, engine });
  const context: ServerContext = {
    connection,
    log,
    documents,
    diagnostics,
    timings: new TimingResults(),
    projectSyntax,
    client,
    options,
    switches,
    state: () => state,
    trusted: () => trusted,
    roots: () => roots,
    engine,
    settings: (uri) => settings.of(uri),
  };
  const checking = new Checking(context);
  const rebuild = (): void => {
    settings.forget();
    void holder.rebuild().then(
      () => {
        void publishProject(context).then(() => checking.projectRead());
        checking.again();
        projectSyntax.again();
      },
      () => undefined,
    );
  };
  connection.onNotification(methods.trustChanged, (change: TrustParams) => {
    trusted = change.trusted;
    tellTrust(context);
    if (trusted) void holder.now()?.warm();
    checking.again();
  });
  connection.onNotification(methods.secretChanged, rebuild);
  connection.onDidChangeConfiguration((change) => {
    settings.given(change.settings);
    // Editors send this for any reason, several times at start: an engine at work is not torn down for a change that does not reach it.
    settings.of(undefined).then(
      (now) => (composedWith !== '' && JSON.stringify(now) !== composedWith ? rebuild() : undefined),
      () => undefined,
    );
  });
  return {
    context,
    checking,
    holder,
    initialized() {
      // Registers itself with the client, which it may only do now.
      if (client.workspace?.workspaceFolders === true) {
        connection.workspace.onDidChangeWorkspaceFolders((event) => {
          for (const gone of event.removed) removeFrom(roots, pathOfUri(gone.uri));
          roots.push(...event.added.map((folder) => pathOfUri(folder.uri)));
          rebuild();
        });
      }
      registerDynamically(context);
      tellTrust(context);
      void publishProject(context).then(() => checking.projectRead());
      void offerFormatting(context);
      holder.get().catch((error: unknown) => {
        void connection
          .sendNotification('window/showMessage', {
            type: 1,
            message: `Signoff: ${error instanceof Error ? error.message : String(error)}`,
          })
          .catch(() => undefined);
      });
    },
    async shutdown() {
      state = 'shutdown';
      checking.dispose();
      context.timings.clear();
      await holder.dispose();
    },
  };
}

function rootsOf(params: InitializeParams): string[] {
  const folders = (params.workspaceFolders ?? []).map((folder) => pathOfUri(folder.uri));
  if (folders.length > 0) return folders;
  // Older clients name their folder only here.
  const { rootUri, rootPath } = params;
  if (typeof rootUri === 'string') return [pathOfUri(rootUri)];
  return typeof rootPath === 'string' ? [rootPath.replaceAll('\\', '/')] : [];
}

function removeFrom(list: string[], item: string): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** The key or the editor's model, asked from the client only for the provider that needs it. */
async function modelParts(
  connection: Connection,
  options: InitializationOptions,
  settings: Settings,
): Promise<Pick<EngineParts, 'apiKey' | 'askEditor'>> {
  if (settings.model.startsWith('anthropic') && options.secrets === true) {
    const reply = await connection.sendRequest<{ value?: string }>(methods.secret, { name: 'anthropic' }).catch(() => undefined);
    return reply?.value === undefined ? {} : { apiKey: reply.value };
  }
  if (settings.model === 'editor' && options.languageModel === true) return { askEditor: askEditorOver(connection) };
  return {};
}

function askEditorOver(connection: Connection): NonNullable<EngineParts['askEditor']> {
  return async function* ask(request, signal) {
    const reply = await abortable(
      connection.sendRequest<{ text?: string; error?: { kind: string; message: string } }>(methods.languageModel, {
        system: request.system,
        prompt: request.prompt,
        maxTokens: request.maxTokens,
      }),
      signal,
    );
    if (reply.text === undefined) {
      throw Object.assign(new Error(reply.error?.message ?? 'no reply'), { kind: reply.error?.kind ?? 'badReply' });
    }
    yield reply.text;
  };
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

function registerDynamically({ connection, client, log }: ServerContext): void {
  const failed = (error: unknown): void => log.debug(`registration: ${describe(error)}`);
  if (client.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    connection.client.register(DidChangeConfigurationNotification.type, undefined).catch(failed);
  }
  if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
    const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(failed);
  }
}

function tellTrust(context: ServerContext): void {
  if (!context.trusted()) {
    tellStatus(context, { item: 'verification', severity: 'warning', text: untrustedMessage, detail: untrustedHint });
    return;
  }
  tellStatus(context, { item: 'verification', severity: 'info', text: 'Signoff is ready' });
}

/** Which model really proposes; a chosen one that cannot be had is named with what it lacks. */
function tellModel(context: ServerContext, model: Engine['model'], settings: Settings): void {
  const replaced = model.provider === 'builtin' && settings.model !== 'builtin';
  tellStatus(context, {
    item: 'model',
    severity: replaced ? 'warning' : 'info',
    text: replaced ? `Model: builtin, not ${settings.model}` : `Model: ${model.provider}`,
    detail: model.detail,
  });
}
