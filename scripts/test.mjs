// The README's test command: installs, builds, then format, lint, types, unit, tool and editor tests. Ends with one closing line.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, ensureInstalled, projectNode, root, runBeside, unitTests } from './setup.mjs';

ensureInstalled();
build();

const output = path.join(root, 'test-output');
mkdirSync(output, { recursive: true });
const totals = { passed: 0, failed: 0, skipped: 0 };
/** Test runs need not build anew what was built above, and two at once would write the same files. */
const built = { SIGNOFF_BUILT: '1' };
const bin = (name) => path.join(root, 'node_modules', ...name);

/** A check that is one test by itself: it passes when its command exits 0. Several go on at once. */
async function step(name, script, args) {
  const code = await runTold(`── ${name}`, [script, ...args]);
  console.log(`── ${name} ${code === 0 ? 'passed' : 'failed'}`);
  totals[code === 0 ? 'passed' : 'failed']++;
}

/** Runs a script beside others; what it said is printed at its end, under a heading. */
async function runTold(heading, command) {
  const { code, said } = await runBeside(projectNode(), command, { extra: built });
  if (said.length > 0) console.log(heading);
  process.stdout.write(said);
  return code;
}

/** A vitest run, counted from its JSON report, so that a crashed run cannot look like a passed one. Tells what happens as it does, or, beside other work, at its end. */
async function suite(name, args, beside = false) {
  if (!beside) console.log(`\n── ${name}`);
  const report = path.join(output, `${name.replaceAll(' ', '-')}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = [bin(['vitest', 'vitest.mjs']), 'run', ...args, ...reporters];
  const code = beside
    ? await runTold(`\n── ${name}`, command)
    : (await runBeside(projectNode(), command, { shown: true, extra: built })).code;
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
console.log('\n── format, lint, types and unit tests, side by side');
const types = () => step('types', bin(['typescript', 'bin', 'tsc']), ['-p', '.']);
const format = () => step('format', bin(['prettier', 'bin', 'prettier.cjs']), ['--check', '.']);
await Promise.all([
  ...(wanted('check') ? [step('lint', bin(['eslint', 'bin', 'eslint.js']), ['.']), types().then(format)] : []),
  ...(wanted('unit') ? [suite('unit tests', unitTests, true)] : []),
]);
// One process for the files of a group: what an embedded tool's code was compiled to is kept from file to file. The tool tests mostly wait
// for one program at a time; those of the command line go with them, since the others take longer.
const commandLine = 'test/engines/cli';
const both = wanted('engines') && wanted('tools');
await Promise.all([
  ...(wanted('engines')
    ? [suite('engine tests', ['test/engines', ...(both ? ['--exclude', `${commandLine}/**`] : []), '--no-isolate'])]
    : []),
  ...(wanted('tools') ? [suite('tool tests', ['test/tools', ...(both ? [commandLine] : []), '--no-isolate'], wanted('engines'))] : []),
]);
if (wanted('editor')) await suite('editor tests', ['--config', 'test/e2e/vitest.config.ts']);

console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
