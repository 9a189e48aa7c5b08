import type { Edit, Node } from 'jsonc-parser';
import { isObject } from '../../system/json-type.ts';
import type { Layout } from './layout.ts';
import { indentOf, lineIndent } from './layout.ts';

// jsonc-parser's own `modify` reformats every line that it touches, which is the whole file if it has a single line.
// These edits only insert text and leave everything else unchanged.

/** The value of a new member. */
export type NewValue = string | boolean | { [key: string]: NewValue };

/** How members are formatted: each on its own line, or all on one line. */
type Style = { colon: string; inline: true; gap: string } | { colon: string; inline: false; layout: Layout };

/**
 * The edit that adds members to an object, after the member `after` or at the end, formatted like the neighboring
 * member: on separate lines with the same indentation, or on the same line.
 */
export function addMembers(
  text: string,
  object: Node,
  members: Record<string, NewValue>,
  layout: Layout,
  after?: Node,
): Edit {
  const neighbor = after ?? object.children?.at(-1);
  if (!neighbor) return fillEmpty(text, object, members, layout);
  const indent = indentOf(text, neighbor.offset);
  const colon = colonOf(text, neighbor);
  const style =
    indent === undefined ? inlineStyle(text, object, colon) : { colon, inline: false as const, layout };
  const separator = style.inline ? style.gap : layout.eol + (indent ?? '');
  const content = Object.entries(members)
    .map(([key, value]) => `,${separator}${member(key, value, style, indent ?? '')}`)
    .join('');
  return { offset: neighbor.offset + neighbor.length, length: 0, content };
}

/** The edit that replaces a value with a string. */
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

/** The separator between key and value of a member, if it is a colon with spaces; otherwise `: `. */
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
