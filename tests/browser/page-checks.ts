import { startConsole, type ConsoleUnderTest } from './console.ts';

/**
 * Creates a resource at a path below the tenant's, such as "oauth-clients".
 * @param id for resources whose ID the client chooses
 * @returns its ID
 */
export type Make = (path: string, attributes: object, relationships?: object, id?: string) => Promise<string>;

/** Runs in the page: by how many pixels it is wider than the window. */
const WIDER = 'document.documentElement.scrollWidth - window.innerWidth';

/**
 * Defines a suite for some pages: each is accessible and fits the window, in both themes and on a phone.
 * @param createPages creates resources and returns the paths of their pages below the tenant's, by screenshot name
 */
export function checkPages(createPages: (make: Make) => Promise<Record<string, string>>): void {
  let console_: ConsoleUnderTest;
  let owner: string;
  let pages: Record<string, string>;

  beforeAll(async () => {
    console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
    owner = await console_.user('owner');
    pages = await createPages(async (path, attributes, relationships, id) => {
      const type = path.replace(/^.*\/|s$/g, '');
      const data = { type, id, attributes, ...(relationships && { relationships }) };
      return (await console_.api('POST', path, { data })).id;
    });
  });
  afterAll(() => console_.close());

  test.each([
    [1280, ['light', 'dark']],
    [390, ['dark']],
  ] as const)('pages are accessible, %i pixels wide, %j', async (width, themes) => {
    const visit = await console_.open({ width });
    await visit.signIn(owner);
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages)) {
      await visit.show(path);
      for (const [index, colorScheme] of themes.entries()) {
        await visit.change(colorScheme);
        await visit.picture(name);
        // The same page in another theme differs only in its colors.
        const faults = await visit.axe(index === 0 ? undefined : ['color-contrast']);
        const wider = await visit.page.evaluate<number>(WIDER);
        if (wider > 0) faults.push(`${wider} pixels too wide`);
        if (faults.length > 0) found[`${name}, ${colorScheme}`] = faults;
      }
    }
    await visit.close();
    expect(found).toEqual({});
    expect(visit.faults).toEqual([]);
  });
}
