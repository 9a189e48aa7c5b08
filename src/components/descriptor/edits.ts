import type { Edit, Node } from 'jsonc-parser';
import type { Layout } from './layout.ts';
import { indentOf, lineIndent } from './layout.ts';
import { isObject } from './own-property.ts';

// jsonc-parser's own `modify` formats every line that it touches, which in a file of one line is the whole
// file. These edits add text between two bytes of the file and leave all others as they are.

/** A new member of an object: a text, a flag, or an object of such. */
export type NewValue = string | boolean | { [key: string]: NewValue };

/** Where and how members are written: each on a line of its own, or all in one line. */
type Style = { colon: string; inline: true; gap: string } | { colon: string; inline: false; layout: Layout };

/**
 * The edit that adds members to an object, after the member `after` or at its end, written as its neighbours
 * are: on lines of their own with the same indentation, or in the same line.
 */
export function addMembers(
  text: string,
  object: Node,
  members: Record<string, NewValue>,
  layout: Layout,
  after?: Node,
): Edit {
  const neighbour = after ?? object.children?.at(-1);
  if (!neighbour) return fillEmpty(text, object, members, layout);
  const indent = indentOf(text, neighbour.offset);
  const colon = colonOf(text, neighbour);
  const style =
    indent === undefined ? inlineStyle(text, object, colon) : { colon, inline: false as const, layout };
  const separator = style.inline ? style.gap : layout.eol + (indent ?? '');
  const content = Object.entries(members)
    .map(([key, value]) => `,${separator}${member(key, value, style, indent ?? '')}`)
    .join('');
  return { offset: neighbour.offset + neighbour.length, length: 0, content };
}

/** The edit that puts another value in the place of a text. */
export function replaceValue(node: Node, value: string): Edit {
  return { offset: node.offset, length: node.length, content: JSON.stringify(value) };
}

function fillEmpty(text: string, object: Node, members: Record<string, NewValue>, layout: Layout): Edit {
  const style: Style = /[\r\n]/.test(text.trim())
    ? { colon: ': ', inline: false, layout }
    : { colon: ':', inline: true, gap: '' };
  const content = write(members, style, lineIndent(text, object.offset));
  return { offset: object.offset, length: object.length, content };
}

/** What stands between the key and the value of a member, where that is a colon and spaces. */
function colonOf(text: string, { children }: Node): string {
  const [key, value] = children ?? [];
  const between = key && value ? text.slice(key.offset + key.length, value.offset) : '';
  return /^ ?: *$/.test(between) ? between : ': ';
}

function inlineStyle(text: string, { children = [] }: Node, colon: string): Style {
  const [first, second] = children;
  const comma = first && second ? text.slice(first.offset + first.length, second.offset) : '';
  const gap = /^,[ \t]*$/.test(comma) ? comma.slice(1) : colon.endsWith(' ') ? ' ' : '';
  return { colon, inline: true, gap };
}

function member(key: string, value: NewValue, style: Style, indent: string): string {
  return JSON.stringify(key) + style.colon + write(value, style, indent);
}

function write(value: NewValue, style: Style, indent: string): string {
  if (!isObject(value)) return JSON.stringify(value);
  const inner = style.inline ? '' : indent + style.layout.step;
  const members = Object.entries(value).map(([key, part]) => member(key, part, style, inner));
  if (style.inline) return `{${members.join(`,${style.gap}`)}}`;
  const { eol } = style.layout;
  return `{${eol}${inner}${members.join(`,${eol}${inner}`)}${eol}${indent}}`;
}
