import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { PAGES, shellBlocks, textOfPage } from './blocks.ts';

const BLOCKS = shellBlocks().map(({ page, heading, text }) => [`${page}, ${heading}`, text] as const);
const SHELLS = ['bash', 'zsh'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);

test('the pages have blocks of commands', () => expect(BLOCKS.length).toBeGreaterThan(20));

test('README has at most 150 lines', () => {
  expect(textOfPage('README.md').split('\n').length).toBeLessThanOrEqual(150);
});

test.each(PAGES)('every relative link of %s points to an existing file and heading', (page) => {
  const missing = [...textOfPage(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(
    ([, path = '', anchor]) => {
      const target = path === '' ? page : posix.join(posix.dirname(page), path);
      if (!existsSync(new URL(`../../${target}`, import.meta.url))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    },
  );
  expect(missing.map(([link]) => link)).toEqual([]);
});

function anchorsOf(page: string): string[] {
  return [...textOfPage(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s/g, '-'),
  );
}

describe.each(BLOCKS)('block %s', (_, block) => {
  test('has no comments, because an interactive zsh would run them', () => {
    // A # inside quotes is not a comment.
    const bare = block.replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"/g, '""');
    expect(bare).not.toMatch(/(^|\s)#/);
  });

  test('has no placeholders to replace by hand', () => {
    expect(block).not.toMatch(
      /\b[A-Z]+_ID\b(?<!\$(?:CLIENT_ID|\w+))(?!=)|API_KEY\b(?<!ELASTICIO_API_KEY)|=the |…|<[a-z-]+>/,
    );
  });

  test('reads input only on its last line, because it would read the next pasted line otherwise', () => {
    expect(block.trimEnd().split('\n').slice(0, -1).join('\n')).not.toMatch(/^read /m);
  });

  test('exports no setting of the server, because the next start would use it', () => {
    const settings = [
      'NODE_ENV',
      'DATA_DIR',
      'DATABASE_URL',
      'PORT',
      'HOST',
      'MASTER_KEY',
      'OUTBOUND_ALLOW',
      'PUBLIC_URL',
    ];
    const exported = [...block.matchAll(/^export (.*)$/gm)].flatMap(([, names]) => [
      ...names!.matchAll(/\b(\w+)=/g),
    ]);
    expect(exported.map(([, name]) => name).filter((name) => settings.includes(name!))).toEqual([]);
  });

  test.each(SHELLS)('has valid syntax for %s', (shell) => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: block, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
