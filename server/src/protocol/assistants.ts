/** Requests of assistants: the editor's chat, other assistants' context, and agents' tools. Named in `methods` of requests.ts. */

import type { GraphKind } from './contract';

/** A question to `@signoff` in an editor's chat. */
export interface ChatParams {
  /** `verify`, `explain`, `timing`, `graph`; absent: a question of its own. */
  command?: string;
  prompt: string;
  /** The document at hand, and the line of the cursor, 1-based. */
  uri?: string;
  line?: number;
  /** Id of the chat's model, when there is one that may be asked. */
  model?: string;
}

export interface ChatResult {
  /** What local tools found. Places are links, `[fifo.sv:12](rtl/fifo.sv#12)`: to a line of a file, relative to its workspace folder. */
  markdown: string;
  /** Id of the verdict that it tells of. */
  evidence?: string;
  /** The graph that it tells of in text. */
  drawing?: GraphToDraw;
  /** What the chat's model may be asked, to the letter; it is in the list of requests sent. */
  ask?: { system: string; prompt: string };
}

/** A graph for the editor's graph page. */
export interface GraphToDraw {
  uri: string;
  kind: GraphKind;
  module?: string;
}

/** What another assistant may be told about a place: declarations from other files. */
export interface ContextItemsParams {
  uri: string;
  /** UTF-16 offset. */
  offset: number;
}

export interface ContextItemsResult {
  /** `importance` from 0 to 100. */
  items: { uri: string; value: string; importance: number }[];
}

/** A call of one of the tools that agents are offered (`server/src/agent`), for the editor's chat. */
export interface AgentToolParams {
  name: string;
  /** As the model gave it; the tool's schema decides. */
  input: unknown;
  /** Where the steps of the work are told, as LSP has it. */
  workDoneToken?: string | number;
}

export interface AgentToolResult {
  /** The answer as JSON in a text, for the model to read. */
  text: string;
}
