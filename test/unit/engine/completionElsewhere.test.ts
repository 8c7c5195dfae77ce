import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../../server/src/base/cancel';
import { success } from '../../../server/src/base/outcome';
import { CompletionElsewhere } from '../../../server/src/engine/completionElsewhere';
import type { EngineBeside } from '../../../server/src/engine/engineBeside';
import { EvidenceStore, type Evidence } from '../../../server/src/engine/evidenceStore';
import type { Completion, Verdict } from '../../../server/src/protocol/contract';

const verdict = { verdict: 'checked', reason: 'nothing found' } as Verdict;
const before = 'module m;\n  assign y = \nendmodule\n';
const limits = { seconds: 5, seed: 1, tools: 'auto' } as const;
const at = (column: number) => ({ file: '/m.sv', line: 1, column, trigger: 'automatic' as const });

function thread(meanwhile: () => void = () => undefined): EngineBeside {
  const range = { startLine: 2, startColumn: 14, endLine: 2, endColumn: 14 };
  const completion: Completion = { items: [{ text: 'a & b;', range, origin: 'model', verdict }], attempts: 1, withheld: [] };
  const other = (): never => {
    throw new Error('not asked');
  };
  return {
    complete() {
      meanwhile();
      return Promise.resolve(success(completion));
    },
    ...{ checkFurther: other, context: other, contextItems: other, signalRoles: other, tell: other, warm: other, dispose: other },
  };
}

describe('ghost text worked for in another thread', () => {
  test('what it answered is known here while it is typed, without asking again', async () => {
    let text = before;
    const completer = new CompletionElsewhere(thread(), () => text);
    completer.worldChanged('/m.sv');
    expect(completer.completeAtOnce(at(13))).toBeUndefined();
    await completer.complete(at(13), limits, neverAborted);
    completer.worldChanged('/m.sv');
    text = before.replace('y = ', 'y = a &');
    expect(completer.completeAtOnce(at(16))?.items[0]?.text).toBe(' b;');
    text = before.replace('y = ', 'y = a |');
    expect(completer.completeAtOnce(at(16))).toBeUndefined();
  });

  test('what was refuted when it had been taken is not shown a second time', async () => {
    const refuted = { ...verdict, verdict: 'refuted' } as Verdict;
    const answered = { ...thread(), checkFurther: () => Promise.resolve(refuted) };
    const completer = new CompletionElsewhere(answered, () => before);
    await completer.complete(at(13), limits, neverAborted);
    expect(completer.completeAtOnce(at(13))?.items).toHaveLength(1);
    await completer.checkFurther('v1', limits, neverAborted);
    expect(completer.completeAtOnce(at(13))).toBeUndefined();
  });

  test('what was checked before another file changed is forgotten, also when it changed meanwhile', async () => {
    const completer = new CompletionElsewhere(thread(), () => before);
    completer.worldChanged('/m.sv');
    await completer.complete(at(13), limits, neverAborted);
    expect(completer.completeAtOnce(at(13))?.items).toHaveLength(1);
    completer.worldChanged('/m.sv');
    completer.worldChanged('/other.sv');
    expect(completer.completeAtOnce(at(13))).toBeUndefined();
    const late: CompletionElsewhere = new CompletionElsewhere(
      thread(() => late.worldChanged('/other.sv')),
      () => before,
    );
    await late.complete(at(13), limits, neverAborted);
    expect(late.completeAtOnce(at(13))).toBeUndefined();
  });

  test('its evidence is found in the store of this thread, under an id that nothing here has', () => {
    const here = new EvidenceStore();
    const there = new EvidenceStore(10, { origin: 'ghost text', keep: (one: Evidence) => here.keep(structuredClone(one)) });
    const own = here.add(verdict);
    const told = there.add(verdict, ['what was sent']);
    expect(told.id).not.toBe(own.id);
    expect(here.get(told.id ?? '')).toEqual({ verdict: told, sent: ['what was sent'] });
    expect(here.get(own.id ?? '')).toEqual({ verdict: own });
  });
});
