import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type CancellationToken,
  type ErrorHandler,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient/node';
import { methods, type InitializationOptions } from '../../server/src/protocol/requests';
import { languageIds } from './settings';

export type ServerState = 'starting' | 'running' | 'stopped' | 'failed';

const howToRestart = 'Use "Signoff: Restart Language Server".';

const crashesAllowed = 4;
const crashWindow = 3 * 60_000;

/**
 * The language server in its own process over node IPC. Restarts asked for while one is under way collapse into one more.
 * After five crashes in three minutes it stays down until asked: one message says so, and the status item as long as it lasts.
 */
export class LanguageServer implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private restarting: Promise<void> | undefined;
  private restartAgain = false;
  private crashes: number[] = [];
  private readonly notificationHandlers = new Map<string, ((params: unknown) => void)[]>();
  private readonly requestHandlers = new Map<string, (params: unknown, token: CancellationToken) => Promise<unknown>>();
  private readonly stateEmitter = new vscode.EventEmitter<ServerState>();
  private readonly readyEmitter = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.stateEmitter, this.readyEmitter];
  state: ServerState = 'stopped';
  readonly onState = this.stateEmitter.event;
  /** A server was started and everything it offers is registered with the editor. */
  readonly onReady = this.readyEmitter.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
  ) {
    this.disposables.push(vscode.workspace.onDidGrantWorkspaceTrust(() => this.notify(methods.trustChanged, { trusted: true })));
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
    if (this.client?.isRunning() !== true) return;
    this.client.sendNotification(method, params).catch((error: unknown) => this.output.debug(`${method}: ${String(error)}`));
  }

  /** Waits for a server that is starting; rejects with the server's words when the request failed. */
  async request<R>(method: string, params: object, token?: CancellationToken): Promise<R> {
    await this.restarting;
    // A server that crashed is coming up again by itself; one that gave up is not.
    if (this.client?.state === State.Starting) await this.client.start();
    if (this.client?.isRunning() !== true) throw new Error(`The language server is not running. ${howToRestart}`);
    const { client } = this;
    try {
      return await (token === undefined ? client.sendRequest<R>(method, params) : client.sendRequest<R>(method, params, token));
    } catch (error) {
      // The words of a connection that closes under a request are about the connection.
      if (this.client === client && client.isRunning()) throw error;
      throw new Error('The language server ended while it worked on this. Ask again.', { cause: error });
    }
  }

  start(): Promise<void> {
    this.restarting ??= this.launch().finally(() => {
      this.restarting = undefined;
    });
    return this.restarting;
  }

  async restart(): Promise<void> {
    if (this.restarting !== undefined) {
      this.restartAgain = true;
      return this.restarting;
    }
    this.crashes = [];
    this.restarting = this.cycle().finally(() => {
      this.restarting = undefined;
    });
    return this.restarting;
  }

  async stop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.dispose(3000).catch((error: unknown) => this.output.debug(`stop: ${String(error)}`));
    this.enter('stopped');
  }

  dispose(): void {
    for (const one of this.disposables) one.dispose();
  }

  private async cycle(): Promise<void> {
    do {
      this.restartAgain = false;
      await this.stop();
      await this.launch();
    } while (this.restartAgain);
  }

  private async launch(): Promise<void> {
    const module = this.context.asAbsolutePath('dist/server.js');
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
    const client = new LanguageClient('signoff', 'Signoff', { run, debug }, this.clientOptions());
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) this.enter('running');
      else if (newState === State.Starting) this.enter('starting');
      // One that dies before it answers is not started again by itself.
      else if (newState === State.StartFailed) this.enter('failed');
      else if (this.state !== 'failed') this.enter('stopped');
    });
    for (const [method, handlers] of this.notificationHandlers) {
      client.onNotification(method, (params: unknown) => {
        for (const handler of handlers) handler(params);
      });
    }
    for (const [method, handler] of this.requestHandlers) {
      client.onRequest(method, (params: unknown, token: CancellationToken) => handler(params, token));
    }
    this.enter('starting');
    try {
      await client.start();
      this.readyEmitter.fire();
    } catch (error) {
      this.output.error(`The language server did not start: ${error instanceof Error ? error.message : String(error)}`);
      this.enter('failed');
    }
  }

  private clientOptions(): LanguageClientOptions {
    const initializationOptions: InitializationOptions = {
      trusted: vscode.workspace.isTrusted,
      notifications: true,
      inactiveRegions: true,
      secrets: true,
      languageModel: true,
      commands: {
        verify: 'signoff.verifyModule',
        verifyAgainst: 'signoff.verifyAgainst',
        addIncludeDir: 'signoff.addIncludeDir',
        showEvidence: 'signoff.showEvidence',
        accepted: 'signoff.suggestionAccepted',
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
      errorHandler: this.errorHandler(),
    };
  }

  private errorHandler(): ErrorHandler {
    return {
      error: (error, _message, count) => {
        this.output.error(`connection: ${error.message}`);
        return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
      },
      closed: () => {
        const now = Date.now();
        this.crashes = [...this.crashes.filter((time) => now - time < crashWindow), now];
        if (this.crashes.length <= crashesAllowed) return { action: CloseAction.Restart, handled: true };
        this.output.error(`The language server ended five times in three minutes and stays down. ${howToRestart}`);
        this.enter('failed');
        void this.offerRestart();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private async offerRestart(): Promise<void> {
    const words = 'Signoff: the language server ended five times in three minutes, so it stays down.';
    const choice = await vscode.window.showErrorMessage(words, 'Restart', 'Show Output');
    if (choice === 'Restart') await this.restart();
    else if (choice !== undefined) this.output.show();
  }

  private enter(state: ServerState): void {
    this.state = state;
    this.stateEmitter.fire(state);
  }
}
