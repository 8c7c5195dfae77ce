import * as vscode from 'vscode';
import { waveViewerCalls, waveViewers, type WaveformPlace } from './waveViewerCalls';

/** Opens a waveform in the viewer that is installed; without one, as the editor opens any file, and says what would show it. */
export async function openWaveform(file: vscode.Uri, place: WaveformPlace = {}): Promise<void> {
  for (const viewer of waveViewers) {
    const extension = vscode.extensions.getExtension(viewer.extension);
    if (extension === undefined) continue;
    await extension.activate();
    const commands = new Set(await vscode.commands.getCommands(true));
    for (const [command, ...args] of waveViewerCalls(viewer, commands, file, place)) await vscode.commands.executeCommand(command, ...args);
    return;
  }
  await vscode.commands.executeCommand('vscode.open', file);
  // The message stays until somebody answers it: a test run must not wait for that.
  void offerViewers();
}

async function offerViewers(): Promise<void> {
  const choice = await vscode.window.showInformationMessage(
    'Signoff: this waveform is shown as text. VaporView and Surfer are viewers that Signoff can open it in.',
    'Search Extensions',
  );
  if (choice !== undefined) await vscode.commands.executeCommand('workbench.extensions.search', 'waveform viewer vcd');
}
