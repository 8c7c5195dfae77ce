/** A comment in a source that keeps a finding away: rules, and the 1-based lines it holds for. */
export interface LintPragma {
  readonly rules: readonly string[];
  readonly from: number;
  /** Inclusive. */
  to: number;
  /** Line of the comment. */
  readonly line: number;
  /** Only Signoff reads it: when nothing needs it, it is left over. Others may keep their own tool quiet. */
  readonly ours: boolean;
  readonly reason: string;
}

const endless = Number.MAX_SAFE_INTEGER;

/**
 * The lint pragmas of the field in a text: `verilator lint_off/lint_on/lint_save/lint_restore`, `slang lint_off/…`, Verible's
 * `verilog_lint: waive` with `-start` and `-stop`, SpyGlass' `disable_block/enable_block` and `disable`, and `signoff: waive` with
 * `-start` and `-stop`, where a reason follows `--`. A pragma for one line holds for its own line, or for the next when it stands alone.
 */
export function readLintPragmas(text: string): LintPragma[] {
  if (!/lint_|waive|spyglass/.test(text)) return [];
  const pragmas: LintPragma[] = [];
  const open: Open[] = [];
  const saved: Open[][] = [];
  const lines = text.split(/\r\n|\r|\n/);
  lines.forEach((content, at) => {
    const found = pragmaComment.exec(content);
    if (found === null) return;
    const [, family = '', verb = '', rest = ''] = found;
    const [rulesText = '', reason = ''] = rest.replace(/\*\/.*$/, '').split(/\s--\s?/, 2);
    const rules = rulesText.split(/[\s,]+/).filter((rule) => /^[\w./*-]+$/.test(rule));
    const line = at + 1;
    const ours = family.toLowerCase() === 'signoff';
    const begin = (): void => {
      const pragma: LintPragma = { rules, from: line, to: endless, line, ours, reason: reason.trim() };
      pragmas.push(pragma);
      open.push({ family, pragma });
    };
    switch (kindOf(verb)) {
      case 'begin':
        return begin();
      case 'end':
        return end(open, family, rules, line);
      case 'save':
        saved.push(open.filter((one) => one.family === family));
        return;
      case 'restore': {
        const kept = saved.pop() ?? [];
        for (const one of [...open]) if (one.family === family && !kept.includes(one)) close(open, one, line);
        return;
      }
      case 'line': {
        const alone = content.slice(0, found.index).trim() === '';
        const target = alone ? line + 1 : line;
        pragmas.push({ rules, from: target, to: target, line, ours, reason: reason.trim() });
        return;
      }
    }
  });
  return pragmas;
}

interface Open {
  readonly family: string;
  readonly pragma: LintPragma;
}

const pragmaComment =
  /\/[/*]\s*(verilator|slang|verilog_lint|spyglass|signoff)\b\s*:?\s*(lint_off|lint_on|lint_save|lint_restore|waive-start|waive-begin|waive-stop|waive-end|waive|disable_block|enable_block|disable)\b(?::?\s+(.*))?/i;

function kindOf(verb: string): 'begin' | 'end' | 'save' | 'restore' | 'line' {
  switch (verb.toLowerCase()) {
    case 'lint_off':
    case 'waive-start':
    case 'waive-begin':
    case 'disable_block':
      return 'begin';
    case 'lint_on':
    case 'waive-stop':
    case 'waive-end':
    case 'enable_block':
      return 'end';
    case 'lint_save':
      return 'save';
    case 'lint_restore':
      return 'restore';
    default:
      return 'line';
  }
}

/** Ends the open pragmas of a family for these rules, all of them without any. */
function end(open: Open[], family: string, rules: readonly string[], line: number): void {
  for (const one of [...open]) {
    if (one.family.toLowerCase() !== family.toLowerCase()) continue;
    if (rules.length === 0 || one.pragma.rules.length === 0 || one.pragma.rules.some((rule) => rules.includes(rule)))
      close(open, one, line);
  }
}

function close(open: Open[], one: Open, line: number): void {
  one.pragma.to = line;
  open.splice(open.indexOf(one), 1);
}
