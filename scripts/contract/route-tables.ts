import { pino } from 'pino';
import { createCore } from '../../src/app/core.ts';
import { createServices } from '../../src/app/services.ts';
import { loadSettings } from '../../src/config/index.ts';
import { connect } from '../../src/db/index.ts';
import type { Route } from '../../src/jsonapi/index.ts';
import { readingsByType, relatedRoutes, type RelatedRoute } from '../../src/jsonapi/related.ts';

/** The program's route tables, as input for the contract generator. */
export interface RouteTables {
  /** By key, such as `PATCH /v2/tenants/{tenant}/flows/{id}`. */
  routes: ReadonlyMap<string, Route>;
  /** Related links, by key. The router derives them, so they are in no table. */
  related: ReadonlyMap<string, RelatedRoute>;
  /** The route that reads a resource by its ID, by resource type. */
  readingOf(type: string): Route | undefined;
}

/** Path prefix of the JSON:API. */
export const PREFIX = '/v2';

/** Wires the services like `serve` does and returns their route tables. Starts nothing and opens no database. */
export function readRouteTables(): RouteTables {
  const core = createCore({
    database: connect({ url: 'sqlite::memory:', poolMax: 1 }),
    // Keys are read only for encryption and decryption, which does not happen here.
    masterKeys: undefined as never,
    clock: () => 0,
    log: pino({ level: 'silent' }),
  });
  const services = createServices(core, loadSettings({}));
  const all = services.tables.flat();
  const readings = readingsByType(all);
  return {
    routes: new Map(all.map((route) => [keyOf(route.method, route.path), route])),
    related: new Map(relatedRoutes(all).map((route) => [keyOf('get', route.path), route])),
    readingOf: (type) => readings.get(type)?.route,
  };
}

function keyOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${PREFIX}${path.replaceAll(/:(\w+)/g, '{$1}')}`;
}
