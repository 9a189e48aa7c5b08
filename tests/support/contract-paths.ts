/** Finds the path template that matches a request's path; literal segments take precedence over parameters. */
export function matchPath(templates: string[], url: string): string | undefined {
  const path = pathOf(url);
  return templates.filter((template) => pattern(template).test(path)).sort(moreLiteralFirst)[0];
}

/** The path without origin, query and trailing slash. Not parsed as a URL: a query may have unencoded brackets. */
function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]+/, '').replace(/[?#].*$/s, '');
  return path.replace(/(?<=.)\/$/, '');
}

function pattern(template: string): RegExp {
  const segments = template.split(/(\{[^}]+\})/);
  const source = segments.map((part) =>
    part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`);
}

function moreLiteralFirst(one: string, other: string): number {
  const [ones, others] = [one.split('/'), other.split('/')];
  const differs = ones.findIndex((segment, i) => segment.includes('{') !== others[i]?.includes('{'));
  return differs === -1 ? 0 : ones[differs]?.includes('{') ? 1 : -1;
}
