import { expect, test } from 'vitest';
import { waveViewerCalls, waveViewers } from '../../../client/src/views/waveViewerCalls';

const [vaporView, surfer] = waveViewers as [(typeof waveViewers)[number], (typeof waveViewers)[number]];
/** What VaporView 1.4 registers, as its API_DOCS.md lists it. */
const registered = new Set(['vaporview.openFile', 'waveformViewer.addVariable', 'waveformViewer.setMarker', 'vscode.openWith']);
const file = { toString: () => 'file:///w/a.vcd' };

test('VaporView is told the file, the signals that matter and the time with its unit', () => {
  expect(waveViewerCalls(vaporView, registered, file, { signals: ['golden.q'], time: '12.5 ns' })).toEqual([
    ['vaporview.openFile', { uri: file, loadAll: false }],
    ['waveformViewer.addVariable', { uri: 'file:///w/a.vcd', instancePath: 'golden.q', reveal: true }],
    ['waveformViewer.setMarker', { uri: 'file:///w/a.vcd', time: 12500, units: 'ps' }],
  ]);
  const marker = (time: string): unknown => waveViewerCalls(vaporView, registered, file, { time }).at(1)?.[1];
  expect(marker('40')).toEqual({ uri: 'file:///w/a.vcd', time: 40 });
  expect(marker('3 us')).toEqual({ uri: 'file:///w/a.vcd', time: 3, units: 'us' });
  expect(marker('0.00007 ns')).toEqual({ uri: 'file:///w/a.vcd', time: 70, units: 'fs' });
  expect(marker('soon')).toBeUndefined();
});

test('all signals are loaded where none is named, and what a version does not have is left out', () => {
  expect(waveViewerCalls(vaporView, new Set(['vaporview.openFile']), file, { time: '4 ns' })).toEqual([
    ['vaporview.openFile', { uri: file, loadAll: true }],
  ]);
  expect(waveViewerCalls(vaporView, new Set(), file, { signals: ['a'] })).toEqual([['vscode.openWith', file, 'vaporview.waveformViewer']]);
});

test('Surfer opens the file in its editor, whatever else is installed', () => {
  expect(waveViewerCalls(surfer, registered, file, { signals: ['a'], time: '4 ns' })).toEqual([
    ['vscode.openWith', file, 'surfer.waveformViewer'],
  ]);
});

test('VaporView comes first: it can be told more', () => {
  expect(waveViewers.map((viewer) => viewer.extension)).toEqual(['lramseyer.vaporview', 'surfer-project.surfer']);
});
