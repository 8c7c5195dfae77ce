import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { escapeHtml } from './markup';

/** What a page is made of besides its body, by name in media/. */
export interface PageAssets {
  /** A module: it may import others from media/. */
  readonly script: string;
  readonly styles: readonly string[];
}

const plain: PageAssets = { script: 'webview.js', styles: ['webview.css'] };

/** A whole webview page. Scripts run only from media/; nothing is loaded from a network. */
export function page(webview: vscode.Webview, extension: vscode.Uri, title: string, body: string, assets = plain): string {
  const nonce = randomBytes(16).toString('base64url');
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', name)).toString();
  const policy = `default-src 'none'; img-src ${webview.cspSource} data:; style-src ${webview.cspSource} 'unsafe-inline'; script-src 'nonce-${nonce}' ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${assets.styles.map((name) => `<link rel="stylesheet" href="${asset(name)}">`).join('\n')}
<title>${escapeHtml(title)}</title>
</head>
<body>
${body}
<script type="module" nonce="${nonce}" src="${asset(assets.script)}"></script>
</body>
</html>`;
}

/** What media/webview.js posts: a click on something with `data-…`. */
export interface WebviewMessage {
  readonly action: 'ready' | 'open' | 'vcd' | 'copy' | 'values' | 'evidence' | 'leave';
  readonly value: string;
}
