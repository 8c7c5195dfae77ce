import { createServer, type Server, type Socket } from 'node:net';
import {
  createMessageConnection,
  generateRandomPipeName,
  LSPErrorCodes,
  ProgressType,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type CancellationToken,
  type Disposable,
} from 'vscode-languageclient/node';
import type { AgentToolParams, AgentToolResult } from '../../server/src/protocol/assistants';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';

/** What a call is at, in words. */
const steps = new ProgressType<string>();

/**
 * Where processes that the editor starts for agents (`signoff mcp --editor PIPE`) hand in their calls. The window's own language server answers them,
 * whichever one runs at the time: it knows the settings, the keys and the text that is not saved.
 */
export class ToolPipe implements Disposable {
  private listening: Promise<string> | undefined;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly languageServer: LanguageServer) {}

  /** The pipe's name, which nobody can guess. Rejects when the system gives none. */
  listen(): Promise<string> {
    this.listening ??= new Promise<string>((resolve, reject) => {
      const name = generateRandomPipeName();
      this.server = createServer((socket) => this.serve(socket));
      this.server.once('error', (error) => {
        this.listening = undefined;
        reject(error);
      });
      this.server.listen(name, () => resolve(name));
    });
    return this.listening;
  }

  dispose(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.onClose(() => {
      this.sockets.delete(socket);
      connection.dispose();
    });
    connection.onRequest(methods.agentTool, async ({ workDoneToken, ...call }: AgentToolParams, token: CancellationToken) => {
      const tell = (message: string): void => {
        if (workDoneToken !== undefined) void connection.sendProgress(steps, workDoneToken, message).catch(() => undefined);
      };
      try {
        return await this.languageServer.requestInSteps<AgentToolResult>(methods.agentTool, call, token, tell);
      } catch (error) {
        const { message, data } = error as { readonly message: string; readonly data?: unknown };
        throw new ResponseError(LSPErrorCodes.RequestFailed, message, data);
      }
    });
    connection.listen();
  }
}
