/** Composition root for agents: the engine's tools over the Model Context Protocol on standard input and output (`signoff mcp`). */
import path from 'node:path';
import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import {
  CancellationTokenSource,
  createMessageConnection,
  createServerPipeTransport,
  ProgressType,
  ResponseError,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { agentTools, jobTools } from './agent/agentTools';
import type { AgentCall, AgentTool } from './agent/agentTool';
import { folderView } from './agent/folderView';
import { failure, success, type Outcome } from './base/outcome';
import { composeEngine, type ComposeOptions } from './compose';
import type { AgentToolParams, AgentToolResult } from './protocol/assistants';
import { methods } from './protocol/requests';
import { signoffVersion } from './version';

/** Said to the agent once, before it has called anything. */
const instructions =
  'Local checks of Verilog and SystemVerilog in the working folder. After editing RTL call signoff_check; after a refactoring call signoff_equiv with golden "git:HEAD:FILE"; before finishing call signoff_verify. Only the verdicts proved and checked are good; unknown and broken say nothing for the design.';
const editorInstructions =
  'Jobs on Verilog and SystemVerilog in the open folders, done and judged by local tools. They answer texts and write no file. What you make of an answer, check with signoff_check and signoff_verify.';

export interface McpOptions extends Pick<ComposeOptions, 'project' | 'tools' | 'launcher' | 'model' | 'environment'> {
  readonly limits: AgentCall['limits'];
  /** Told when the engine cannot be made: nothing is served then. */
  readonly unusable: (problem: { readonly message: string; readonly hint?: string }) => void;
}

/** Works on one call of a tool and gives its answer as JSON in a text. */
type Work = (tool: AgentTool, input: unknown, call: Pick<AgentCall, 'progress' | 'signal'>) => Promise<Outcome<string>>;

/** Serves every tool with an engine of its own until standard input ends. Nothing but the protocol is written to standard output. */
export async function serve(options: McpOptions): Promise<void> {
  const cwd = process.cwd();
  const folder = cwd.split(path.sep).join('/');
  const composed = await composeEngine({ ...options, cwd, projectRoots: [folder] });
  if (!composed.ok) return options.unusable(composed);
  const engine = composed.value;
  const view = folderView([folder]);
  await serveTools(agentTools, instructions, async (tool, input, call) => {
    const answer = await tool.run(input, { engine, limits: options.limits, ...call, ...view });
    return answer.ok ? success(JSON.stringify(answer.value)) : answer;
  });
  await engine.dispose();
}

/**
 * Serves the jobs to the agents of an editor that listens at `pipe`: its own language server works on them, which knows the editor's settings and text that
 * is not saved. Ends with standard input, or with the editor.
 */
export async function serveForEditor(pipe: string): Promise<void> {
  const [reader, writer] = createServerPipeTransport(pipe);
  const editor = createMessageConnection(reader, writer);
  editor.listen();
  const gone = new Promise<void>((resolve) => editor.onClose(resolve));
  await serveTools(jobTools, editorInstructions, (tool, input, call) => askEditor(editor, tool.name, input, call), gone);
  editor.end();
  editor.dispose();
}

/** What the editor's server is at, in words. */
const steps = new ProgressType<string>();
let asked = 0;

async function askEditor(
  editor: MessageConnection,
  name: string,
  input: unknown,
  { signal, progress }: Pick<AgentCall, 'progress' | 'signal'>,
): Promise<Outcome<string>> {
  const cancel = new CancellationTokenSource();
  const stop = (): void => cancel.cancel();
  signal.addEventListener('abort', stop);
  const params: AgentToolParams = { name, input, workDoneToken: `call ${++asked}` };
  const told = editor.onProgress(steps, params.workDoneToken ?? '', (message) => progress({ message }));
  try {
    const { text } = await editor.sendRequest<AgentToolResult>(methods.agentTool, params, cancel.token);
    return success(text);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ResponseError)) throw error;
    const { message, hint } = (error.data ?? {}) as { readonly message?: string; readonly hint?: string };
    return failure(message ?? error.message, hint);
  } finally {
    told.dispose();
    signal.removeEventListener('abort', stop);
  }
}

async function serveTools(tools: readonly AgentTool[], words: string, work: Work, gone?: Promise<void>): Promise<void> {
  const calls = new Calls(work);
  await new Promise<void>((ended) => {
    const handle = serveStdio(() => {
      const server = new McpServer({ name: 'signoff', title: 'Signoff', version: signoffVersion }, { instructions: words });
      for (const tool of tools) calls.register(server, tool);
      return server;
    });
    const end = (): void => void handle.close().finally(ended);
    process.stdin.once('end', end);
    void gone?.then(end);
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
  });
  calls.stop();
}

/** One call at a time: each may use all cores, and an agent that asks twice is answered in order. */
class Calls {
  private last: Promise<unknown> = Promise.resolve();
  private readonly ended = new AbortController();

  constructor(private readonly work: Work) {}

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
    const outcome = await this.work(tool, input, { progress, signal }).catch((error: unknown): Outcome<string> => {
      if (signal.aborted) throw error;
      return failure(
        `${tool.name} failed: ${error instanceof Error ? error.message : String(error)}`,
        'This is a defect of Signoff: please report it with the input that caused it.',
      );
    });
    const text = outcome.ok ? outcome.value : JSON.stringify({ error: { message: outcome.message, hint: outcome.hint } });
    return { content: [{ type: 'text', text }], isError: !outcome.ok };
  }
}
