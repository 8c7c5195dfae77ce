import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describePlace } from '../../../server/src/completion/place';
import { trimReply } from '../../../server/src/completion/trim';

const bits = [
  ...['module', 'endmodule', 'begin', 'end', 'case', 'endcase', 'assign', 'always', 'if', 'else', 'y', 'count', '(', ')', '[', ']'],
  ...['{', '}', ';', ',', ' = ', ' <= ', "4'd1", '\n', '\n  ', ' ', '.a(a)', '```', '```verilog\n', '"', '// c\n', '`M', '/*', '\\x ', "'"],
];
const text = fc.array(fc.constantFrom(...bits), { maxLength: 30 }).map((parts) => parts.join(''));

test('whatever the document and the reply, only what an editor closes by itself is replaced and nothing throws', () => {
  fc.assert(
    fc.property(text, text, text, (prefix, suffix, reply) => {
      const place = describePlace({ path: '/a.sv', text: prefix + suffix, offset: prefix.length }, () => []);
      const candidate = trimReply(reply, place, { maxLines: 20 });
      if (candidate === undefined) return;
      expect(candidate.start).toBe(prefix.length);
      expect((prefix + suffix).slice(candidate.start, candidate.end)).toMatch(/^[ \t]*[)\]};,]*$/);
      expect(candidate.text.trim()).not.toBe('');
      expect(candidate.text.split('\n').length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 2000 },
  );
});
