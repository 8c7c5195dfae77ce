import type { AgentTool } from './agentTool';
import { assertTool } from './tools/assert';
import { cModel } from './tools/cModel';
import { check } from './tools/check';
import { context } from './tools/context';
import { document } from './tools/document';
import { equiv } from './tools/equiv';
import { explain } from './tools/explain';
import { fix } from './tools/fix';
import { generate } from './tools/generate';
import { graph } from './tools/graph';
import { review } from './tools/review';
import { optimize } from './tools/optimize';
import { testbench } from './tools/testbench';
import { timing } from './tools/timing';
import { verify } from './tools/verify';

/** What asks about a design and is answered within a turn of a conversation. VS Code gets these from the extension itself. */
export const questionTools: readonly AgentTool[] = [check, verify, equiv, graph, timing, context];

/** Jobs on demand. VS Code gets these from a server of the Model Context Protocol: each tool is there once. */
export const jobTools: readonly AgentTool[] = [generate, assertTool, explain, review, fix, document, testbench, optimize, cModel];

/** Everything that agents may call, over MCP and in the editor. */
export const agentTools: readonly AgentTool[] = [...questionTools, ...jobTools];
