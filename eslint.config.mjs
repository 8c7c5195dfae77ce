import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';
import { layers } from './eslint.layers.mjs';

const builtins = builtinModules.flatMap((name) => [name, `node:${name}`]).filter((name) => !name.startsWith('node:node:'));

/** One config block per folder: everything outside its row of the table is a restricted import. */
const layerRules = Object.entries(layers).map(([folder, allowed]) => {
  const forbidden = Object.keys(layers).filter((other) => other !== folder && !allowed.includes(other));
  const patterns = [
    {
      group: forbidden.flatMap((other) => [
        `../${other}/*`,
        `../${other}/**`,
        `../../${other}/*`,
        `../../${other}/**`,
        `../../../${other}/**`,
      ]),
      message: `${folder}/ may import only: ${['itself', ...allowed].join(', ')} (eslint.layers.mjs)`,
    },
  ];
  return {
    files: [`server/src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { paths: folder === 'platform' ? ['vscode'] : ['vscode', ...builtins], patterns }],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.editor/**', 'test-output/**', 'test/data/**', 'media/**'] },
  {
    files: ['server/src/**/*.ts', 'client/src/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  ...layerRules,
  {
    // Hashing is pure: no file, process or network is reached through it.
    files: ['server/src/base/hash.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    // Only extension code may see the editor, and of the server only the protocol.
    files: ['client/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/server/src/*', '!**/server/src/protocol'], message: 'client/ may import only server/src/protocol' }] },
      ],
    },
  },
);
