/** Stands where a secret stood. */
export const redactedMark = '<redacted>';

interface Rule {
  readonly pattern: RegExp;
  /** Which group is the secret; the whole match when absent. */
  readonly group?: string;
  /** Whether what looks like a secret is one. */
  readonly accepts?: (secret: string) => boolean;
}

/** Whole lines between the marks, so that a key that is commented out line by line is met too. */
const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$(?![^]))/g;

/** Tokens whose makers gave them a prefix of their own. */
const knownTokens =
  /\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}|sk-[A-Za-z0-9_-]{20,}|(?:sk|rk)_live_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,}|ya29\.[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})/g;

const webToken = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g;
const urlCredentials = /\b[a-z][a-z0-9+.-]*:\/\/(?<secret>[^\s/@:'"<>]*:[^\s/@'"<>]+)@/gi;
const authorization = /\b(?:bearer|basic)\s+(?<secret>[A-Za-z0-9+/_.~-]{16,}={0,2})/gi;

/** `password = "…"`, `PASSWD: …`: in code a quoted value only, since `token = next_token` is no secret. */
const quotedAssignment =
  /\b\w*(?:passw(?:or)?d|passphrase|secret|api_?key|access_?key|auth_?token|token|credential)\w*["']?\s*(?:[:=]|<=|=>)\s*(?<secret>"[^"\r\n]{4,}"|'[^'\r\n]{4,}')/gi;
const spokenPassword =
  /\b(?:password|passwd|passphrase|pwd|api[ _-]?key|access[ _-]?key|secret[ _-]?key|auth[ _-]?token|license[ _-]?key)\s*(?:is\b|[:=])\s*(?<secret>[^\s"';,()]{6,})/gi;

/** Wide constants under names that say they are keys, as the round constants and seeds of a product. */
const keyConstant =
  /\b\w*(?:key|secret|passw|token|credential|seed|nonce)\w*\s*(?:\[[^\]\r\n]*\]\s*)*(?:=|<=|:)\s*(?:\d+\s*)?'s?[hHbB](?<secret>[0-9a-fA-F_]{16,})/gi;

const rules: readonly Rule[] = [
  { pattern: privateKey },
  { pattern: knownTokens },
  { pattern: webToken },
  { pattern: urlCredentials, group: 'secret' },
  { pattern: authorization, group: 'secret', accepts: looksRandom },
  { pattern: quotedAssignment, group: 'secret', accepts: (secret) => !secret.includes(redactedMark) },
  { pattern: spokenPassword, group: 'secret', accepts: looksChosen },
  { pattern: keyConstant, group: 'secret', accepts: (digits) => new Set(digits.replaceAll('_', '').toLowerCase()).size >= 6 },
];

/**
 * A text without its secrets: private keys, tokens of well-known services, passwords and keys in comments and strings, credentials inside URLs, wide
 * constants that are named as keys. `count` says how many were taken out. Idempotent.
 */
export function redactSecrets(text: string): { readonly text: string; readonly count: number } {
  let count = 0;
  let result = text;
  for (const { pattern, group, accepts } of rules) {
    result = result.replace(pattern, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1) as Record<string, string> | undefined;
      const secret = group === undefined ? match : (groups?.[group] ?? match);
      if (secret === redactedMark || accepts?.(secret) === false) return match;
      count++;
      return match.replace(secret, () => redactedMark);
    });
  }
  return { text: result, count };
}

/** Letters and digits mixed, as no word is. */
function looksRandom(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

/** A password as people write one down: no plain word, no path, no signal. */
function looksChosen(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9_.]/].filter((kind) => kind.test(text)).length;
  return !text.includes(redactedMark) && kinds >= 2 && !/^[A-Za-z_][A-Za-z_]*[.:]?$/.test(text);
}
