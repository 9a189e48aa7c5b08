import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../../support/app.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'senders-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ENTRY = { name: 'In House', config_services: { webhook_event_verification: { type: 'github' } } };

test('files in SENDERS_DIR are among the built-in presets, and replace those with the same ID', async () => {
  writeFileSync(join(folder, 'in-house.json'), JSON.stringify(ENTRY));
  writeFileSync(join(folder, 'github.json'), JSON.stringify({ ...ENTRY, name: 'GitHub Enterprise' }));
  const app = await startApp({ SENDERS_DIR: folder });
  try {
    const owner = await app.tenant();
    const { body } = await owner.get('/v2/senders/in-house');
    const shown = { authentication: 'signature', built_in: true, created_at: null, updated_at: null };
    expect(body.data.attributes).toEqual({ ...ENTRY, ...shown });
    expect((await owner.get('senders/github')).body.data.attributes.name).toBe('GitHub Enterprise');
    expect((await owner.get('senders/gitlab')).body.data.attributes.name).toBe('GitLab');
  } finally {
    await app.close();
  }
});

test('an invalid file prevents the start, and the error names the file and the member', async () => {
  writeFileSync(join(folder, 'in-house.json'), JSON.stringify({ ...ENTRY, config_services: {} }));
  await expect(startApp({ SENDERS_DIR: folder })).rejects.toThrow(
    `${join(folder, 'in-house.json')}: /config_services webhook_event_verification is required`,
  );
});

test('a folder that cannot be read prevents the start, and the error names the setting', async () => {
  await expect(startApp({ SENDERS_DIR: join(folder, 'none') })).rejects.toThrow(
    `Cannot read the files of SENDERS_DIR: ${join(folder, 'none')} (ENOENT).`,
  );
});
