import { agentTools, jobTools } from '../agent/agentTools';
import { failure, success } from '../base/outcome';
import type { AgentToolParams, AgentToolResult } from '../protocol/assistants';
import { methods } from '../protocol/requests';
import { agentCall } from './agentCall';
import type { Feature } from './feature';
import { answering, runLimits } from './serverContext';

/** The tools that agents are offered, for a client that hands them to its own language model. Files of the workspace folders only. */
export const agentTool: Feature = {
  name: 'agentTool',
  capabilities: () => ({}),
  register(context) {
    context.connection.onRequest(
      methods.agentTool,
      answering<AgentToolParams, AgentToolResult>(context, methods.agentTool, 'name', async ({ name, input, workDoneToken }, signal) => {
        const tool = agentTools.find((one) => one.name === name);
        if (tool === undefined) return failure(`there is no tool ${name}`, `There are: ${agentTools.map((one) => one.name).join(', ')}.`);
        const ready = await agentCall(context, signal);
        if (!ready.ok) return ready;
        const { call, settings } = ready.value;
        const limits = jobTools.includes(tool) ? runLimits(settings, settings['jobs.budgetSeconds']) : call.limits;
        const steps = context.connection.window.attachWorkDoneProgress(workDoneToken);
        steps.begin(tool.title, undefined, undefined, true);
        try {
          const answer = await tool.run(input, { ...call, limits, progress: ({ message }) => steps.report(message) });
          return answer.ok ? success({ text: JSON.stringify(answer.value) }) : answer;
        } finally {
          steps.done();
        }
      }),
    );
  },
};
