const ansi = new RegExp(String.raw`\u001b\[[0-9;?]*[A-Za-z]`, 'g');

/**
 * Turns chunks of bytes, cut at any place, into whole lines of UTF-8 text without line ends and colour codes.
 * `end()` gives the last line when no line end closed it.
 */
export class LineSplitter {
  private readonly decoder = new TextDecoder();
  private rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(chunk: Uint8Array): void {
    this.take(this.decoder.decode(chunk, { stream: true }));
  }

  end(): void {
    this.take(this.decoder.decode());
    if (this.rest !== '') this.emit(this.rest);
    this.rest = '';
  }

  private take(text: string): void {
    if (!text.includes('\n')) {
      this.rest += text;
      return;
    }
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.emit(line);
  }

  private emit(line: string): void {
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
    this.onLine(whole.includes('\u001b') ? whole.replace(ansi, '') : whole);
  }
}
