import { GUIDES } from './files.ts';

/** A page under /docs, with navigation to the API reference and all guides. `body` is HTML. */
export function docsPage({ title, body, here }: { title: string; body: string; here: string }): string {
  const links = Object.entries({ '/docs': 'API reference', ...guideAddresses() }).map(
    ([address, name]) => `<a href="${address}"${address === here ? ' aria-current="page"' : ''}>${name}</a>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · Valetkey</title>
    <link rel="stylesheet" href="/docs/docs.css" />
    <link rel="icon" href="/docs/assets/favicon-32x32.png" />
  </head>
  <body>
    <nav aria-label="Documentation">${links.join('\n')}</nav>
    ${body}
  </body>
</html>
`;
}

function guideAddresses(): Record<string, string> {
  return Object.fromEntries(Object.entries(GUIDES).map(([name, title]) => [`/docs/${name}`, title]));
}

export const STYLE = `:root { --ink: #1b2430; --soft: #55606e; --paper: #fff; --ground: #f1f3f6; --line: #d5dae1; --key: #1459b8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #a9b4c2; --paper: #1c232d; --ground: #11161d; --line: #3a4450; --key: #8ab8ff; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem 1.25rem; background: var(--ground); border-bottom: 1px solid var(--line); }
nav a { text-decoration: none; }
nav a[aria-current] { color: var(--ink); font-weight: 600; }
a { color: var(--key); }
article { max-width: 50rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.3; }
h2 { margin-top: 2.5rem; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: .5rem; }
pre { padding: 1rem; background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; overflow-x: auto; }
code { font: .875em/1.5 ui-monospace, monospace; }
:not(pre) > code { padding: .125em .25em; background: var(--ground); border-radius: .25rem; }
table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; }
th, td { padding: .375rem .75rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
.reference { background: #fff; color-scheme: light; }
:focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
`;
