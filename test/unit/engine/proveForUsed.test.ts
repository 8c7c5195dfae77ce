import { describe, expect, it } from 'vitest';
import { parametersNote } from '../../../server/src/engine/proveForUsed';
import type { ModuleInfo } from '../../../server/src/model/moduleInfo';
import type { UsedParameters } from '../../../server/src/engine/usedParameters';

describe('what a proof of a module with parameters says of other values', () => {
  const top = (...parameters: { name: string; local: boolean }[]): ModuleInfo => ({ name: 'm', parameters }) as unknown as ModuleInfo;
  const used = (words: string[], left: string[]): UsedParameters => ({
    sets: words.map((one) => ({ words: one, values: new Map() })),
    left,
    oneSided: [],
  });

  it('nothing, where it has none that an instance can give', () => {
    expect(parametersNote(top({ name: 'K', local: true }), used([], []))).toBeUndefined();
  });

  it('which are at their defaults, what was proven besides, and what the project uses and was not', () => {
    const module = top({ name: 'W', local: false }, { name: 'K', local: true }, { name: 'D', local: false });
    expect(parametersNote(module, used([], []))).toBe(
      'Proven with the parameters of m at their defaults (W, D); other values are not covered by the proof.',
    );
    expect(parametersNote(module, used(['W=8'], ['D=UNKNOWN']))).toMatch(
      /\(W, D\), and with W=8, as the project uses it; .* Not compared with what the project uses too: D=UNKNOWN\.$/,
    );
  });
});
