import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/** openapi.yaml. Every `$ref` in it starts with `#/`. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; contact?: { name?: string } };
  /** Operations by path and lower-case method, plus what the operations of a path share (`parameters` …). */
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
}

export function loadContract(): OpenApiDocument {
  return load(
    readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'),
  ) as unknown as OpenApiDocument;
}
