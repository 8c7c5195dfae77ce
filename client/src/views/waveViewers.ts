import * as vscode from 'vscode';

/** Where a waveform is looked at: a time in its own units, and hierarchical names that matter. */
export interface WaveformPlace {
  readonly time?: number;
  readonly signals?: readonly string[];
}

interface Viewer {
  readonly extension: string;
  open(file: vscode.Uri, place: WaveformPlace): Promise<void>;
}

/** Viewers that we know, in the order of what they can be told. */
const viewers: readonly Viewer[] = [
  { extension: 'lramseyer.vaporview', open: openInVaporView },
  { extension: 'surfer-project.surfer', open: (file) => openWith(file, 'surfer.waveformViewer') },
];

/** Opens a waveform in the viewer that is installed; without one, as the editor opens any file, and says what would show it. */
export async function openWaveform(file: vscode.Uri, place: WaveformPlace = {}): Promise<void> {
  const viewer = viewers.find((one) => vscode.extensions.getExtension(one.extension) !== undefined);
  if (viewer !== undefined) return viewer.open(file, place);
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

/** Whether one of the viewers is there. */
export function hasWaveViewer(): boolean {
  return viewers.some((one) => vscode.extensions.getExtension(one.extension) !== undefined);
}

async function openInVaporView(file: vscode.Uri, { time, signals = [] }: WaveformPlace): Promise<void> {
  await vscode.commands.executeCommand('vaporview.openFile', { uri: file, loadAll: signals.length === 0 });
  for (const instancePath of signals)
    await vscode.commands.executeCommand('waveformViewer.addVariable', { uri: file, instancePath, reveal: true });
  if (time !== undefined) await vscode.commands.executeCommand('waveformViewer.setMarker', { uri: file, time });
}

async function openWith(file: vscode.Uri, viewType: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', file, viewType, vscode.ViewColumn.Beside);
}
