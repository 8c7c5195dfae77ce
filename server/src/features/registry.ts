import { cModel } from './cModel';
import { TextDocumentSyncKind, type ClientCapabilities, type ServerCapabilities } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol/requests';
import { acceptedSuggestion } from './acceptedSuggestion';
import { agentTool } from './agentTool';
import { assertions } from './assertions';
import { callHierarchy } from './callHierarchy';
import { codeAction } from './codeAction';
import { codeLens } from './codeLens';
import { completion } from './completion';
import { cycleValues } from './cycleValues';
import { declaration } from './declaration';
import { definition } from './definition';
import { doctor } from './doctor';
import { document } from './document';
import { documentHighlight } from './documentHighlight';
import { documentLink } from './documentLink';
import { documentSymbol } from './documentSymbol';
import { chat } from './chat';
import { contextItems } from './contextItems';
import { evidence } from './evidence';
import { sentRequests } from './sentRequests';
import { executeCommand } from './executeCommand';
import { explain } from './explain';
import type { Feature } from './feature';
import { fix } from './fix';
import { foldingRange } from './foldingRange';
import { formatting } from './formatting';
import { generate } from './generate';
import { graph } from './graph';
import { hierarchy } from './hierarchy';
import { hover } from './hover';
import { inlayHint } from './inlayHint';
import { inlineCompletion } from './inlineCompletion';
import { instantiateRequests } from './instantiate';
import { modules } from './modules';
import { references } from './references';
import { rename } from './rename';
import { review } from './review';
import { selectionRange } from './selectionRange';
import { semanticTokens } from './semanticTokens';
import { signatureHelp } from './signatureHelp';
import { isOn, type Switches } from './switches';
import { optimize } from './optimize';
import { testbench } from './testbench';
import { tests } from './tests';
import { timing } from './timing';
import { typeDefinition } from './typeDefinition';
import { verify } from './verify';
import { pullDiagnostics } from './pullDiagnostics';
import { whyFileRequest } from './whyFile';
import { workspaceSymbol } from './workspaceSymbol';

/** Everything the server answers. A new feature is one file and one line here. */
export const features: readonly Feature[] = [
  documentSymbol,
  definition,
  declaration,
  typeDefinition,
  references,
  rename,
  documentHighlight,
  workspaceSymbol,
  hover,
  completion,
  foldingRange,
  selectionRange,
  documentLink,
  semanticTokens,
  inlayHint,
  signatureHelp,
  callHierarchy,
  codeLens,
  codeAction,
  formatting,
  inlineCompletion,
  acceptedSuggestion,
  executeCommand,
  verify,
  graph,
  hierarchy,
  timing,
  evidence,
  chat,
  contextItems,
  sentRequests,
  cycleValues,
  modules,
  tests,
  instantiateRequests,
  agentTool,
  generate,
  assertions,
  explain,
  review,
  fix,
  document,
  testbench,
  optimize,
  cModel,
  doctor,
  whyFileRequest,
  pullDiagnostics,
];

export function capabilitiesFor(client: ClientCapabilities, options: InitializationOptions, switches: Switches): ServerCapabilities {
  const base: ServerCapabilities = {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  const offered = features.filter((feature) => isOn(switches, feature));
  return Object.assign({}, base, ...offered.map((feature) => feature.capabilities(client, options))) as ServerCapabilities;
}
