import { AppError, ERROR_CODES } from '../../src/errors.ts';

/** A Markdown table of all error codes with their statuses and descriptions. */
export function errorTable(meanings: Record<string, string>): string {
  const unknown = Object.keys(meanings).filter((code) => !(ERROR_CODES as string[]).includes(code));
  if (unknown.length > 0) throw new Error(`src/errors.ts has no code ${unknown.join(', ')}`);
  const rows = ERROR_CODES.map((code) => {
    const meaning = meanings[code];
    if (meaning === undefined) throw new Error(`contract/errors.yaml does not describe ${code}`);
    return `| \`${code}\` | ${new AppError(code, '').status} | ${meaning} |`;
  });
  return ['| code | status | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
