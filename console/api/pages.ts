/** The API's maximum page size. */
export const MAX_PAGE_SIZE = 200;

/** Prevents an endless loop. No list that is read in full has more pages. */
const MAX_PAGES = 10;

/** Reads all items of a list, page by page. Pages are numbered from 1. */
export async function readAllPages<Item>(
  readPage: (number: number) => Promise<{ data: Item[]; total?: number | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const { data, total = 0 } = await readPage(number);
    all.push(...data);
    if (data.length === 0 || all.length >= total) break;
  }
  return all;
}
