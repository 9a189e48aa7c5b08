import { readFileSync } from 'node:fs';
import { Marked } from 'marked';
import { gfmHeadingId } from 'marked-gfm-heading-id';
import { DOCS, isGuide, type GuideName } from './files.ts';

/**
 * Renders a guide as HTML. The Markdown is our own, so it is trusted. Links between guides point to their pages on this
 * server. Links to source code become plain text, because the server does not serve it.
 */
export function renderGuide(name: GuideName): string {
  const marked = new Marked(gfmHeadingId(), {
    renderer: {
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const address = addressOf(href);
        return address === undefined ? text : `<a href="${address}">${text}</a>`;
      },
      image: ({ href, text }) => `<img src="/docs/${href}" alt="${text}" loading="lazy" />`,
    },
  });
  return marked.parse(readFileSync(new URL(`${name}.md`, DOCS), 'utf8'), { async: false });
}

function addressOf(href: string): string | undefined {
  if (/^(?:https?:|#)/.test(href)) return href;
  const [, guide = '', anchor = ''] = /^([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  return isGuide(guide) ? `/docs/${guide}${anchor}` : undefined;
}
