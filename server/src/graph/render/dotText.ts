/** `name="value" …` as Graphviz writes attributes; a value that is HTML-like (`<…>`) is handed over as it is. */
export function attributes(all: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(all)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value.startsWith('<TABLE') ? `<${value}>` : quote(value)}`]))
    .join(' ');
}

/** A quoted Graphviz string. A line feed is a centred line break, as in a label. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\r', '').replaceAll('\n', '\\n')}"`;
}

/** Text inside an HTML-like label. */
export function htmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** `[7:0]` behind the name of what is wider than a bit. */
export function widthText(width: number | undefined): string {
  return width === undefined || width === 1 ? '' : `[${width - 1}:0]`;
}

/** At most `limit` characters. */
export function clipped(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
