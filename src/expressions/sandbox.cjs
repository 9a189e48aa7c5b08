// @ts-check
/**
 * A script that `program.mjs` runs in each new context, after JSONata. It has no Node APIs, and its only output is text.
 */
'use strict';

/**
 * @import { Outcome, ResultKind, ValueOutcome } from './outcome.ts'
 * @typedef {{ code?: unknown, message?: unknown, position?: unknown, value?: unknown, value2?: unknown, exp?: unknown }} Thrown
 * @typedef {{
 *   module: { exports: typeof import('jsonata') },
 *   window: { btoa(text: string): string, atob(text: string): string },
 *   expression: string, input: string, result: ResultKind, maxJson: number,
 *   begin(): void, outcome: string,
 * }} Context the global object. `program.mjs` sets the members on the third line, and uses those on the last one
 */

(() => {
  const context = /** @type {Context} */ (/** @type {unknown} */ (globalThis));
  const jsonata = context.module.exports;
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const MAX_CHARACTERS = 2000;

  context.begin = () => {
    const { expression, input, result } = context;
    Promise.resolve()
      .then(() => jsonata(expression, LIMITS).evaluate(JSON.parse(input)))
      .then((value) => setOutcome(result === 'value' ? valueOf(value) : scalarOf(value)))
      .catch((error) => setOutcome(failureOf(error)));
  };

  /** Maximum depth of the stack, and maximum length of a list. */
  const LIMITS = { stack: 2000, sequence: 100_000 };

  /** @param {Outcome | ValueOutcome} outcome */
  function setOutcome(outcome) {
    context.outcome = JSON.stringify(outcome);
  }

  /** @param {unknown} value @returns {Outcome} */
  function scalarOf(value) {
    if (value === undefined) return { kind: 'other', what: 'nothing' };
    if (value === null) return { kind: 'other', what: 'null' };
    if (typeof value === 'boolean') return { kind: 'other', what: String(value) };
    if (typeof value === 'number') return { kind: 'number', text: String(value), exact: isExact(value) };
    if (typeof value === 'string')
      return { kind: 'text', text: value.slice(0, MAX_CHARACTERS), length: value.length };
    if (isFunction(value)) return { kind: 'other', what: 'a function' };
    return { kind: 'other', what: Array.isArray(value) ? 'an array' : 'an object' };
  }

  /** @param {number} number */
  function isExact(number) {
    return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER;
  }

  /** @param {unknown} value @returns {ValueOutcome} */
  function valueOf(value) {
    if (isFunction(value)) return { kind: 'other', what: 'a function' };
    let isTooLarge = false;
    /** @type {string | undefined} */
    const json = JSON.stringify(value, (_name, member) => {
      // JSON cannot represent it, and null would be a different value.
      if (typeof member === 'number' && !Number.isFinite(member)) isTooLarge = true;
      return isFunction(member) ? undefined : member;
    });
    if (isTooLarge) return { kind: 'other', what: 'a number that is too large' };
    if (json === undefined) return { kind: 'other', what: 'nothing' };
    return json.length > context.maxJson ? { kind: 'large' } : { kind: 'value', json };
  }

  /** Functions written in JSONata are objects that contain everything they can see. @param {unknown} value */
  function isFunction(value) {
    const marks = /** @type {Record<string, unknown> | null | undefined} */ (value);
    return (
      typeof value === 'function' ||
      marks?.['_jsonata_lambda'] === true ||
      marks?.['_jsonata_function'] === true
    );
  }

  /** @param {Thrown} error @returns {Outcome} */
  function failureOf(error) {
    const position = Number(error.position) || null;
    return { kind: 'error', code: String(error.code), message: messageOf(error), position };
  }

  /** JSONata's message without the values in it, which are users' data. @param {Thrown} error */
  function messageOf(error) {
    let message = String(error.message);
    for (const member of [error.value, error.value2, error.exp]) {
      const shown = JSON.stringify(member);
      if (shown) message = message.split(shown).join('…');
    }
    return message.slice(0, 300);
  }

  // JSONata uses these two from the browser's window, or else Node's Buffer, which is not available here.
  context.window = {
    btoa(text) {
      let encoded = '';
      for (let at = 0; at < text.length; at += 3) {
        const [a = 0, b = 0, c = 0] = [0, 1, 2].map((n) => text.charCodeAt(at + n) & 255);
        const left = text.length - at;
        encoded += DIGITS.charAt(a >> 2) + DIGITS.charAt(((a & 3) << 4) | (b >> 4));
        encoded += left > 1 ? DIGITS.charAt(((b & 15) << 2) | (c >> 6)) : '=';
        encoded += left > 2 ? DIGITS.charAt(c & 63) : '=';
      }
      return encoded;
    },
    atob(text) {
      let [decoded, bits, count] = ['', 0, 0];
      for (const character of text) {
        const digit = digitOf(character);
        if (digit < 0) continue;
        bits = ((bits << 6) | digit) & 0xffff;
        count += 6;
        if (count >= 8) decoded += String.fromCharCode((bits >> (count -= 8)) & 255);
      }
      return decoded;
    },
  };

  /** @param {string} character of base64 or base64url */
  function digitOf(character) {
    return DIGITS.indexOf({ '-': '+', _: '/' }[character] ?? character);
  }
})();
