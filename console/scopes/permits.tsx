import { LoadFailed } from '../parts/list-failed.tsx';
import { useScopes } from '../parts/use-scopes.ts';
import { fill } from '../parts/fill.ts';
import { useCatalog } from '../roles/use-catalog.ts';
import { texts } from '../texts/index.ts';
import type { ScopeRecord } from './scope-record.ts';

const words = texts.console.scopes;

/** What scopes with this prefix permit. */
const SUFFIXES: Readonly<Record<string, string>> = {
  read: 'get',
  create: 'create',
  update: 'edit',
  delete: 'delete',
};

/** What a scope permits on this platform: the permissions, with their descriptions. */
export function Permits({ scope }: { scope: ScopeRecord }) {
  const scopes = useScopes();
  const permissions = useCatalog();
  const special = SPECIAL[scope.name];
  if (scope.built_in && special !== undefined) return <>{special}</>;
  if (!scope.built_in) return <CustomScopePermits name={scope.name} />;
  const failed = [scopes, permissions].find(({ error }) => error !== null);
  if (failed !== undefined) return <LoadFailed error={failed.error} retry={failed.retry} />;
  const descriptions = new Map(permissions.catalog?.map(({ name, description }) => [name, description]));
  const permitted = permissionsOf(
    scope.name,
    scopes.scopes.map(({ id }) => id),
  ).filter((permission) => descriptions.has(permission));
  return (
    <ul style={{ margin: 0, paddingLeft: '1.25rem' }}>
      {permitted.map((permission) => (
        <li key={permission}>
          {descriptions.get(permission)} <code>{permission}</code>
        </li>
      ))}
    </ul>
  );
}

/** A custom scope permits nothing here. A `manage.` scope lists the scopes it defines. */
function CustomScopePermits({ name }: { name: string }) {
  const [, resource] = /^manage\.(.+)$/.exec(name) ?? [];
  if (resource === undefined) return <>{words.permits_nothing}</>;
  const covered = Object.keys(SUFFIXES).map((verb) => `${verb}.${resource}`);
  return (
    <>
      {words.permits_nothing} {fill(words.covers, { scopes: covered.join(', ') })}
    </>
  );
}

const SPECIAL: Readonly<Record<string, string>> = {
  offline_access: words.offline,
  'apps.webhook:execute': words.webhook,
};

/** `manage.` includes those of the four that are scopes themselves. Some actions have no scope. */
function permissionsOf(scope: string, known: string[]): string[] {
  const [, verb = '', resource = ''] = /^([a-z]+)\.(.*)$/.exec(scope) ?? [];
  const verbs = verb === 'manage' ? Object.keys(SUFFIXES) : [verb];
  return verbs
    .filter((one) => known.includes(`${one}.${resource}`))
    .map((one) => `tenants.${resource}.${SUFFIXES[one]}`);
}
