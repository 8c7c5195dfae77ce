import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { escapeHtml } from './markup';

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
