/**
 * Providers: the services that credentials connect to. The catalog has one JSON file per provider in seeds/providers,
 * with every value taken from the provider's documentation; the operator adds files in PROVIDERS_DIR, and tenants
 * define their own. All have the same members, and a credential can overrule each.
 */
export { loadProviders, type Provider } from './catalog.ts';
export { createFindProvider, createOwnProviders, type FindProvider } from './own.ts';
export { parseEntry } from './entry.ts';
export { matchesPattern, patternFaults } from './patterns.ts';
export { providerRoutes } from './routes.ts';
export {
  isSecretAt,
  isSecretName,
  isSecretParameter,
  isSecretValue,
  labelsSecret,
  listsSecret,
  pathTo,
} from './secret-names.ts';
export { entryWarnings } from './entry-warnings.ts';
export { faultsIn, paramsFaults, settingsFaults } from './settings-faults.ts';
export { destinationsOf, settingsIn, yieldsValue } from './settings.ts';
export { AUTHORIZATION_PARAMS, TOKEN_PARAMS } from './standard-params.ts';
