import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../support/app.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'providers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ENTRY = {
  name: 'In House',
  grant_types: ['client_credentials'],
  token_url: 'https://sso.in-house.example/token',
};

test('files in PROVIDERS_DIR are part of the catalog, and replace its entries with the same ID', async () => {
  writeFileSync(join(folder, 'in-house.json'), JSON.stringify(ENTRY));
  writeFileSync(join(folder, 'github.json'), JSON.stringify({ ...ENTRY, name: 'GitHub Enterprise' }));
  const app = await startApp({ PROVIDERS_DIR: folder });
  try {
    const owner = await app.tenant();
    const { body } = await owner.get('/v2/providers?page[size]=200');
    const named = new Map(
      (body.data as { id: string; attributes: object }[]).map(({ id, attributes }) => [id, attributes]),
    );
    expect(named.get('in-house')).toEqual({ ...ENTRY, built_in: true, created_at: null, updated_at: null });
    expect(named.get('github')).toMatchObject({ name: 'GitHub Enterprise' });
    expect(named.get('google')).toMatchObject({ name: 'Google' });
    expect((await owner.get('providers/in-house')).status).toBe(200);
  } finally {
    await app.close();
  }
});

test('an invalid file prevents the start, and the error names the file and the member', async () => {
  writeFileSync(join(folder, 'in-house.json'), JSON.stringify({ ...ENTRY, token_url: undefined }));
  await expect(startApp({ PROVIDERS_DIR: folder })).rejects.toThrow(
    `${join(folder, 'in-house.json')}: /token_url token_url is required`,
  );
});

test('a folder that cannot be read prevents the start, and the error names the setting', async () => {
  await expect(startApp({ PROVIDERS_DIR: join(folder, 'none') })).rejects.toThrow(
    `Cannot read the files of PROVIDERS_DIR: ${join(folder, 'none')} (ENOENT).`,
  );
});
