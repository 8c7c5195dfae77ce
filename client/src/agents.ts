import path from 'node:path';
import * as vscode from 'vscode';
import type { AgentToolParams, AgentToolResult } from '../../server/src/protocol/assistants';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';
import { mcpServerOffered } from './settings';

interface DeclaredTool {
  readonly name: string;
  readonly displayName: string;
}

/** Offers what local tools can say of a design to the models of the editor's chat, and the same as an MCP server. */
export function offerToAgents(context: vscode.ExtensionContext, server: LanguageServer): vscode.Disposable[] {
  const manifest = context.extension.packageJSON as { contributes: { languageModelTools: readonly DeclaredTool[] } };
  const tools = manifest.contributes.languageModelTools.map((tool) => vscode.lm.registerTool(tool.name, toolOf(tool, server)));
  // Editors that are built from VS Code may lack it.
  if (!('registerMcpServerDefinitionProvider' in vscode.lm)) return tools;
  return [...tools, vscode.lm.registerMcpServerDefinitionProvider('signoff.mcp', mcpServers(context))];
}

function toolOf({ name, displayName }: DeclaredTool, server: LanguageServer): vscode.LanguageModelTool<object> {
  return {
    prepareInvocation: () => ({ invocationMessage: `Signoff: ${displayName}` }),
    invoke: async ({ input }, token) => {
      const params: AgentToolParams = { name, input };
      const { text } = await server.request<AgentToolResult>(methods.agentTool, params, token);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** The editor's own Node runs it, in the first workspace folder; with the setting only, and none in a workspace that is not trusted, since its tools run programs. */
function mcpServers(context: vscode.ExtensionContext): vscode.McpServerDefinitionProvider {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('signoff.agents')) changed.fire();
    }),
  );
  return {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      if (folder?.uri.scheme !== 'file' || !vscode.workspace.isTrusted || !mcpServerOffered()) return [];
      const program = context.asAbsolutePath(path.join('dist', 'cli.js'));
      const { version } = context.extension.packageJSON as { version: string };
      const definition = new vscode.McpStdioServerDefinition(
        'Signoff',
        process.execPath,
        [program, 'mcp'],
        { ELECTRON_RUN_AS_NODE: '1' },
        version,
      );
      definition.cwd = folder.uri;
      return [definition];
    },
  };
}
