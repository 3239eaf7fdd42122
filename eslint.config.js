import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const promises = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
};

const environment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Read the environment in an env.ts, parsed by zod.' },
  ],
  'no-restricted-imports': [
    'error',
    { paths: [{ name: 'node:process', importNames: ['env'], message: 'Read the environment in an env.ts.' }] },
  ],
};

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/build/',
      '**/.svelte-kit/',
      '.tools/',
      '.data/',
      'apps/web/src/lib/paraglide/',
      '**/test-results/',
      '**/playwright-report/',
    ],
  },
  // A rule that doesn't fit is changed here, with a reason, for everybody.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: globals.node },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      // tsc knows what is defined.
      'no-undef': 'off',
      ...environment,
    },
  },
  {
    // Not for components: TypeScript would work out the whole program anew for each, half a second a file. svelte-check
    // knows their types, and what is worth a promise is in a .ts file beside them.
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: promises,
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
    rules: {
      // In a .svelte file `undefined` defaults and $props() read as unused or never reassigned.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // Sowan lives at the root of its host: there is no base path to resolve.
      'svelte/no-navigation-without-resolve': 'off',
      // Reactive collections are wanted where one is changed in place; these flag every new Date() and Set().
      'svelte/prefer-svelte-reactivity': 'off',
      // There are no stores here, and svelte-check knows of unused ignores.
      'svelte/require-store-reactive-access': 'off',
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['tools/**', '**/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // server.ts tells adapter-node through the environment what it can't be told otherwise.
    files: ['**/env.ts', 'apps/web/server.ts', 'tools/**', '**/test/**', '**/e2e/**', '**/*.config.{ts,js}'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
);
