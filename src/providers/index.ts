/**
 * Providers: a catalogue of well-known third parties and what it takes to connect to each. Data only: one file per
 * provider in seeds/providers, each fact from the provider's own documentation (`documentation_url`, `checked_on`).
 */
export { loadProviders, type Provider, type Providers } from './catalogue.ts';
export { providerRoutes } from './routes.ts';
export { createProviders } from './service.ts';
