import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import assetsFolder from 'swagger-ui-dist/absolute-path.js';
import { assertReadable, readingProgramFiles } from '../../system/program-files.ts';

/** The package root, with the same relative path from src/ and dist/. */
const ROOT = new URL('../../../', import.meta.url);

export const CONTRACT = new URL('openapi.yaml', ROOT);
export const DOCS = new URL('docs/', ROOT);
export const PICTURES = new URL('pictures/', DOCS);

/** The guides in reading order: the file name in docs/, which is also the last part of the URL, and the title. */
export const GUIDES = {
  'getting-started': 'Getting started',
  outbound: 'Outbound',
  inbound: 'Inbound',
  webhooks: 'Webhooks',
  'verify-deliveries': 'Verify deliveries',
  console: 'Console',
  operating: 'Operating',
  security: 'Security',
  performance: 'Performance',
  architecture: 'Architecture',
} as const;

export type GuideName = keyof typeof GUIDES;

/** The files of Swagger UI. */
export const REFERENCE_ASSETS = assetsFolder();

/**
 * Checks the files that are only read when someone opens them, because rendering the guides would slow down the start.
 * @throws ProgramFilesError if one cannot be read
 */
export function assertDocsReadable(): void {
  readingProgramFiles('the documentation', () => {
    assertReadable(CONTRACT);
    for (const name of Object.keys(GUIDES)) assertReadable(new URL(`${name}.md`, DOCS));
    for (const name of readdirSync(PICTURES)) assertReadable(new URL(name, PICTURES));
    for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])
      assertReadable(join(REFERENCE_ASSETS, name));
  });
}

export function isGuide(name: string): name is GuideName {
  return Object.hasOwn(GUIDES, name);
}
