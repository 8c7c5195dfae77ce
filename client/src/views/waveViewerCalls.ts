/** Where a waveform is looked at: a time (`12.5 ns`, or a number in the dump's own units), and hierarchical names that matter. */
export interface WaveformPlace {
  readonly time?: string;
  readonly signals?: readonly string[];
}

/** A waveform viewer among the editor's extensions, and the kind of editor that it registers for dumps. */
export interface WaveViewer {
  readonly extension: string;
  readonly viewType: string;
}

/**
 * Viewers that we know, in the order of what they can be told. VaporView (lramseyer.vaporview) publishes commands (API_DOCS.md of its repository); they are
 * in no manifest, so the extension must be activated before they are called. Surfer (surfer-project.surfer) has its editor alone.
 */
export const waveViewers: readonly WaveViewer[] = [
  { extension: 'lramseyer.vaporview', viewType: 'vaporview.waveformViewer' },
  { extension: 'surfer-project.surfer', viewType: 'surfer.waveformViewer' },
];

/** A command of the editor with its arguments. */
export type Call = readonly [command: string, ...args: unknown[]];

/**
 * The commands that show a dump in a viewer. `commands` are those that the editor knows now: what a version of the viewer does not have is left out.
 * VaporView opens a file by its URI, and takes it as text everywhere else.
 */
export function waveViewerCalls<Uri extends { toString(): string }>(
  viewer: WaveViewer,
  commands: ReadonlySet<string>,
  file: Uri,
  { time, signals = [] }: WaveformPlace,
): Call[] {
  if (!commands.has('vaporview.openFile') || viewer.extension !== waveViewers[0]?.extension)
    return [['vscode.openWith', file, viewer.viewType]];
  const marker = time === undefined ? undefined : markerTime(time);
  const uri = file.toString();
  const calls: Call[] = [
    ['vaporview.openFile', { uri: file, loadAll: signals.length === 0 }],
    ...signals.map((instancePath): Call => ['waveformViewer.addVariable', { uri, instancePath, reveal: true }]),
    ...(marker === undefined ? [] : [['waveformViewer.setMarker', { uri, ...marker }] as const]),
  ];
  return calls.filter(([command]) => commands.has(command));
}

const finer = { s: 'ms', ms: 'us', us: 'ns', ns: 'ps', ps: 'fs' } as const;

/** A whole number in a unit in which it is one; without a unit the dump's own. */
function markerTime(text: string): { readonly time: number; readonly units?: string } | undefined {
  const match = /^(\d+)(?:\.(\d+))?(?:\s*(s|ms|us|ns|ps|fs))?$/.exec(text.trim());
  if (match === null) return undefined;
  let [whole, fraction, units] = [match[1] ?? '', match[2] ?? '', match[3]];
  while (fraction !== '' && units !== undefined && units in finer) {
    whole += fraction.slice(0, 3).padEnd(3, '0');
    fraction = fraction.slice(3);
    units = finer[units as keyof typeof finer];
  }
  return { time: Number(whole), ...(units === undefined ? {} : { units }) };
}
