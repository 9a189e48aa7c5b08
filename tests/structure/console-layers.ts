import { posix } from 'node:path';
import { importsOf, moduleOf, type Sources } from './sources.ts';

/**
 * The layers of console/, lowest first. A file may import from its own module, from a lower layer and, in its own
 * layer, from the modules listed before its own. A module is a folder of console/ or a file directly in it.
 */
export const CONSOLE_LAYERS = [
  {
    name: '0 foundation',
    modules: [
      'texts',
      'monospace.ts',
      'theme.ts',
      'store.ts',
      'chosen-tenant.ts',
      'listed-resources.ts',
      'api',
      'current-user.ts',
    ],
  },

  { name: '1 parts', modules: ['parts'] },

  {
    name: '2 features',
    // prettier-ignore
    modules: [
      'audit', 'roles', 'users', 'scopes', 'api-keys', 'profile', 'settings', 'components', 'oauth-clients', 'flows',
      'senders', 'webhooks', 'webhook-events', 'providers', 'credentials', 'oauth-apps', 'authorizations', 'overview',
    ],
  },

  {
    name: '3 frame',
    modules: ['pages.ts', 'layout', 'start', 'auth-provider.ts', 'answered-once.ts', 'router-provider.ts'],
  },

  { name: '4 entry', modules: ['console.tsx', 'main.tsx'] },
];

/** What the console shares with the server: the generated types and lists of attributes. */
const SHARED = /^\.\.\/src\/schema\/(?:types|members)\.ts$/;

/**
 * The imports that break the layers of console/, each as `a imports b`, and the modules without a layer. Used instead
 * of dependency-cruiser, whose parser cannot read JSX.
 */
export function layerFaults(sources: Sources): string[] {
  const modules = CONSOLE_LAYERS.flatMap((layer) => layer.modules);
  const unlisted = new Set([...sources.keys()].map(moduleOf).filter((name) => !modules.includes(name)));
  const wrongImports = [...sources].flatMap(([file, text]) =>
    localImports(file, text)
      .filter((target) => !mayImport(modules, file, target))
      .map((target) => `${file} imports ${target}`),
  );
  return [...[...unlisted].map((name) => `${name} is in no layer`), ...wrongImports];
}

/** The imported files as paths relative to console/. */
function localImports(file: string, text: string): string[] {
  return importsOf(text)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(file), name));
}

function mayImport(modules: readonly string[], file: string, target: string): boolean {
  if (target.startsWith('../')) return SHARED.test(target);
  return modules.indexOf(moduleOf(target)) <= modules.indexOf(moduleOf(file));
}
