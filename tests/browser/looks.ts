import { startConsole, type ConsoleUnderTest } from './console.ts';

/** Makes a resource by its path below the tenant's, "oauth-clients" for instance. @returns its id */
export type Make = (path: string, attributes: object, relationships?: object) => Promise<string>;

/** Of the page, which has what Node has not. */
const WIDER = 'document.documentElement.scrollWidth - window.innerWidth';

/**
 * The suite of some pages: in both themes, and on a phone, each can be used by everybody and is as wide as the window.
 * @param furnish fills a part of the tenant; gives the addresses of its pages below the tenant's, by the names of their
 * pictures
 */
export function lookAtPages(furnish: (make: Make) => Promise<Record<string, string>>): void {
  let console_: ConsoleUnderTest;
  let owner: string;
  let pages: Record<string, string>;

  beforeAll(async () => {
    console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
    owner = await console_.user('owner');
    pages = await furnish(async (path, attributes, relationships) => {
      const type = path.replace(/^.*\/|s$/g, '');
      const data = { type, attributes, ...(relationships && { relationships }) };
      return (await console_.api('POST', path, { data })).id;
    });
  });
  afterAll(() => console_.close());

  test.each([
    [1280, ['light', 'dark']],
    [390, ['dark']],
  ] as const)('are for everybody, %i wide, %j', async (width, themes) => {
    const visit = await console_.open({ width });
    await visit.signIn(owner);
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages)) {
      await visit.go(path);
      for (const [index, colorScheme] of themes.entries()) {
        await visit.change(colorScheme);
        await visit.picture(name);
        // Another theme of the same page differs in its colours only.
        const faults = await visit.axe(index === 0 ? undefined : ['color-contrast']);
        const wider = await visit.page.evaluate<number>(WIDER);
        if (wider > 0) faults.push(`${wider} pixels too wide`);
        if (faults.length > 0) found[`${name}, ${colorScheme}`] = faults;
      }
    }
    await visit.context.close();
    expect(found).toEqual({});
    expect(visit.faults).toEqual([]);
  });
}
