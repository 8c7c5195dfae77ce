/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** A location as a button: keyboard and screen reader find it. */
export function locationButton(file: string, line: number, column: number): string {
  const name = file.split('/').pop() ?? file;
  const value = escapeHtml(JSON.stringify({ file, line, column }));
  return `<button class="link" data-action="open" data-value="${value}">${escapeHtml(name)}:${line}</button>`;
}

/** Text as HTML with what stands between backquotes as code. */
export function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}
