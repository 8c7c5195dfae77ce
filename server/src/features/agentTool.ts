import { agentTools } from '../agent/agentTools';
import { failure, success } from '../base/outcome';
import type { AgentToolParams, AgentToolResult } from '../protocol/assistants';
import { methods } from '../protocol/requests';
import { agentCall } from './agentCall';
import type { Feature } from './feature';
import { answering } from './serverContext';

/** The tools that agents are offered, for a client that hands them to its own language model. Files of the workspace folders only. */
export const agentTool: Feature = {
  name: 'agentTool',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.agentTool,
      answering<AgentToolParams, AgentToolResult>(context, methods.agentTool, 'name', async ({ name, input }, signal) => {
        const tool = agentTools.find((one) => one.name === name);
        if (tool === undefined) return failure(`there is no tool ${name}`, `There are: ${agentTools.map((one) => one.name).join(', ')}.`);
        const ready = await agentCall(context, signal);
        if (!ready.ok) return ready;
        const answer = await tool.run(input, ready.value.call);
        return answer.ok ? success({ text: JSON.stringify(answer.value) }) : answer;
      }),
    );
  },
};
