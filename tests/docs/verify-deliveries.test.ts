import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedHeaders } from '../../src/signatures/index.ts';

const PAGE = readFileSync(new URL('../../docs/verify-deliveries.md', import.meta.url), 'utf8');
const NOW = 1_800_000_000;
const SECRET = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(24, 6).toString('base64')}`;
const BODY = '{"text":"é €"}';

/** Programs that read `[headers, body, secret, now]` from standard input, call the code of the page, and print the result. */
const LANGUAGES: [language: string, command: string[], file: string, around: (code: string) => string][] = [
  [
    'js',
    ['node'],
    'a.mjs',
    (code) =>
      `import { readFileSync } from 'node:fs';\n${code}\nconsole.log(isAuthentic(...JSON.parse(readFileSync(0, 'utf8'))));`,
  ],
  [
    'python',
    ['python3'],
    'a.py',
    (code) => `import json, sys
${code}
headers, body, secret, now = json.load(sys.stdin)
print(str(is_authentic(headers, body.encode(), secret, now)).lower())`,
  ],
  [
    'php',
    ['php'],
    'a.php',
    (code) =>
      `<?php\n${code}\n[$headers, $body, $secret, $now] = json_decode(file_get_contents('php://stdin'), true);\necho json_encode(is_authentic($headers, $body, $secret, $now));`,
  ],
  ['ruby', ['ruby'], 'a.rb', (code) => `require "json"\n${code}\nputs authentic?(*JSON.parse($stdin.read))`],
  [
    'java',
    ['java'],
    'Main.java',
    // Java has no JSON, so each value is a line of its own.
    (code) => {
      const [, imports = '', rest = ''] = /^((?:import .*\n)+)\n?([\s\S]*)$/.exec(code) ?? [];
      return `${imports}import java.util.Scanner;
class Main {
    public static void main(String[] args) throws Exception {
        Scanner in = new Scanner(System.in, "UTF-8");
        Map<String, String> headers = new java.util.HashMap<>();
        for (String name : new String[] {"webhook-id", "webhook-timestamp", "webhook-signature"}) headers.put(name, in.nextLine());
        byte[] body = in.nextLine().getBytes("UTF-8");
        String secret = in.nextLine();
        System.out.println(Deliveries.isAuthentic(headers, body, secret, Long.parseLong(in.nextLine())));
    }
}
${rest}`;
    },
  ],
];

const headersBy = (...secrets: string[]) =>
  signedHeaders('0197c2a4-5b6d-7e8f-9a0b-1c2d3e4f5a6b', Buffer.from(BODY), secrets, NOW * 1000);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'valetkey-verify-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(LANGUAGES)('%s', (language, [command = '', ...options], file, around) => {
  const [, code = ''] = new RegExp(`\n\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``).exec(PAGE) ?? [];
  const installed = spawnSync(command, [language === 'java' ? '-version' : '--version']).status === 0;
  const ifInstalled = installed ? test : test.skip;

  function verdict(headers: Record<string, string>, body = BODY, secret = SECRET, now = NOW): string {
    const path = join(folder, file);
    writeFileSync(path, around(code));
    const lines = [
      headers['webhook-id'],
      headers['webhook-timestamp'],
      headers['webhook-signature'],
      body,
      secret,
      now,
    ];
    const input =
      language === 'java' ? `${lines.join('\n')}\n` : JSON.stringify([headers, body, secret, now]);
    const { stdout, stderr } = spawnSync(command, [...options, path], { input, encoding: 'utf8' });
    return stdout.trim() + stderr;
  }

  test('the page has code for it', () => expect(code).not.toBe(''));

  ifInstalled('a delivery is authentic, also while its secret is being rotated', () => {
    expect(verdict(headersBy(SECRET))).toBe('true');
    expect(verdict(headersBy(OTHER, SECRET))).toBe('true');
  });

  ifInstalled('a changed body, another secret, ID or time, and a missing signature are not', () => {
    const headers = headersBy(SECRET);
    expect([
      verdict(headers, `${BODY} `),
      verdict(headers, BODY, OTHER),
      verdict({ ...headers, 'webhook-id': 'another' }),
      verdict({ ...headers, 'webhook-timestamp': String(NOW - 1) }),
      verdict({ ...headers, 'webhook-timestamp': 'now' }),
      verdict({ ...headers, 'webhook-signature': '' }),
    ]).toEqual(Array(6).fill('false'));
  });

  ifInstalled('a delivery that is older than five minutes is not', () => {
    expect([NOW + 300, NOW + 301].map((now) => verdict(headersBy(SECRET), BODY, SECRET, now))).toEqual([
      'true',
      'false',
    ]);
  });
});
