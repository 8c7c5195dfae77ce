import * as vscode from 'vscode';
import { featureNames, peers } from '../../server/src/protocol/peers';

/** Other extensions for Verilog that are enabled. They need not run yet: most start with the first document, as this one does. */
export function enabledPeers(): string[] {
  const enabled = new Set(vscode.extensions.all.map((extension) => extension.id.toLowerCase()));
  return peers.filter(({ id }) => enabled.has(id)).map(({ id }) => id);
}

/** `signoff.features.*` as the editor has them, in the shape of settings. */
export function featureSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration('signoff.features');
  return Object.fromEntries(featureNames.map((name) => [`features.${name}`, configuration.get(name)]));
}

/** Calls `restart` when what the server may offer changed: it is told once, when a server starts. */
export function watchCoexistence(restart: () => Promise<void>): vscode.Disposable {
  let known = enabledPeers().join();
  const again = (): void => void restart().catch(() => undefined);
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(() => {
      const now = enabledPeers().join();
      if (now === known) return;
      known = now;
      again();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('signoff.features')) again();
    }),
  );
}
