import type { ClientCapabilities, ServerCapabilities } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol/requests';
import type { ServerContext } from './serverContext';

/** One LSP request (or a family of them): what it lets the server advertise to this client, and the handlers. */
export interface Feature {
  readonly name: string;
  capabilities(client: ClientCapabilities, options: InitializationOptions): Partial<ServerCapabilities>;
  register(context: ServerContext): void;
}
