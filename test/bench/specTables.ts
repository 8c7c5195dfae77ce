/**
 * How many specifications are solved by their tables alone: `npm run bench -- --spec-tables DIR [--assume]`, DIR holding VerilogEval's prompts, references and
 * testbenches. What is solved and passes its own tables is then run against the benchmark's testbench with Icarus, which the solving never sees.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeEngine } from '../../server/src/compose';
import { neverAborted } from '../../server/src/base/cancel';

/** Prints for each specification that shows a table whether it was solved, and what the benchmark says of it. */
export async function measureSpecTables(folder: string, assume: boolean): Promise<void> {
  const composed = await composeEngine({ cwd: folder, tools: 'embedded', environment: {} });
  if (!composed.ok) throw new Error(composed.message);
  const scratch = mkdtempSync(path.join(tmpdir(), 'signoff-tables-'));
  const counts = { specifications: 0, withTables: 0, solved: 0, passed: 0 };
  for (const name of readdirSync(folder).filter((one) => one.endsWith('_prompt.txt'))) {
    counts.specifications++;
    const id = name.replace(/_prompt\.txt$/, '');
    const file = path.join(folder, name);
    const outcome = await composed.value.generate(
      { file, assume },
      { seconds: 60, seed: 1, tools: 'embedded' },
      () => undefined,
      neverAborted,
    );
    if (!outcome.ok || outcome.value.tables.length === 0) continue;
    counts.withTables++;
    const { files, detail, questions } = outcome.value;
    const [found] = files;
    if (found === undefined) {
      console.log(
        `${id}: not solved: ${detail ?? ''}${questions.length > 0 ? ` (asks for ${questions.map((one) => one.id).join(', ')})` : ''}`,
      );
      continue;
    }
    counts.solved++;
    const says = judged(found.text, path.join(folder, id), scratch);
    if (says === 'passed') counts.passed++;
    console.log(`${id}: solved, ${says}`);
  }
  rmSync(scratch, { recursive: true, force: true });
  await composed.value.dispose();
  console.log(
    `${counts.specifications} specifications, ${counts.withTables} with a table, ${counts.solved} solved, ${counts.passed} of these pass the benchmark`,
  );
}

function judged(text: string, stem: string, scratch: string): string {
  const [module, program] = [path.join(scratch, 'dut.sv'), path.join(scratch, 'sim')];
  writeFileSync(module, text);
  try {
    execFileSync('iverilog', ['-g2012', '-s', 'tb', '-o', program, module, `${stem}_test.sv`, `${stem}_ref.sv`], { stdio: 'pipe' });
    const output = execFileSync('vvp', [program], { cwd: scratch, timeout: 30_000 }).toString();
    return /^Mismatches: 0 in/m.test(output) ? 'passed' : (/^Mismatches.*$/m.exec(output)?.[0] ?? 'no result');
  } catch (error) {
    return `not compiled: ${String(error).split('\n')[1] ?? ''}`;
  }
}
