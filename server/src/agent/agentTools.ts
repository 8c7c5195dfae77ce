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

/** Everything that agents may call, over MCP and in the editor. */
export const agentTools: readonly AgentTool[] = [
  check,
  verify,
  equiv,
  graph,
  timing,
  context,
  generate,
  assertTool,
  explain,
  review,
  fix,
  document,
  testbench,
  optimize,
  cModel,
];
