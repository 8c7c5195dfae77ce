import * as vscode from 'vscode';
import { offerToAgents } from './agents';
import { chatParticipant } from './chat';
import { registerCommands } from './commands';
import { watchCoexistence } from './coexistence';
import { debugLog } from './debugLog';
import { offerToCopilot } from './copilotContext';
import { DoctorPage } from './doctor';
import { GhostText } from './ghostText';
import { explainActionsOfVhdl } from './jobs';
import { LanguageServer } from './languageClient';
import { refreshLauncher } from './launcher';
import { answerLanguageModel } from './languageModel';
import { answerSecrets } from './secrets';
import { AcceptedSuggestions } from './views/acceptedSuggestion';
import { EvidenceView } from './views/evidence';
import { GraphView } from './views/graphView';
import { HierarchyTree } from './views/hierarchyTree';
import { InactiveRegions } from './views/inactiveRegions';
import { Proposals } from './views/proposals';
import { ReportView } from './views/report';
import { SentRequestsView } from './views/sentRequests';
import { StatusItems } from './views/statusItem';
import { TestbenchTests } from './views/testbenchTests';
import { TimingTree } from './views/timingTree';
import { TimingView } from './views/timingView';
import { VerifyTests } from './views/verifyTests';

let server: LanguageServer | undefined;

/** Builds the parts and hands them to the editor; each keeps its own logic. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Signoff', { log: true });
  const ghostText = new GhostText(debugLog(output));
  server = new LanguageServer(context, output, ghostText.middleware);
  const evidence = new EvidenceView(context, server);
  const tests = new VerifyTests(server, evidence, context.workspaceState);
  const timing = new TimingTree(server);
  const proposals = new Proposals();
  const timingView = new TimingView(context, server, evidence, proposals);
  const graphs = new GraphView(context, server);
  const status = new StatusItems(server);
  const hierarchy = new HierarchyTree(server, context.workspaceState);
  const inactive = new InactiveRegions(server);
  const accepted = new AcceptedSuggestions(server);
  const doctor = new DoctorPage(server);
  const sent = new SentRequestsView(server);
  const reports = new ReportView(context);
  answerSecrets(server, context.secrets);
  answerLanguageModel(server);
  refreshLauncher(context).catch((error: unknown) => output.warn(`launcher: ${String(error)}`));
  context.subscriptions.push(
    output,
    server,
    server.onReady(() => void ghostText.serverIsReady()),
    ghostText,
    evidence,
    tests,
    new TestbenchTests(server),
    timing,
    timingView,
    graphs,
    status,
    inactive,
    hierarchy,
    accepted,
    doctor,
    sent,
    reports,
    proposals,
    ...offerToAgents(context, server),
    ...chatParticipant(server),
    explainActionsOfVhdl(),
    watchCoexistence(() => server?.restart() ?? Promise.resolve()),
    ...registerCommands({
      context,
      output,
      server,
      evidence,
      tests,
      timing,
      timingView,
      hierarchy,
      graphs,
      accepted,
      doctor,
      sent,
      reports,
      proposals,
    }),
  );
  offerToCopilot(server).then(
    (offered) => offered !== undefined && context.subscriptions.push(offered),
    (error: unknown) => output.warn(`copilot: ${String(error)}`),
  );
  server.startWhenNeeded();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
