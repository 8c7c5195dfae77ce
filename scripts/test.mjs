// The README's test command: installs, builds, then format, lint, types, unit, tool and editor tests. Ends with one closing line.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, ensureInstalled, projectNode, root, run, runBeside, unitTests } from './setup.mjs';

ensureInstalled();
build();

const output = path.join(root, 'test-output');
mkdirSync(output, { recursive: true });
const totals = { passed: 0, failed: 0, skipped: 0 };
const bin = (name) => path.join(root, 'node_modules', ...name);

/** A check that is one test by itself: it passes when its command exits 0. Several go on at once. */
async function step(name, script, args) {
  const { code, said } = await runBeside(projectNode(), [script, ...args]);
  process.stdout.write(said);
  console.log(`── ${name} ${code === 0 ? 'passed' : 'failed'}`);
  totals[code === 0 ? 'passed' : 'failed']++;
}

/** A vitest run, counted from its JSON report, so that a crashed run cannot look like a passed one. */
function suite(name, args) {
  console.log(`\n── ${name}`);
  const report = path.join(output, `${name.replaceAll(' ', '-')}.json`);
  rmSync(report, { force: true });
  const code = run(projectNode(), [
    bin(['vitest', 'vitest.mjs']),
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  let counts;
  try {
    counts = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.error(`${name}: no report was written`);
    totals.failed++;
    return;
  }
  totals.passed += counts.numPassedTests;
  totals.failed += counts.numFailedTests;
  totals.skipped += counts.numPendingTests + counts.numTodoTests;
  if (code !== 0 && counts.numFailedTests === 0) totals.failed++;
}

const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);
if (wanted('check')) {
  console.log('\n── format, lint, types');
  await Promise.all([
    step('lint', bin(['eslint', 'bin', 'eslint.js']), ['.']),
    step('types', bin(['typescript', 'bin', 'tsc']), ['-p', '.']).then(() =>
      step('format', bin(['prettier', 'bin', 'prettier.cjs']), ['--check', '.']),
    ),
  ]);
}
if (wanted('unit')) suite('unit tests', unitTests);
if (wanted('engines')) suite('engine tests', ['test/engines']);
if (wanted('tools')) suite('tool tests', ['test/tools']);
if (wanted('editor')) suite('editor tests', ['--config', 'test/e2e/vitest.config.ts']);

console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
