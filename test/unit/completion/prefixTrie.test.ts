import { describe, expect, test } from 'vitest';
import { PrefixTrie } from '../../../server/src/completion/prefixTrie';

const all = (trie: PrefixTrie<string>, text: string): string[] => {
  const seen: string[] = [];
  trie.find(text, (value) => seen.push(value) < 0);
  return seen;
};

describe('values by the beginnings of a text', () => {
  test('come longest key first, newest first', () => {
    const trie = new PrefixTrie<string>(10);
    for (const [key, value] of [
      ['abcd', '1'],
      ['ab', '2'],
      ['abx', '3'],
      ['', '4'],
      ['ab', '5'],
      ['abcdef', '6'],
    ] as const)
      trie.add(key, value);
    expect(all(trie, 'abcde')).toEqual(['1', '5', '2', '4']);
    expect(all(trie, 'abx')).toEqual(['3', '5', '2', '4']);
    expect(all(trie, 'b')).toEqual(['4']);
  });

  test('agree with a plain list over many random keys, also after values made room', () => {
    let state = 7;
    const random = (n: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % n;
    const word = (): string => Array.from({ length: random(7) }, () => 'ab'[random(2)]).join('');
    const trie = new PrefixTrie<string>(12);
    const kept: { key: string; value: string }[] = [];
    for (let i = 0; i < 400; i++) {
      const key = word();
      trie.add(key, String(i));
      kept.push({ key, value: String(i) });
      if (kept.length > 12) kept.shift();
      const text = word();
      const wanted = kept
        .filter((one) => text.startsWith(one.key))
        .sort((a, b) => b.key.length - a.key.length || Number(b.value) - Number(a.value));
      expect(all(trie, text)).toEqual(wanted.map((one) => one.value));
    }
  });

  test('that were used stay, the others make room', () => {
    const trie = new PrefixTrie<string>(2);
    trie.add('a', 'used');
    trie.add('b', 'unused');
    expect(trie.find('a', () => true)).toBe('used');
    trie.add('c', 'new');
    expect(all(trie, 'b')).toEqual([]);
    expect(all(trie, 'a')).toEqual(['used']);
    trie.clear();
    expect(all(trie, 'a')).toEqual([]);
  });
});
