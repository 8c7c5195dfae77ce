// Format, lint, types and unit tests, side by side: what to run before every commit. Prints what a failed one said; exits 1 when one failed.
import path from 'node:path';
import { ensureInstalled, projectNode, root, runBeside, unitTests } from './setup.mjs';

ensureInstalled();
const bin = (...name) => path.join(root, 'node_modules', ...name);
const cache = (name) => bin('.cache', name);

// ESLint's own cache is not used: its rules read types, so a file can be wrong without having changed.
const checks = [
  ['lint', bin('eslint', 'bin', 'eslint.js'), '.'],
  ['unit tests', bin('vitest', 'vitest.mjs'), 'run', ...unitTests],
  ['types', bin('typescript', 'bin', 'tsc'), '-p', '.', '--incremental', '--tsBuildInfoFile', cache('check.tsbuildinfo')],
  ['format', bin('prettier', 'bin', 'prettier.cjs'), '--check', '--cache', '--cache-location', cache('check.prettier'), '.'],
];
const started = performance.now();
const codes = await Promise.all(checks.map(([name, ...args]) => check(name, args)));
process.exit(codes.every((code) => code === 0) ? 0 : 1);

async function check(name, args) {
  const { code, said } = await runBeside(projectNode(), args);
  console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (code !== 0) process.stdout.write(said);
  return code;
}
