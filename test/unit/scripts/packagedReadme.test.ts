import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packagedReadme } from '../../../scripts/packagedReadme.mjs';

const root = path.resolve(__dirname, '../../..');

test('the README in the package has no picture and no link that leads nowhere', () => {
  const text = packagedReadme(readFileSync(path.join(root, 'README.md'), 'utf8'));
  const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');
  expect(targets.filter((target) => !target.startsWith('https:'))).toEqual([]);
  expect(text).not.toMatch(/npm (start|test|run)/);
  for (const [file] of text.matchAll(/\bdocs\/[\w-]+\.md/g)) expect(readFileSync(path.join(root, file), 'utf8')).toMatch(/^# /);
  expect(text).toContain('docs/verify.md');
});

test('links and pictures of other hosts, links within the page and everything else stay', () => {
  const text =
    '# A\n![p](https://example.org/p.png)\n\n![q](q.png)\n\n[x](https://example.org/a) [y](#z)\n\n## Try it\nrun\n\n## Z\n[f](docs/f.md)\n';
  const kept = '# A\n![p](https://example.org/p.png)\n\n[x](https://example.org/a) [y](#z)\n\n## Z\nf\n';
  expect(packagedReadme(text).startsWith(`${kept}\nThe files`)).toBe(true);
});
