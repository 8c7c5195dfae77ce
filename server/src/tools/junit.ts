/** A test of a report in the JUnit form, which cocotb and VUnit write. */
export interface JUnitCase {
  readonly name: string;
  readonly className: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What the failure, error or skip says: its message, then its text. */
  readonly words: string;
  /** Wall time, s. */
  readonly seconds?: number;
  readonly file?: string;
  readonly line?: number;
  /** Simulated time where cocotb tells it, ns. */
  readonly simulated?: number;
}

/** Reads the test cases of a report. What is no such report has none. */
export function readJUnit(xml: string): JUnitCase[] {
  return Array.from(xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)).map((match) => {
    const attributes = attributesOf(match[1] ?? '');
    const body = match[2] ?? '';
    const bad = /<(failure|error|skipped)\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/.exec(body);
    const said = bad === null ? [] : [attributesOf(bad[2] ?? ''), unescaped(bad[3] ?? '')];
    const [badAttributes, text] = said as [Map<string, string>?, string?];
    const number = (name: string): number | undefined => numberOf(attributes.get(name) ?? propertyOf(body, name));
    const [seconds, line, simulated] = [number('time'), number('lineno') ?? number('line'), number('sim_time_ns')];
    const file = attributes.get('file') ?? propertyOf(body, 'file');
    return {
      name: attributes.get('name') ?? '',
      className: attributes.get('classname') ?? '',
      outcome: bad === null ? 'passed' : bad[1] === 'skipped' ? 'skipped' : 'failed',
      words: [badAttributes?.get('message') ?? badAttributes?.get('error_msg') ?? '', text ?? ''].filter((one) => one !== '').join('\n'),
      ...(seconds === undefined ? {} : { seconds }),
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(simulated === undefined ? {} : { simulated }),
    };
  });
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    Array.from(text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)).map((match) => [
      match[1] ?? '',
      unescaped(match[2] ?? match[3] ?? ''),
    ]),
  );
}

function propertyOf(body: string, name: string): string | undefined {
  const properties = Array.from(body.matchAll(/<property\b([^>]*?)\/?>/g)).map((match) => attributesOf(match[1] ?? ''));
  return properties.find((one) => one.get('name') === name)?.get('value');
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function unescaped(text: string): string {
  const plain = text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1');
  return plain.replace(/&(lt|gt|quot|apos|amp|#(\d+)|#x([0-9a-fA-F]+));/g, (whole, name: string, ten?: string, sixteen?: string) => {
    const code = ten === undefined ? (sixteen === undefined ? undefined : Number.parseInt(sixteen, 16)) : Number(ten);
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name] ?? whole;
  });
}
