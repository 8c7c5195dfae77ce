/** One scripted answer. Without any field but `text` it is a normal streamed reply. */
export interface ModelStep {
  /** Used only for a request whose prompt holds this text; steps without it fit every request. */
  when?: string;
  /** Not used up by being used. */
  repeat?: boolean;
  text?: string;
  /** Characters per streamed piece, default 7. */
  chunkSize?: number;
  /** Before the answer begins, and between pieces. */
  delayMs?: number;
  chunkDelayMs?: number;
  /** `end_turn` by default; `max_tokens` and `refusal` make the typed failures. */
  stopReason?: string;
  /** Answers with this HTTP status and an error body of the API. */
  error?: number;
  errorType?: string;
  message?: string;
  headers?: Record<string, string>;
  /** Breaks the reply off after so many characters of text. */
  cutAfter?: number;
  /** How it breaks: the socket dies (default), the response ends in good order, or an error event. */
  cutBy?: 'socket' | 'end' | 'event';
  /** Takes the request and never answers, or stops half-way and keeps the connection open. */
  hang?: boolean;
  hangAfter?: number;
  /** Closes the connection without a word. */
  closeAtOnce?: boolean;
  /** Answers 200 with a web page: a proxy or a wrong address. */
  html?: string;
}

export interface RecordedRequest {
  key: string;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
  system: string;
  prompt: string;
  /** Index of the step that answered, -1 when none fitted. */
  step?: number;
  /** The connection ended before the answer did: the client has gone, or the script broke it off. */
  abandoned: boolean;
  /** The whole reply was written. */
  finished: boolean;
}

export interface ModelServer {
  /** For `baseUrl`. */
  readonly url: string;
  readonly port: number;
  readonly requests: RecordedRequest[];
  setScript(script: ModelStep[] | { steps: ModelStep[]; keys?: string[] }): void;
  waitForRequests(count: number): Promise<void>;
  close(): Promise<void>;
}

/** `keys`: when given, any other key is answered 401. `lastToken` is called before the last piece of a streamed reply is written. */
export function startModelServer(
  script?: ModelStep[] | { steps: ModelStep[]; keys?: string[] },
  options?: { port?: number; keys?: string[]; lastToken?: () => void },
): Promise<ModelServer>;
