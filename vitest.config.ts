import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** One project a package, named after its folder: `vitest run --project db`. */
const folders = ['packages', 'apps'].flatMap((group) => readdirSync(group).map((name) => `${group}/${name}`));
const projects = [...folders, 'tools'].filter((folder) => existsSync(`${folder}/test`));

export default defineConfig({
  test: {
    globalSetup: 'tools/test/services.ts',
    // Real servers on a small, busy machine: slow is no failure, hanging is.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: projects.map((folder) => ({
      extends: true as const,
      test: {
        name: folder.replace(/^.*\//, ''),
        include: [`${folder}/test/**/*.test.ts`],
        setupFiles: 'tools/test/console-errors.ts',
      },
    })),
  },
});
