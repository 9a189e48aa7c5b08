import {
  headersTyped,
  numberTyped,
  readDelivery,
  scheduleTyped,
  shownAs,
  withMember,
  writeDelivery,
} from '../../console/flows/delivery-text.ts';

test('no text stands for no settings, and the reverse', () => {
  expect(readDelivery('  ')).toEqual({});
  expect(writeDelivery({})).toBe('');
  expect(writeDelivery(withMember({ timeout: 5 }, 'timeout', undefined))).toBe('');
});

test.each(['{', '[]', '1', 'null', '"x"'])('a text that is no JSON object is not read: %s', (text) => {
  expect(readDelivery(text)).toBeUndefined();
});

test('what is invalid is kept, so that the API says what is wrong with it', () => {
  expect(numberTyped('soon')).toBe('soon');
  expect(numberTyped('')).toBeUndefined();
  expect(numberTyped(' 20 ')).toBe(20);
  expect(scheduleTyped('10, soon')).toBe('10, soon');
});

test('a schedule and headers are read and shown again', () => {
  expect(scheduleTyped('10, 60,600 3600')).toEqual([10, 60, 600, 3600]);
  expect(scheduleTyped(' , ')).toBeUndefined();
  expect(shownAs([10, 60])).toBe('10, 60');
  expect(headersTyped('X-Source: valetkey\n\nX-Time: 10:30')).toEqual({
    'X-Source': 'valetkey',
    'X-Time': '10:30',
  });
  expect(shownAs({ 'X-Time': '10:30' })).toBe('X-Time: 10:30');
});

test('names of members of objects are no settings', () => {
  expect(readDelivery('{"__proto__": {"timeout": 1}}')).toEqual(JSON.parse('{"__proto__": {"timeout": 1}}'));
  expect(headersTyped('__proto__: x')).toEqual(Object.fromEntries([['__proto__', 'x']]));
});
