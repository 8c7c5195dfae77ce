import { CodeLensRefreshRequest } from 'vscode-languageserver';
import { success, type Outcome } from '../base/outcome';
import type { VerifyRequest } from '../engine/engine';
import type { Verdict } from '../protocol/contract';
import { methods, type VerifyParams, type VerifyProgress, type VerifyResult } from '../protocol/requests';
import type { Feature } from './feature';
import { pathOfUri } from './positions';
import { answering, refusedByTrust, runLimits, tellStatus, type ServerContext } from './serverContext';

export const verify: Feature = {
  name: 'verify',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.verify,
      answering<VerifyParams, VerifyResult>(context, methods.verify, 'uri', (params, signal) => runVerify(context, params, signal)),
    );
  },
};

/** Climbs the ladder for one module; each rung is told as it ends, by `signoff/verifyProgress` and by the caller's work-done token. */
export async function runVerify(context: ServerContext, params: VerifyParams, signal: AbortSignal): Promise<Outcome<VerifyResult>> {
  const refused = refusedByTrust(context);
  if (refused !== undefined) return refused;
  const [engine, settings] = await Promise.all([context.engine(), context.settings(params.uri)]);
  const path = pathOfUri(params.uri);
  const version = context.documents.get(params.uri)?.version;
  const name = params.module ?? 'module';
  const progress = context.connection.window.attachWorkDoneProgress(params.workDoneToken);
  progress.begin(`Verify ${name}`, undefined, undefined, true);
  tellStatus(context, { item: 'verification', severity: 'info', text: `Verifying ${name}`, busy: true });
  try {
    const outcome = await engine.verify(
      requestFor(params, path, rootOf(path, context.roots())),
      runLimits(settings, settings['verify.budgetSeconds']),
      (step) => {
        progress.report(step.message);
        const told: VerifyProgress = { uri: params.uri, message: step.message };
        if (params.module !== undefined) told.module = params.module;
        if (params.runId !== undefined) told.runId = params.runId;
        if (step.rung !== undefined) told.rung = step.rung;
        void context.connection.sendNotification(methods.verifyProgress, told).catch(() => undefined);
      },
      signal,
    );
    if (!outcome.ok) {
      tellStatus(context, { item: 'verification', severity: 'warning', text: outcome.message, detail: outcome.hint ?? '' });
      return outcome;
    }
    remember(context, params, outcome.value, version);
    return success(version === undefined ? outcome.value : { ...outcome.value, documentVersion: version });
  } finally {
    progress.done();
    if (signal.aborted) tellStatus(context, { item: 'verification', severity: 'info', text: `Verification of ${name} was cancelled` });
  }
}

/** Paths in the parameters are absolute, or relative to the workspace folder of the document. */
function requestFor(params: VerifyParams, path: string, root: string): VerifyRequest {
  const top = params.module === undefined ? {} : { top: params.module };
  const benches = params.testbenches === undefined ? {} : { testbenches: params.testbenches.map((file) => within(root, file)) };
  if (params.golden === undefined) return { files: [path], ...top, ...benches, findGolden: true };
  const [, revision, file] = /^(git:[^:]+:|@)?(.+)$/s.exec(params.golden) ?? ['', '', params.golden];
  // Without a name of its own the golden's module is found in its files, and nowhere else.
  const goldenTop = params.goldenModule === undefined ? {} : { top: params.goldenModule };
  const golden = { files: [`${revision ?? ''}${within(root, file ?? '')}`], ...goldenTop };
  return { files: [path], ...top, ...benches, golden, contract: { kind: 'sameCycle' } };
}

function rootOf(path: string, roots: readonly string[]): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return roots.find((root) => path.startsWith(root.endsWith('/') ? root : `${root}/`)) ?? folder;
}

function within(root: string, file: string): string {
  const path = file.replaceAll('\\', '/');
  return /^(\/|[A-Za-z]:\/)/.test(path) ? path : `${root.replace(/\/$/, '')}/${path}`;
}

/** The last verdict on each module, with the document version it holds for: what lenses show. */
export interface RememberedVerdict {
  readonly verdict: Verdict;
  readonly version: number | undefined;
}
const verdicts = new WeakMap<ServerContext, Map<string, RememberedVerdict>>();

export function lastVerdict(context: ServerContext, uri: string, module: string): RememberedVerdict | undefined {
  return verdicts.get(context)?.get(`${uri}#${module}`);
}

function remember(context: ServerContext, params: VerifyParams, verdict: Verdict, version: number | undefined): void {
  const module = verdict.module ?? params.module;
  const known = verdicts.get(context) ?? new Map<string, RememberedVerdict>();
  if (module !== undefined) known.set(`${params.uri}#${module}`, { verdict, version });
  verdicts.set(context, known);
  if (context.client.workspace?.codeLens?.refreshSupport === true) {
    void context.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }
  const bad = verdict.verdict === 'refuted' || verdict.verdict === 'broken';
  tellStatus(context, {
    item: 'verification',
    severity: bad ? 'warning' : 'info',
    text: `${module ?? 'Module'}: ${verdict.verdict}`,
    detail: verdict.reason,
    ...(verdict.id === undefined ? {} : { evidence: verdict.id }),
  });
}
