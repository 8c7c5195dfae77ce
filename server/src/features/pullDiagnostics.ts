import type {
  ClientCapabilities,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDiagnosticReportPartialResult,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { ProgressType } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol/requests';
import { toLsp } from './checking';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { describe, guarded, type ServerContext } from './serverContext';

/**
 * Whether this client asks for diagnostics instead of being sent them: only one of both. What the tools find comes after the text was
 * shown, so a client that cannot be told to ask again is sent them; so is Signoff's own, which shows them as they come.
 */
export function pullsDiagnostics(client: ClientCapabilities, options: InitializationOptions): boolean {
  const refresh = client.workspace?.diagnostics?.refreshSupport === true;
  return client.textDocument?.diagnostic !== undefined && refresh && options.notifications !== true;
}

/** `textDocument/diagnostic` and `workspace/diagnostic` (LSP 3.17) over what is stored; syntax is worked out while the client waits. */
export const pullDiagnostics: Feature = {
  name: 'pullDiagnostics',
  capabilities: (client, options) =>
    pullsDiagnostics(client, options)
      ? { diagnosticProvider: { identifier: 'signoff', interFileDependencies: true, workspaceDiagnostics: true } }
      : {},
  register(context) {
    if (!pullsDiagnostics(context.client, context.options)) return;
    const { connection } = context;
    const none: DocumentDiagnosticReport = { kind: 'full', items: [] };
    connection.onRequest(
      'textDocument/diagnostic',
      guarded<DocumentDiagnosticParams, DocumentDiagnosticReport>(context, 'diagnostic', none, (params) => ofDocument(context, params)),
    );
    connection.onRequest(
      'workspace/diagnostic',
      guarded<WorkspaceDiagnosticParams, WorkspaceDiagnosticReport>(context, 'workspace/diagnostic', { items: [] }, (params, signal) =>
        ofWorkspace(context, params, signal),
      ),
    );
  },
};

async function ofDocument(context: ServerContext, params: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> {
  const { uri } = params.textDocument;
  const engine = await context.engine();
  if (context.documents.get(uri) !== undefined) {
    context.diagnostics.replace(`syntax:${uri}`, new Map([[uri, engine.syntaxDiagnostics(pathOfUri(uri)).map(toLsp)]]));
  }
  const resultId = context.diagnostics.resultId(uri);
  if (params.previousResultId === resultId) return { kind: 'unchanged', resultId };
  return { kind: 'full', resultId, items: [...context.diagnostics.of(uri)] };
}

/**
 * Answers when something is other than the client knows it; until then it waits, so that nothing is asked in a ring. The first request has the
 * syntax of the whole project read: with a `partialResultToken` what is found is told as it comes, and the answer is given at the end.
 */
async function ofWorkspace(
  context: ServerContext,
  params: WorkspaceDiagnosticParams,
  signal: AbortSignal,
): Promise<WorkspaceDiagnosticReport> {
  await context.engine();
  context.projectSyntax.start();
  const known = new Map(params.previousResultIds.map((one) => [one.uri, one.value]));
  const { partialResultToken: token } = params;
  let looking = false;
  for (;;) {
    // Whatever is said from here on wakes this request.
    const next = context.diagnostics.nextChange(signal);
    const items = newTo(known, context);
    const over = signal.aborted || context.state() !== 'running';
    looking ||= context.projectSyntax.busy;
    if (items.length > 0 && token !== undefined && !over) await context.connection.sendProgress(partial, token, { items });
    // While more comes, a client that takes it in parts is kept; the end of the look is an answer too.
    const ended = !context.projectSyntax.busy && (looking || items.length > 0);
    if (over || ended || (items.length > 0 && token === undefined)) return { items: token === undefined || over ? items : [] };
    await next;
    // What is found together is told together.
    if (context.projectSyntax.busy) await new Promise((resolve) => setTimeout(resolve, gathering));
  }
}

const partial = new ProgressType<WorkspaceDiagnosticReportPartialResult>();

/** What the client knows otherwise or not at all; it is taken as known then. */
function newTo(known: Map<string, string>, context: ServerContext): WorkspaceDocumentDiagnosticReport[] {
  // What the client still knows from a server before this one is told too: nothing is known of it now.
  const uris = new Set([...context.diagnostics.uris(), ...known.keys()]);
  return [...uris].flatMap((uri): WorkspaceDocumentDiagnosticReport[] => {
    const resultId = context.diagnostics.resultId(uri);
    if (known.get(uri) === resultId) return [];
    known.set(uri, resultId);
    return [{ kind: 'full', uri, version: context.documents.get(uri)?.version ?? null, resultId, items: [...context.diagnostics.of(uri)] }];
  });
}

/** How long changes are gathered before the client is told to ask again, in ms. */
const gathering = 30;

/** Tells the client to ask again, once for changes that come together. Syntax needs no telling: the client asks after each edit. */
export function refresher(context: Pick<ServerContext, 'connection' | 'log' | 'state'>): (owner: string) => void {
  let waiting = false;
  return (owner) => {
    // Of the project's files a client learns by its workspace request.
    if (waiting || /^(?:syntax|project):/.test(owner)) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (context.state() !== 'running') return;
      context.connection.languages.diagnostics.refresh().catch((error: unknown) => context.log.debug(`refresh: ${describe(error)}`));
    }, gathering);
  };
}
