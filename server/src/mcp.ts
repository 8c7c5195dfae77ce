/** Composition root for agents: the engine's tools over the Model Context Protocol on standard input and output (`signoff mcp`). */
import path from 'node:path';
import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { agentTools } from './agent/agentTools';
import type { AgentCall, AgentTool } from './agent/agentTool';
import { folderView } from './agent/folderView';
import { failure, type Outcome } from './base/outcome';
import { composeEngine, type ComposeOptions } from './compose';
import type { Engine } from './engine/engine';
import { signoffVersion } from './version';

/** Said to the agent once, before it has called anything. */
const instructions =
  'Local checks of Verilog and SystemVerilog in the working folder. After editing RTL call signoff_check; after a refactoring call signoff_equiv with golden "git:HEAD:FILE"; before finishing call signoff_verify. Only the verdicts proved and checked are good; unknown and broken say nothing for the design.';

export interface McpOptions extends Pick<ComposeOptions, 'project' | 'tools' | 'launcher' | 'model' | 'environment'> {
  readonly limits: AgentCall['limits'];
  /** Told when the engine cannot be made: nothing is served then. */
  readonly unusable: (problem: { readonly message: string; readonly hint?: string }) => void;
}

/** Serves until standard input ends. Nothing but the protocol is written to standard output. */
export async function serve(options: McpOptions): Promise<void> {
  const cwd = process.cwd();
  const folder = cwd.split(path.sep).join('/');
  const composed = await composeEngine({ ...options, cwd, projectRoots: [folder] });
  if (!composed.ok) return options.unusable(composed);
  const engine = composed.value;
  const calls = new Calls(engine, options.limits, folderView([folder]));
  await new Promise<void>((ended) => {
    const handle = serveStdio(() => {
      const server = new McpServer({ name: 'signoff', title: 'Signoff', version: signoffVersion }, { instructions });
      for (const tool of agentTools) calls.register(server, tool);
      return server;
    });
    process.stdin.once('end', () => void handle.close().finally(ended));
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void handle.close().finally(ended));
  });
  calls.stop();
  await engine.dispose();
}

/** One call at a time: each may use all cores, and an agent that asks twice is answered in order. */
class Calls {
  private last: Promise<unknown> = Promise.resolve();
  private readonly ended = new AbortController();

  constructor(
    private readonly engine: Engine,
    private readonly limits: AgentCall['limits'],
    private readonly view: Pick<AgentCall, 'resolve' | 'relative'>,
  ) {}

  register(server: McpServer, tool: AgentTool): void {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.input,
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      (input, context) => {
        const answer = this.last.then(() => this.call(tool, input, context));
        this.last = answer.catch(() => undefined);
        return answer;
      },
    );
  }

  stop(): void {
    this.ended.abort();
  }

  private async call(tool: AgentTool, input: unknown, context: ServerContext): Promise<CallToolResult> {
    const signal = AbortSignal.any([this.ended.signal, context.mcpReq.signal]);
    const { progressToken } = context.mcpReq._meta ?? {};
    let step = 0;
    const progress = ({ message }: { readonly message: string }): void => {
      if (progressToken === undefined) return;
      const params = { progressToken, progress: ++step, message };
      void context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
    };
    const outcome = await tool
      .run(input, { engine: this.engine, limits: this.limits, progress, signal, ...this.view })
      .catch((error: unknown): Outcome<object> => {
        if (signal.aborted) throw error;
        return failure(
          `${tool.name} failed: ${error instanceof Error ? error.message : String(error)}`,
          'This is a defect of Signoff: please report it with the input that caused it.',
        );
      });
    const document = outcome.ok ? outcome.value : { error: { message: outcome.message, hint: outcome.hint } };
    return { content: [{ type: 'text', text: JSON.stringify(document) }], isError: !outcome.ok };
  }
}
