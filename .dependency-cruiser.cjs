/**
 * The direction of dependencies (docs/architecture.md). `tools/test/import-rules.test.ts` breaks each rule once.
 * A rule's `$1` is what the first group of `from` matched.
 */
const tests = '/(test|e2e)/|\\.test\\.ts$|\\.config\\.ts$';

/** Where an app wires core to the database, queues and images: the only files that may import db, jobs and qr. */
const compositionRoots = [
  '^apps/(worker|wa-gateway)/src/[^/]+\\.ts$',
  '^apps/web/[^/]+\\.ts$',
  '^apps/web/src/hooks\\.server\\.ts$',
  '^apps/web/src/lib/server/[^/]+\\.ts$',
];

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-exist',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(\\$app|\\$service-worker|#lib/paraglide|\\./\\$types)|\\?url$' },
    },
    {
      name: 'foundations-stand-alone',
      comment: 'The foundations know neither each other nor anything above them.',
      severity: 'error',
      from: { path: '^packages/(db|qr|jobs|pdf)/' },
      to: { path: '^(packages|apps|tools)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'core-on-foundations',
      comment: 'core imports db, qr, jobs and pdf, and nothing else of ours.',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '^(packages|apps|tools)/', pathNot: '^packages/(core|db|qr|jobs|pdf)/' },
    },
    {
      name: 'core-domains-by-index',
      comment: 'Inside core a domain is entered only through its index.ts.',
      severity: 'error',
      from: { path: '^packages/core/src/([^/]+)(/|\\.ts$)' },
      to: {
        path: '^packages/core/src/[^/]+/',
        pathNot: ['^packages/core/src/$1/', '^packages/core/src/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'packages-by-their-face',
      comment: 'Another package is imported by its name and exports, never by a path into it.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^(packages|apps)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'nothing-imports-an-app',
      severity: 'error',
      from: { path: '^(packages|apps|tools)/([^/]+)' },
      to: { path: '^apps/', pathNot: '^$1/$2/' },
    },
    {
      name: 'apps-wire-in-composition-roots',
      comment: 'An app reaches db, qr and jobs only where it wires them; everything else goes through core.',
      severity: 'error',
      from: { path: '^apps/', pathNot: [tests, ...compositionRoots] },
      to: { path: '^packages/(db|qr|jobs)/' },
    },
    {
      name: 'baileys-in-its-corner',
      comment: 'Baileys is GPL through libsignal, and changes often: only the gateway and the simulator touch it.',
      severity: 'error',
      from: { pathNot: '^(apps/wa-gateway|packages/wa-simulator)/' },
      to: { path: 'node_modules/@whiskeysockets/' },
    },
    {
      name: 'simulator-never-in-production',
      severity: 'error',
      from: { pathNot: ['^packages/wa-simulator/', '^tools/', tests] },
      to: { path: '^packages/wa-simulator/' },
    },
    {
      name: 'simulator-stands-alone',
      severity: 'error',
      from: { path: '^packages/wa-simulator/' },
      to: { path: '^(packages|apps|tools)/', pathNot: '^packages/wa-simulator/' },
    },
    {
      name: 'no-tests-in-sources',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-tools-in-sources',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { path: '^tools/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|\\.svelte-kit|src/lib/paraglide)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: require('node:path').join(__dirname, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'svelte', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
    },
  },
};
