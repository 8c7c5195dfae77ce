import type { CancellationToken, ClientCapabilities, Connection } from 'vscode-languageserver';
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Log } from '../base/log';
import { failure, type Outcome } from '../base/outcome';
import type { Engine, RunLimits } from '../engine/engine';
import type { InitializationOptions, StatusParams } from '../protocol/requests';
import { methods } from '../protocol/requests';
import type { Settings } from '../settings/schema';
import type { DiagnosticsStore } from './diagnosticsStore';
import type { OpenDocuments } from './documents';
import type { ProjectSyntax } from './projectSyntax';
import type { Switches } from './switches';
import type { TimingResults } from './timingResults';

export type LifeState = 'starting' | 'running' | 'shutdown';

/** What every feature is given: the connection, the engine, the open documents and what the client can do. */
export interface ServerContext {
  readonly connection: Connection;
  readonly log: Log;
  readonly documents: OpenDocuments;
  readonly diagnostics: DiagnosticsStore;
  readonly timings: TimingResults;
  readonly projectSyntax: ProjectSyntax;
  readonly client: ClientCapabilities;
  readonly options: InitializationOptions;
  /** Which language features are offered. */
  readonly switches: Switches;
  state(): LifeState;
  trusted(): boolean;
  /** Workspace folders as paths. */
  roots(): readonly string[];
  /** The engine once it is there; the promise fails when it could not be built. */
  engine(): Promise<Engine>;
  /** The settings that hold for a document. */
  settings(uri: string): Promise<Settings>;
}

type Handler<P, R> = (params: P, signal: AbortSignal) => Promise<R> | R;
type Reply<P, R, E = void> = (params: P, token: CancellationToken) => Promise<R | ResponseError<E>>;

/**
 * The guard around a feature that has an empty answer: a crash is logged, answered with `empty`, and costs that one reply.
 * A cancelled request answers RequestCancelled; one before `initialize` or after `shutdown` the error LSP names for it.
 */
export function guarded<P, R>(context: ServerContext, name: string, empty: R, handler: Handler<P, R>): Reply<P, R> {
  return async (params, token) => {
    const early = lifeError(context.state());
    if (early !== undefined) return early;
    const controller = abortFor(token);
    const started = performance.now();
    try {
      const answer = await handler(params, controller.signal);
      context.log.debug(`${name}: ${took(started)}`);
      return controller.signal.aborted ? cancelled() : answer;
    } catch (error) {
      if (controller.signal.aborted) {
        context.log.debug(`${name}: cancelled after ${took(started)}`);
        return cancelled();
      }
      context.log.error(`${name}: ${describe(error)}`);
      return empty;
    }
  };
}

/**
 * The guard around an own request, where failure has words: a Failure becomes RequestFailed with its hint in `data`. `needs` names the text
 * that the parameters must hold, '' for none.
 */
export function answering<P, R>(
  context: ServerContext,
  name: string,
  needs: keyof P | '',
  handler: Handler<P, Outcome<R>>,
): Reply<P, R, unknown> {
  return async (given, given2) => {
    const early = lifeError(context.state());
    if (early !== undefined) return early;
    // A request without parameters reaches its handler as the token alone.
    const [params, token] =
      (given2 as CancellationToken | undefined) === undefined ? [{} as P, given as CancellationToken] : [given, given2];
    if (typeof params !== 'object' || params === null || (needs !== '' && typeof params[needs] !== 'string')) {
      return new ResponseError(ErrorCodes.InvalidParams, needs === '' ? `${name} takes an object` : `${name} needs { ${String(needs)} }`);
    }
    const controller = abortFor(token);
    const started = performance.now();
    try {
      const outcome = await handler(params, controller.signal);
      context.log.debug(`${name}: ${took(started)}`);
      if (controller.signal.aborted) return cancelled();
      if (outcome.ok) return outcome.value;
      const text = outcome.hint === undefined ? outcome.message : `${outcome.message}. ${outcome.hint}`;
      return new ResponseError(LSPErrorCodes.RequestFailed, text, { message: outcome.message, hint: outcome.hint ?? '' });
    } catch (error) {
      if (controller.signal.aborted) {
        context.log.debug(`${name}: cancelled after ${took(started)}`);
        return cancelled();
      }
      context.log.error(`${name}: ${describe(error)}`);
      return new ResponseError(ErrorCodes.InternalError, `${name} failed inside Signoff; the log has the details`);
    }
  };
}

export const untrustedMessage = 'This workspace is not trusted, so Signoff runs no tool on it';
export const untrustedHint = 'Trust the workspace (command "Workspaces: Manage Workspace Trust") to check, verify and time its modules.';

/** Undefined in a trusted workspace, else the failure that every request which runs a tool answers. */
export function refusedByTrust(context: ServerContext): Outcome<never> | undefined {
  return context.trusted() ? undefined : failure(untrustedMessage, untrustedHint);
}

export function runLimits(settings: Settings, seconds: number): RunLimits {
  const tools = settings['tools.use'];
  return { seconds, seed: 1, tools: tools === 'embedded' || tools === 'native' ? tools : 'auto' };
}

/** Tells the editor's status item what works or why there is silence; other clients are not bothered. */
export function tellStatus(context: ServerContext, status: StatusParams): void {
  if (context.options.notifications !== true || context.state() !== 'running') return;
  void context.connection
    .sendNotification(methods.status, status)
    .catch((error: unknown) => context.log.debug(`status: ${describe(error)}`));
}

export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function took(started: number): string {
  return `${Math.round(performance.now() - started)} ms`;
}

function lifeError(state: LifeState): ResponseError<void> | undefined {
  switch (state) {
    case 'starting':
      return new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first');
    case 'shutdown':
      return new ResponseError(ErrorCodes.InvalidRequest, 'the server is shutting down');
    case 'running':
      return undefined;
  }
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}

function abortFor(token: CancellationToken): AbortController {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller;
}
