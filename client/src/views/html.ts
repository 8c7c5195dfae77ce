import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** A whole webview page. Scripts run only from media/ with this page's nonce; nothing is loaded from a network. */
export function page(webview: vscode.Webview, extension: vscode.Uri, title: string, body: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', name)).toString();
  const policy = `default-src 'none'; img-src ${webview.cspSource} data:; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('webview.css')}">
<title>${escapeHtml(title)}</title>
</head>
<body>
${body}
<script nonce="${nonce}" src="${asset('webview.js')}"></script>
</body>
</html>`;
}

/** What media/webview.js posts: a click on something with `data-…`, or on a node or an arrow of a graph. */
export interface WebviewMessage {
  readonly action: 'open' | 'vcd' | 'copy' | 'kind' | 'verifyAgain' | 'node' | 'edge';
  readonly value: string;
}

/** A location as a button: keyboard and screen reader find it. */
export function locationButton(file: string, line: number, column: number): string {
  const name = file.split('/').pop() ?? file;
  const value = escapeHtml(JSON.stringify({ file, line, column }));
  return `<button class="link" data-action="open" data-value="${value}">${escapeHtml(name)}:${line}</button>`;
}
