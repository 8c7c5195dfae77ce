import { agentTools } from '../agent/agentTools';
import { folderView } from '../agent/folderView';
import { failure, success } from '../base/outcome';
import { methods, type AgentToolParams, type AgentToolResult } from '../protocol/requests';
import type { Feature } from './feature';
import { uriOfPath } from './positions';
import { answering, refusedByTrust, runLimits } from './serverContext';

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
        const refused = refusedByTrust(context);
        if (refused !== undefined) return refused;
        const [root] = context.roots();
        if (root === undefined) return failure('no folder is open', 'Open the folder of the project.');
        const [engine, settings] = await Promise.all([context.engine(), context.settings(uriOfPath(root, context.documents))]);
        const limits = runLimits(settings, settings['verify.budgetSeconds']);
        const answer = await tool.run(input, { engine, limits, progress: () => undefined, signal, ...folderView(context.roots()) });
        return answer.ok ? success({ text: JSON.stringify(answer.value) }) : answer;
      }),
    );
  },
};
