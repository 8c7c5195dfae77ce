import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgress,
  type CancellationToken,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient/node';
import { methods, type InitializationOptions } from '../../server/src/protocol/requests';
import { crashBudget, ServerSupervisor, type ServerState } from './serverSupervisor';
import { enabledPeers, featureSettings } from './coexistence';
import { isHdl, languageIds } from './settings';

/**
 * For the allocator of glibc (others ignore it): what is large goes back to the system when it is freed. Left to itself it keeps what
 * compiling the embedded tools took, some hundred MB. See `man mallopt`.
 */
const allocation = { MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * The language server in its own process over node IPC, kept up by its supervisor. Every server has a client of its own: one that starts the
 * server again by itself loses those that die before they answer.
 */
export class LanguageServer implements vscode.Disposable {
  private readonly supervisor: ServerSupervisor<Client>;
  private readonly notificationHandlers = new Map<string, ((params: unknown) => void)[]>();
  private readonly requestHandlers = new Map<string, (params: unknown, token: CancellationToken) => Promise<unknown>>();
  private readonly stateEmitter = new vscode.EventEmitter<ServerState>();
  private readonly readyEmitter = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.stateEmitter, this.readyEmitter];
  private begun = false;
  private asked = 0;
  readonly onState = this.stateEmitter.event;
  /** A server was started, the first or a later one, and everything it offers is registered with the editor. */
  readonly onReady = this.readyEmitter.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
  ) {
    this.supervisor = new ServerSupervisor<Client>({
      create: (gone) => this.create(gone),
      start: (client) => client.start(),
      end: (client) => client.dispose(3000).catch((error: unknown) => output.debug(`stop: ${String(error)}`)),
      pause: async (milliseconds, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
        }),
      now: Date.now,
      entered: (state) => this.entered(state),
      log: (words) => output.error(words),
    });
    this.disposables.push(vscode.workspace.onDidGrantWorkspaceTrust(() => this.notify(methods.trustChanged, { trusted: true })));
  }

  get state(): ServerState {
    return this.supervisor.state;
  }

  /** Called for every server, also after a restart. */
  onNotification<P>(method: string, handler: (params: P) => void): void {
    const handlers = this.notificationHandlers.get(method) ?? [];
    handlers.push((params) => handler(params as P));
    this.notificationHandlers.set(method, handlers);
  }

  onRequest<P, R>(method: string, handler: (params: P, token: CancellationToken) => Promise<R>): void {
    this.requestHandlers.set(method, (params, token) => handler(params as P, token));
  }

  notify(method: string, params?: object): void {
    const client = this.supervisor.running;
    client?.sendNotification(method, params).catch((error: unknown) => this.output.debug(`${method}: ${String(error)}`));
  }

  /** Waits for a server that is starting, or that nobody needed until now; rejects with the server's words when the request failed. */
  request<R>(method: string, params: object, token?: CancellationToken): Promise<R> {
    this.begin();
    return this.supervisor.ask((client) =>
      token === undefined ? client.sendRequest<R>(method, params) : client.sendRequest<R>(method, params, token),
    );
  }

  /** A request that tells on its way what it is at. */
  requestInSteps<R>(method: string, params: object, token: CancellationToken, tell: (message: string) => void): Promise<R> {
    this.begin();
    const workDoneToken = `signoff ${++this.asked}`;
    return this.supervisor.ask(async (client) => {
      const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, ({ message }) => {
        if (message !== undefined) tell(message);
      });
      try {
        return await client.sendRequest<R>(method, { ...params, workDoneToken }, token);
      } finally {
        listener.dispose();
      }
    });
  }

  /** Starts when there is something to serve: a document of Verilog, or the first request. A window that only lists tests needs no server. */
  startWhenNeeded(): void {
    if (vscode.workspace.textDocuments.some(isHdl)) return this.begin();
    const opened = vscode.workspace.onDidOpenTextDocument((document) => {
      if (isHdl(document)) this.begin();
    });
    this.disposables.push(opened);
  }

  restart(): Promise<void> {
    this.begun = true;
    return this.supervisor.restart();
  }

  stop(): Promise<void> {
    return this.supervisor.stop();
  }

  dispose(): void {
    for (const one of this.disposables) one.dispose();
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    void this.supervisor.start();
  }

  private create(gone: () => void): Client {
    const module = this.context.asAbsolutePath('dist/server.js');
    const env = { ...allocation, SIGNOFF_CACHE_DIR: process.env['SIGNOFF_CACHE_DIR'] ?? this.context.globalStorageUri.fsPath };
    const run = { module, transport: TransportKind.ipc, options: { env } };
    const debug = { ...run, options: { env, execArgv: ['--nolazy', '--inspect=6009'] } };
    const client = new Client('signoff', 'Signoff', { run, debug }, this.clientOptions(gone));
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped || newState === State.StartFailed) gone();
    });
    for (const [method, handlers] of this.notificationHandlers) {
      client.onNotification(method, (params: unknown) => {
        for (const handler of handlers) handler(params);
      });
    }
    for (const [method, handler] of this.requestHandlers) {
      client.onRequest(method, (params: unknown, token: CancellationToken) => handler(params, token));
    }
    return client;
  }

  private clientOptions(gone: () => void): LanguageClientOptions {
    const initializationOptions: InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      settings: featureSettings(),
      peers: enabledPeers(),
      notifications: true,
      inactiveRegions: true,
      secrets: true,
      languageModel: true,
      commands: {
        verify: 'signoff.verifyModule',
        verifyAgainst: 'signoff.verifyAgainst',
        addIncludeDir: 'signoff.addIncludeDir',
        reviewWaiver: 'signoff.reviewWaiver',
        previewFixes: 'signoff.previewTimingFix',
        showDeclined: 'signoff.showDeclinedFixes',
        repairTiming: 'signoff.repairTiming',
        showEvidence: 'signoff.showEvidence',
        accepted: 'signoff.suggestionAccepted',
        jobs: {
          generate: 'signoff.generateModule',
          testbench: 'signoff.makeTestbench',
          optimize: 'signoff.optimizeModule',
          cModel: 'signoff.makeCModel',
          assertions: 'signoff.proposeAssertions',
          explain: 'signoff.explain',
          document: 'signoff.documentModule',
          review: 'signoff.reviewChange',
          fix: 'signoff.fixProblem',
        },
      },
    };
    return {
      documentSelector: languageIds.flatMap((language) => [
        { scheme: 'file', language },
        { scheme: 'untitled', language },
      ]),
      initializationOptions,
      middleware: this.middleware,
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (error, _message, count) => {
          this.output.error(`connection: ${error.message}`);
          return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
        },
        closed: () => {
          gone();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
  }

  private entered(state: ServerState): void {
    this.stateEmitter.fire(state);
    if (state === 'failed') void this.offerRestart();
    if (state !== 'running') return;
    const told = this.supervisor.running?.clientOptions.initializationOptions as InitializationOptions | undefined;
    // Trust that was given while this server started.
    if (told?.trusted === false && vscode.workspace.isTrusted) this.notify(methods.trustChanged, { trusted: true });
    this.readyEmitter.fire();
  }

  private async offerRestart(): Promise<void> {
    const words = `Signoff: the language server ended ${crashBudget}, so it stays down. Its output says why.`;
    const choice = await vscode.window.showErrorMessage(words, 'Restart', 'Show Output');
    if (choice === 'Restart') await this.restart();
    else if (choice !== undefined) this.output.show();
  }
}

/** Its failures go to the log: the supervisor says once, in words, what they mean. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
