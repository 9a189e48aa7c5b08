import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { makeOnce, removeUnused } from '../../scripts/make-once.mjs';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const UNPACKED = fileURLToPath(new URL('../../.cache/chromium', import.meta.url));

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page is only open for seconds, so optimizing its scripts costs more than it saves.
  '--js-flags=--no-opt --no-maglev --single-threaded-gc',
];

/** Makes the package also unpack the system libraries it needs. */
const WITH_LIBRARIES = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };

const UNPACK = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())";

/** Replaces the package's own fonts.conf, which refers to /tmp/fonts. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Starts a headless browser: an installed one, or the one from the npm package. */
export async function startChromium() {
  return chromium.launch(await launchOptions());
}

/** The same for several processes, which connect to it with `chromium.connect(server.wsEndpoint())`. */
export async function serveChromium() {
  return chromium.launchServer({ ...(await launchOptions()), host: '127.0.0.1' });
}

async function launchOptions() {
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, args: ARGUMENTS };
  const folder = await unpackChromium();
  // Without the arguments that the package recommends: they use a single process, which exits with the first window,
  // and disable security policies.
  return {
    executablePath: join(folder, 'chromium'),
    args: ARGUMENTS,
    env: {
      ...process.env,
      FONTCONFIG_PATH: process.env.FONTCONFIG_PATH ?? join(folder, 'fonts'),
      LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH ?? []].flat().join(delimiter),
    },
  };
}

/** @returns {Promise<string>} the folder with the unpacked files */
async function unpackChromium() {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../../package.json'), 'utf8'));
  const folder = join(UNPACKED, version);
  removeUnused(UNPACKED);
  // The package unpacks into the temporary folder and reuses files there even if incomplete, so use a new folder.
  await makeOnce(folder, version, (fresh) => {
    execFileSync(process.execPath, ['-e', UNPACK], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, ...WITH_LIBRARIES, TMPDIR: fresh },
      stdio: 'pipe',
    });
    writeFileSync(join(fresh, 'fonts/fonts.conf'), FONTS);
  });
  return folder;
}
