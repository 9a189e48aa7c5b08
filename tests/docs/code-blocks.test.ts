import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { PAGES, shellBlocks, shellNamed, textOfPage } from './code-blocks.ts';

const BLOCKS = shellBlocks().map(({ page, heading, text }) => [`${page}, ${heading}`, text] as const);
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

/** A block without what its quotes protect. */
function unquoted(block: string): string {
  return block.replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"|\\./g, '""');
}

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
    expect(unquoted(block)).not.toMatch(/(^|\s)#/m);
  });

  test('quotes ?, * and [, because zsh refuses a pattern that matches no file', () => {
    expect(unquoted(block).replaceAll(/\$(?:[?*]|\{[^}]*\})/g, '')).not.toMatch(/[?*[]/);
  });

  test('has no ! outside single quotes, because shells replace it by an earlier command', () => {
    expect(block.replaceAll(/'[^']*'/g, "''")).not.toContain('!');
  });

  test('has no word that starts with =, because zsh looks for a program of that name', () => {
    expect(unquoted(block)).not.toMatch(/(^|\s)=/m);
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
});

describe.each(['bash', 'zsh'].map(shellNamed))('$where', ({ name: shell, installed }) => {
  const inShell = installed ? test : test.skip;

  inShell('every block has valid syntax', () => {
    const faults = BLOCKS.flatMap(([name, input]) => {
      const { status, stderr } = spawnSync(shell, ['-n'], { input, encoding: 'utf8' });
      return status === 0 && stderr === '' ? [] : [[name, stderr]];
    });
    expect(faults).toEqual([]);
  });
});
