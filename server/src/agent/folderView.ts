import { failure, success } from '../base/outcome';
import { joinPath } from '../model/paths';
import type { AgentCall } from './agentTool';

/**
 * Paths as an agent may name them: relative to the first of the folders, and only what lies in one of them. A model that was talked into reading
 * something else gets nothing of it, not even in an error message.
 */
export function folderView(folders: readonly string[]): Pick<AgentCall, 'resolve' | 'relative'> {
  const [first = '/'] = folders;
  return {
    resolve(path) {
      const full = joinPath(first, path);
      if (folders.some((folder) => full.startsWith(`${folder}/`))) return success(full);
      return failure(`${path} lies outside of ${folders.join(', ')}`, 'Name a file of the working folder.');
    },
    relative: (path) => {
      const folder = folders.find((one) => path.startsWith(`${one}/`));
      return folder === undefined ? path : path.slice(folder.length + 1);
    },
  };
}
