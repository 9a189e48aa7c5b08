import { readFileSync, readdirSync } from 'node:fs';
import {
  DescriptorError,
  inspectDescriptor,
  parseDescriptor,
} from '../../src/components/descriptor/index.ts';
import type { DescriptorFacts } from '../../src/components/descriptor/index.ts';

const folder = new URL('../fixtures/components/', import.meta.url);

/** The project's own component.json files. */
export const fixtureNames = readdirSync(folder).filter((name) => name.endsWith('.json'));

export function fixtureText(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

export function inspectFixture(name: string): DescriptorFacts {
  return inspectDescriptor(parseDescriptor(fixtureText(name)));
}

/** The DescriptorError that an action throws. Other errors are rethrown. */
export function errorOf(action: () => unknown): DescriptorError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DescriptorError) return error;
    throw error;
  }
}
