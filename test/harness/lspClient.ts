import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { StreamMessageReader, StreamMessageWriter, type Message, type PublishDiagnosticsParams } from 'vscode-languageserver/node';

interface Reply {
  id: number | string | null;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}
type Incoming = { method?: string; id?: number | string; params?: unknown } & Partial<Reply>;

/** A language client with nothing but the base protocol: what any editor may be. It records everything the server sends. */
export class BareClient {
  readonly notifications: { method: string; params: unknown }[] = [];
  readonly requests: { method: string; params: unknown }[] = [];
  /** Answers to the server's own requests; a method that is not here gets MethodNotFound. */
  readonly answers = new Map<string, (params: unknown) => unknown>();
  private readonly waiting = new Map<number | string, (reply: Reply) => void>();
  private listeners: (() => void)[] = [];
  private readonly writer: StreamMessageWriter;
  private nextId = 1;

  constructor(
    fromServer: Readable,
    readonly toServer: Writable,
    readonly child?: ChildProcess,
  ) {
    this.writer = new StreamMessageWriter(toServer);
    new StreamMessageReader(fromServer).listen((message) => this.receive(message as unknown as Incoming));
  }

  /** The whole reply, error or result. `id` comes back for `cancel`. */
  ask(method: string, params?: unknown): { id: number; reply: Promise<Reply> } {
    const id = this.nextId++;
    const reply = new Promise<Reply>((resolve) => this.waiting.set(id, resolve));
    this.write({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
    return { id, reply };
  }

  /** The result; rejects when the server answered an error. */
  async request<T>(method: string, params?: unknown): Promise<T> {
    const { result, error } = await this.ask(method, params).reply;
    if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
    return result as T;
  }

  notify(method: string, params?: unknown): void {
    this.write({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) });
  }

  /** initialize and initialized. Gives the server's capabilities. */
  async start(params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const { capabilities } = await this.request<{ capabilities: Record<string, unknown> }>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      ...params,
    });
    this.notify('initialized', {});
    return capabilities;
  }

  open(uri: string, text: string, languageId = 'systemverilog', version = 1): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, contentChanges: unknown[]): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  /** Diagnostics last published for a document, as soon as they fit. */
  async diagnostics(uri: string, fits: (params: PublishDiagnosticsParams) => boolean = () => true): Promise<PublishDiagnosticsParams> {
    return this.until(() => {
      const all = this.notifications.filter((one) => one.method === 'textDocument/publishDiagnostics').map((one) => one.params);
      const mine = (all as PublishDiagnosticsParams[]).filter((one) => one.uri === uri).at(-1);
      return mine !== undefined && fits(mine) ? mine : undefined;
    });
  }

  /** Waits, message by message, until `look` finds something. */
  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.listeners.push(resolve));
    }
  }

  private write(message: object): void {
    void this.writer.write(message as Message);
  }

  private receive(message: Incoming): void {
    if (message.method === undefined) {
      const done = message.id === undefined ? undefined : this.waiting.get(message.id);
      if (message.id !== undefined) this.waiting.delete(message.id);
      done?.(message as Reply);
    } else if (message.id === undefined) {
      this.notifications.push({ method: message.method, params: message.params });
    } else {
      this.requests.push({ method: message.method, params: message.params });
      const answer = this.answers.get(message.method);
      const body =
        answer === undefined ? { error: { code: -32601, message: 'no such method' } } : { result: answer(message.params) ?? null };
      this.write({ jsonrpc: '2.0', id: message.id, ...body });
    }
    const listeners = this.listeners;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}

/** A server program with a bare client on its standard streams. */
export function spawnServer(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): BareClient & { child: ChildProcess } {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  child.stderr.resume();
  return new BareClient(child.stdout, child.stdin, child) as BareClient & { child: ChildProcess };
}

/** Two streams joined crosswise, for a server in this process. */
export function streamPair(): { client: BareClient; input: Readable; output: Writable } {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  return { client: new BareClient(toClient, toServer), input: toServer, output: toClient };
}
