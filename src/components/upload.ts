import { AppError } from '../errors.ts';
import { DescriptorError, checkDescriptor, textOfMember, type DescriptorFacts } from './descriptor/index.ts';
import { assertNoProblems, DESCRIPTOR } from './rules.ts';
import type { Component } from './store.ts';

const PATH = ['data', 'attributes', 'descriptor'];

/**
 * Checks an uploaded component.json exactly as `valetkey component check` does. It checks the text as it was sent,
 * because parsing loses duplicate keys and digits of long numbers.
 * @throws AppError descriptor_invalid with one fault per problem
 */
export function checkUpload(descriptor: Record<string, unknown>, body: Buffer | undefined): DescriptorFacts {
  const text = (body && textOfMember(body.toString('utf8'), PATH)) ?? JSON.stringify(descriptor);
  const facts = factsOf(text);
  assertNoProblems(facts);
  return facts;
}

function factsOf(text: string): DescriptorFacts {
  try {
    return checkDescriptor(text).facts;
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    throw new AppError('descriptor_invalid', error.message, {
      source: { pointer: DESCRIPTOR + error.pointer },
    });
  }
}

/** Warnings for an upload: everything that `component check` reports except errors and a missing title. */
export function warningsOf({ questions, notes }: DescriptorFacts): NonNullable<Component['warnings']> {
  return [...questions, ...notes].map(({ code, message, pointer }) => ({
    code,
    detail: message,
    source: { pointer: DESCRIPTOR + pointer },
  }));
}
