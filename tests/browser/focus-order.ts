import type { Page } from 'playwright-core';

/** What has the focus after the Tab key was pressed. */
export interface FocusStop {
  /** The path of a link, otherwise null. */
  path: string | null;
  /** The accessible name as the author sets it, or the text. */
  name: string;
  /** Whether it looks different from when it has no focus. */
  isVisible: boolean;
  /** The index of the row that it is in, and the cell in it. -1 if in none. */
  row: number;
  cell: number;
}

/** More than any page has. */
const MOST_STOPS = 500;

/** Runs in the page: describes the focused element once the next frame is rendered, or null if nothing has the focus. */
const STOP = `new Promise((done) => {
  const look = () => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return done(null);
    // A text field shows focus with a thicker border.
    const frame = focused.closest('.MuiOutlinedInput-root')?.querySelector('fieldset');
    const row = focused.closest('main tbody tr, main ol > li');
    const rows = [...document.querySelectorAll('main tbody tr, main ol > li')];
    done({
      path: focused.tagName === 'A' ? focused.pathname : null,
      name: focused.getAttribute('aria-label') ?? focused.labels?.[0]?.innerText ?? focused.innerText.trim(),
      isVisible:
        getComputedStyle(focused).outlineStyle !== 'none' ||
        (frame !== null && frame !== undefined && getComputedStyle(frame).borderTopWidth === '2px'),
      row: rows.indexOf(row),
      cell: row === null ? -1 : [...row.children].findIndex((cell) => cell.contains(focused)),
    });
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})`;

/** Presses Tab. @returns what has the focus then, or null after the last element of the page, or if focus was lost */
async function nextStop(page: Page): Promise<FocusStop | null> {
  await page.keyboard.press('Tab');
  return page.evaluate<FocusStop | null>(STOP);
}

/**
 * Presses Tab from the top of a page that was just loaded until nothing has the focus, so that nothing is visited twice.
 * @returns the elements that had the focus, in order
 */
export async function focusOrder(page: Page): Promise<FocusStop[]> {
  const stops: FocusStop[] = [];
  for (let stop = await nextStop(page); stop !== null; stop = await nextStop(page)) {
    if (stops.length === MOST_STOPS) throw new Error('The focus does not leave the page.');
    stops.push(stop);
  }
  return stops;
}
