import { describe, expect, test } from 'vitest';
import { refusedInC } from '../../../server/src/jobs/cmodel/screenC';

const model = (body: string, above = ''): string => `#include <stdint.h>
#include <string.h>
${above}
typedef struct { uint64_t q; } m_state;
typedef struct { uint64_t d; } m_in;
typedef struct { uint64_t q; } m_out;
static uint64_t twice(uint64_t v) { return v * 2u; }
void m_init(m_state *state) { memset(state, 0, sizeof *state); }
void m_step(m_state *state, const m_in *in, m_out *out) { ${body} }
`;

test('a model that computes is taken', () => {
  const body = 'out->q = (uint64_t)(twice(state->q) & WIDTH); /* it\'s "quoted" */ if (in->d) { state->q = (in->d); } // end';
  expect(refusedInC(model(body, '#define WIDTH 0xFFu'))).toBeUndefined();
});

describe('what reaches out of the model is not taken', () => {
  test.each([
    ['a call of the library', 'system(0);'],
    ['a call by another name', 'X(0);', '#define X system'],
    ['a macro that calls', 'X(0);', '#define X(a) sys##tem(a)'],
    ['another header', '', '#include <stdlib.h>'],
    ['a file of the machine', '', '#include "/etc/passwd"'],
    ['an include by macro', '', '#define H <stdlib.h>\n#include H'],
    ['inline assembly', 'asm volatile ("int3");'],
    ['assembly under its other name', '__asm__("nop");'],
    ['an attribute', '', '__attribute__((constructor)) static void f(void) {}'],
    ['a pragma', '_Pragma("GCC poison x")'],
    ['a pragma line', '', '#pragma GCC optimize 3'],
    ['a declaration of what is elsewhere', '', 'extern int getpid(void);'],
    ['a prototype', 'puts(0);', 'int puts(const char *s);'],
    ['a function pointer', '((void (*)(void))0)();'],
    ['a call through a table', 'uint64_t (*t[1])(uint64_t) = { twice }; t[0](1);'],
    ['a word in two halves', 'sys\\\ntem(0);'],
    ['a trigraph', 'out->q = 1; ??/\nsystem(0);'],
    ['a digraph directive', '', '%:include <stdlib.h>'],
    ['a string', 'const char *s = "x";'],
    ['a comment that hides its end', '/* // */ system(0); /*'],
  ])('%s', (_, body, above = '') => {
    expect(refusedInC(model(body, above))).toMatch(/not taken$/);
  });
});
