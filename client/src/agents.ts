import path from 'node:path';
import * as vscode from 'vscode';
import type { AgentToolParams, AgentToolResult } from '../../server/src/protocol/assistants';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';
import { ToolPipe } from './toolPipe';

interface DeclaredTool {
  readonly name: string;
  readonly displayName: string;
}

/** Offers to agents in the editor what asks about a design as tools of the extension, and the jobs as an MCP server: each tool is there once. */
export function offerToAgents(context: vscode.ExtensionContext, server: LanguageServer): vscode.Disposable[] {
  const manifest = context.extension.packageJSON as { contributes: { languageModelTools: readonly DeclaredTool[] } };
  const tools = manifest.contributes.languageModelTools.map((tool) => vscode.lm.registerTool(tool.name, toolOf(tool, server)));
  // Editors that are built from VS Code may lack it.
  if (!('registerMcpServerDefinitionProvider' in vscode.lm)) return tools;
  return [...tools, vscode.lm.registerMcpServerDefinitionProvider('signoff.mcp', mcpServers(context, server))];
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

/**
 * The editor's own Node runs a process that speaks MCP and hands every call to the language server of this window. Offered in no workspace that is not
 * trusted, since its tools run programs.
 */
function mcpServers(
  context: vscode.ExtensionContext,
  server: LanguageServer,
): vscode.McpServerDefinitionProvider<vscode.McpStdioServerDefinition> {
  const changed = new vscode.EventEmitter<void>();
  const pipe = new ToolPipe(server);
  context.subscriptions.push(
    changed,
    pipe,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
  );
  return {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      if (folder?.uri.scheme !== 'file' || !vscode.workspace.isTrusted) return [];
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
    // What is provided is kept beyond this window; the pipe is not.
    resolveMcpServerDefinition: async (definition) => {
      definition.args = [...definition.args.slice(0, 2), '--editor', await pipe.listen()];
      return definition;
    },
  };
}
