import { expect, test } from 'vitest';
import { neverSentRules } from '../../../server/src/engine/neverSent';
import { resolveSettings } from '../../../server/src/settings/resolve';

function rulesOver(
  files: Record<string, string>,
  { patterns = [], links = {} }: { patterns?: string[]; links?: Record<string, string> } = {},
) {
  const texts = new Map(Object.entries(files));
  let now = 0;
  const rules = neverSentRules({
    settings: resolveSettings({ 'privacy.neverSend': patterns }).settings,
    roots: ['/chip'],
    now: () => now,
    workspace: {
      readText: (path) => texts.get(path),
      isFile: (path) => texts.has(path),
      listFiles: () => Promise.resolve([...texts.keys()]),
      realPath: (path) => links[path] ?? path,
    },
  });
  return { rules, texts, wait: () => (now += 10_000) };
}

test('a file is kept back by the setting', () => {
  const { rules } = rulesOver({}, { patterns: ['secret', '**/nda_*.sv'] });
  const answers = ['/chip/secret/a.sv', '/chip/ip/nda_core.sv', '/chip/rtl/a.sv'].map((path) => rules.neverSent(path));
  expect(answers).toEqual([true, true, false]);
});

test.each(['.signoffignore', '.aiignore', '.cursorignore', '.aiexclude'])(
  '%s is read as a .gitignore is, relative to its folder',
  (name) => {
    const { rules } = rulesOver({ [`/chip/ip/${name}`]: '# keys\nkeys/\n*.key.sv\n!open.key.sv\n' });
    const answers = ['/chip/ip/keys/a.sv', '/chip/ip/deep/b.key.sv', '/chip/ip/open.key.sv', '/chip/keys/a.sv'].map((path) =>
      rules.neverSent(path),
    );
    expect(answers).toEqual([true, true, false, false]);
  },
);

test('a list further down cannot let out what one above keeps in', () => {
  const { rules } = rulesOver({ '/chip/.signoffignore': 'ip/', '/chip/ip/.signoffignore': '!*' });
  expect(rules.neverSent('/chip/ip/a.sv')).toBe(true);
});

test('a link to a file is as closed as the file', () => {
  const { rules } = rulesOver({}, { patterns: ['/vault/**'], links: { '/chip/rtl/link.sv': '/vault/core.sv' } });
  expect(rules.neverSent('/chip/rtl/link.sv')).toBe(true);
});

test('a list that is written while Signoff runs counts soon', () => {
  const { rules, texts, wait } = rulesOver({});
  expect(rules.neverSent('/chip/a.sv')).toBe(false);
  texts.set('/chip/.signoffignore', '*.sv');
  wait();
  expect(rules.neverSent('/chip/a.sv')).toBe(true);
});
