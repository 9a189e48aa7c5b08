// Which file of src/ may import which: checked by `npm run check -- --only layers`, type imports included. (Not those
// within an expression, `import('…').X`: the lint rule consistent-type-imports forbids them.)

/**
 * The layers, lowest first. A file imports from its own module, from a lower layer, and in its own layer from the
 * modules listed before its own. A module is a folder of src/, or a file directly in it. What a lower module needs from
 * a higher one is passed in by src/app/services.ts.
 */
export const LAYERS = [
  { name: '0 foundation', modules: ['errors.ts', 'system', 'config', 'crypto', 'db'] },

  {
    name: '1 protocol',
    modules: ['schema', 'http', 'jobs', 'actions', 'jsonapi', 'entries', 'expressions', 'signatures'],
  },

  {
    name: '2 features',
    // Other modules import their index.ts files only.
    onlyThroughIndex: true,
    // prettier-ignore
    modules: [
      'audit', 'tenants', 'alerts', 'access', 'scopes', 'users', 'api-keys', 'sign-in', 'providers', 'components',
      'oauth-clients', 'credentials', 'flows', 'oauth-apps', 'authorization-server', 'webhooks', 'statistics', 'console',
    ],
  },

  { name: '3 app', modules: ['app'] },

  { name: '4 entry points', modules: ['cli'] },
];

/**
 * The modules within a feature, lowest first: each is a folder, imports only from itself and from those before it, and
 * is imported through its index.ts. The files directly in the feature's folder import from all of them.
 */
export const INNER_MODULES = {
  credentials: ['protocol', 'config-services', 'definition', 'tokens', 'connecting'],
};

/** The one module that may import Knex. */
const DATABASE = 'db';

const MODULES = LAYERS.flatMap(({ modules }) => modules);

/** @param {string[]} modules @returns {string} a regular expression for the files of these modules */
const filesOf = (modules) =>
  `^src/(?:${modules.map((name) => (name.endsWith('.ts') ? `${name.replace('.', '\\.')}$` : `${name}/`)).join('|')})`;

export default {
  forbidden: [
    ...MODULES.map((name, position) => ({
      name: `below-${name.replace('.ts', '')}`,
      comment: `${name} imports only from itself and from what LAYERS lists before it.`,
      severity: 'error',
      from: { path: filesOf([name]) },
      to: { path: '^src/', pathNot: filesOf(MODULES.slice(0, position + 1)) },
    })),
    ...Object.entries(INNER_MODULES).flatMap(([feature, inner]) => [
      ...inner.map((name, position) => ({
        name: `below-${feature}-${name}`,
        comment: `${feature}/${name} imports within ${feature} only from itself and from what INNER_MODULES lists before it.`,
        severity: 'error',
        from: { path: `^src/${feature}/${name}/` },
        to: {
          path: `^src/${feature}/`,
          pathNot: `^src/${feature}/(?:${inner.slice(0, position + 1).join('|')})/`,
        },
      })),
      {
        name: `through-index-in-${feature}`,
        comment: `A module of ${feature} is imported through its index.ts.`,
        severity: 'error',
        from: { path: `^src/${feature}/([^/]+)` },
        to: { path: `^src/${feature}/[^/]+/`, pathNot: [`^src/${feature}/$1/`, '/index\\.ts$'] },
      },
    ]),
    {
      name: 'inside-src',
      comment: 'The program is what is in src/: it imports nothing else of this repository.',
      severity: 'error',
      from: { path: '^src/' },
      to: { pathNot: '^src/', dependencyTypes: ['local', 'localmodule'] },
    },
    {
      name: 'through-index',
      comment: 'A feature is imported through an index.ts: what that does not export is its own.',
      severity: 'error',
      from: { path: '^src/([^/]+)' },
      to: {
        path: filesOf(
          LAYERS.flatMap(({ modules, onlyThroughIndex }) => (onlyThroughIndex === true ? modules : [])),
        ),
        pathNot: ['^src/$1/', '/index\\.ts$'],
      },
    },
    {
      name: 'no-circle',
      comment: 'Files that import each other are one file in two places. A circle of types is a circle, too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads to a file, a package or a module of Node.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'knex-in-db',
      comment: 'Others get a handle bound to one tenant, so that no query can forget it.',
      severity: 'error',
      from: { path: '^src/', pathNot: filesOf([DATABASE]) },
      to: { path: '(?:^|/)node_modules/knex/' },
    },
  ],
  options: {
    // TypeScript 7 has no API that other tools could parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
