// Format, lint, types and unit tests, side by side: what to run before every commit. Prints what a failed one said; exits 1 when one failed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, projectNode, root, unitTests } from './setup.mjs';

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

function check(name, args) {
  return new Promise((resolve) => {
    const child = spawn(projectNode(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.on('close', (code) => {
      console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} after ${((performance.now() - started) / 1000).toFixed(0)} s`);
      if (code !== 0) process.stdout.write(Buffer.concat(said));
      resolve(code ?? 1);
    });
  });
}
