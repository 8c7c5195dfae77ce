import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { signoff } from '../harness/signoffCli';

const root = path.resolve(__dirname, '../..');
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

/** The `signoff …` lines of a page's shell blocks, each with the exit code that its comment announces (`# exit 1: …`), else 0. */
function commandsOf(page: string): { line: string; code: number }[] {
  const blocks = readFileSync(path.join(root, page), 'utf8').match(/```sh\n[^]*?```/g) ?? [];
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('signoff '))
    .map((line) => ({ line, code: Number(/#.*?\bexit (\d)/.exec(line)?.[1] ?? 0) }));
}

describe.each(pages)('%s', (page) => {
  test.each(commandsOf(page))('$line', async ({ line, code }) => {
    const [, ...args] = line.replace(/\s+#.*/, '').split(/\s+/);
    const run = await signoff(args, { cwd: path.join(root, 'examples') });
    expect([run.code, /^\s+at /m.test(run.stderr)]).toEqual([code, false]);
  });

  test('its links lead somewhere', () => {
    const text = readFileSync(path.join(root, page), 'utf8');
    const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    for (const target of targets) expect(() => readFileSync(path.resolve(root, path.dirname(page), target))).not.toThrow();
  });
});
