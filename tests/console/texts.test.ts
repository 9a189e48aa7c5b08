import { cellName, placeOf } from '../../console/roles/matrix.ts';
import { texts } from '../../console/texts/index.ts';

/** All texts with their paths, such as `resources.flows.fields.name`. */
function all(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => all(part, path === '' ? name : `${path}.${name}`));
}

const { console: own, resources, permissions } = texts;
const TEXTS = all({ console: own, resources, permissions });

const at = (place: RegExp) => new Set(TEXTS.filter(([path]) => place.test(path)).map(([, text]) => text));

test('all pages use the same labels for when a record was created and updated', () => {
  expect(at(/^resources\..*\.created_at$/)).toEqual(new Set(['Created']));
  expect(at(/^resources\..*\.updated_at$/)).toEqual(new Set(['Updated']));
});

test('labels for creating a record start with “Add” on all pages', () => {
  const names = [...at(/^console\.\w+\.new$/)];
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !name.startsWith('Add '))).toEqual([]);
});

test('client IDs, client secrets and the names of fields and services are in sentence case', () => {
  const otherwise = /\b(?:Client|User) Id\b|client id\b|[a-z] (?:Secret|Type|Code|Credentials|Services?)\b/;
  expect(TEXTS.filter(([, text]) => otherwise.test(text))).toEqual([]);
});

test('a permission is named after what it allows', () => {
  const { area, doing } = placeOf('tenants.webhook_events.edit');
  expect(cellName({ area, doing })).toBe('Webhook events: replay');
  expect(placeOf('tenants.flows.edit')).toEqual({ area: 'flows', doing: 'edit' });
});
