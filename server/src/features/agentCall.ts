import type { AgentCall } from '../agent/agentTool';
import { folderView } from '../agent/folderView';
import { failure, success, type Outcome } from '../base/outcome';
import type { Settings } from '../settings/schema';
import { uriOfPath } from './positions';
import { refusedByTrust, runLimits, type ServerContext } from './serverContext';

/** What an agent's tool runs with in the editor: the engine, the limits of the settings, and the files of the workspace folders only. Fails without trust or a folder. */
export async function agentCall(
  context: ServerContext,
  signal: AbortSignal,
): Promise<Outcome<{ readonly call: AgentCall; readonly settings: Settings }>> {
  const refused = refusedByTrust(context);
  if (refused !== undefined) return refused;
  const [root] = context.roots();
  if (root === undefined) return failure('no folder is open', 'Open the folder of the project.');
  const [engine, settings] = await Promise.all([context.engine(), context.settings(uriOfPath(root, context.documents))]);
  const limits = runLimits(settings, settings['verify.budgetSeconds']);
  return success({ settings, call: { engine, limits, progress: () => undefined, signal, ...folderView(context.roots()) } });
}
