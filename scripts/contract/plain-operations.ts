import { component, type Operation, type Parameter, type Reference, type Response } from './open-api.ts';
import type { PlainResponse, PlainOperationNotes } from './contract-files.ts';

const FORM = {
  required: true,
  content: {
    'application/x-www-form-urlencoded': {
      schema: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
};

const TEXT = { type: 'string' };

/** An operation outside the JSON:API, with the short forms of contract/tags expanded. */
export function plainOperation(tag: string, notes: PlainOperationNotes): Operation {
  const { operationId, summary, description, security = [], form, requestBody } = notes;
  const parameters = [...queryParameters(notes.query), ...(notes.parameters ?? [])];
  const body = form ? FORM : requestBody;
  return {
    operationId,
    summary,
    tags: [tag],
    description,
    security,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body as typeof FORM }),
    responses: Object.fromEntries(
      Object.entries(notes.responses).map(([status, response]) => [status, plainResponse(response)]),
    ),
  };
}

function queryParameters(query: PlainOperationNotes['query'] = {}): Parameter[] {
  return Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    ...(description !== null && { description }),
    schema: TEXT,
  }));
}

function plainResponse(response: PlainResponse): Response | Reference {
  if (typeof response === 'string') return component('responses', response);
  if ('page' in response) return { description: response.page, content: { 'text/html': { schema: TEXT } } };
  if ('redirect' in response)
    return { description: response.redirect, headers: { Location: { required: true, schema: TEXT } } };
  if ('json' in response) {
    const schema = { ...component('schemas', response.json) };
    return { description: response.is, content: { 'application/json': { schema } } };
  }
  return response;
}
