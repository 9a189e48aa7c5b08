/**
 * Providers: a catalog of well-known services and the settings for connecting to each. One JSON file per provider in
 * seeds/providers, with every value taken from the provider's documentation (`documentation_url`, `checked_on`).
 */
export { loadProviders, type Provider, type Providers } from './catalog.ts';
export { providerRoutes } from './routes.ts';
export { createProviders } from './service.ts';
export { settingsIn, yieldsValue } from './settings.ts';
