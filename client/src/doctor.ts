import * as vscode from 'vscode';
import type { Doctor } from '../../server/src/protocol/contract';
import { methods } from '../../server/src/protocol/requests';
import type { LanguageServer } from './languageClient';

const scheme = 'signoff-doctor';
const place = vscode.Uri.from({ scheme, path: '/Signoff Doctor.md' });

/** The table of tools as a page to read. It is a document of ours without a file: nothing is left to save. */
export class DoctorPage implements vscode.Disposable {
  private text = '';
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: () => this.text,
  });

  constructor(private readonly server: LanguageServer) {}

  /** Looks for the tools anew and shows what there is. */
  async show(): Promise<void> {
    const options = { location: vscode.ProgressLocation.Window, title: 'Signoff: looking for tools' };
    const report = await vscode.window.withProgress(options, () => this.server.request<Doctor>(methods.doctor, {}));
    this.text = doctorText(report);
    this.changed.fire(place);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', place);
    } catch {
      // An editor without its Markdown extension shows the text as it is.
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(place), { preview: true });
    }
  }

  dispose(): void {
    this.provider.dispose();
    this.changed.dispose();
  }
}

function doctorText(report: Doctor): string {
  const rows = report.tools.map((tool) => {
    const state = tool.found ? `✓ ${tool.version ?? 'found'}` : `✗ missing${tool.install === undefined ? '' : `: ${tool.install}`}`;
    return `| ${[tool.name, state, tool.adds].map(cell).join(' | ')} |`;
  });
  return [
    '# Signoff: tools',
    '',
    `Signoff ${report.signoff}, Node ${report.node}, ${report.platform}.`,
    '',
    `Model: **${cell(report.model.provider)}**, ${cell(report.model.detail)}.`,
    '',
    '| tool | state | what it adds |',
    '| --- | --- | --- |',
    ...rows,
    '',
    'What ships inside is enough to work; the others add to it.',
    '',
    '## Project',
    '',
    ...(report.project?.words ?? []).map((sentence) => `- ${cell(withoutFolders(sentence))}.`),
    '',
    '## Language features',
    '',
    ...(report.features?.length ? report.features : ['All are on']).map((sentence) => `- ${cell(sentence)}.`),
    '',
  ].join('\n');
}

/** Paths as the explorer shows them. */
function withoutFolders(text: string): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length === 1 ? text.replaceAll(`${folders[0]?.uri.path ?? ''}/`, '') : text;
}

/** Text in a table of Markdown: what a program says of its version is no markup. */
function cell(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
}
