/** An invalid field, as the user sees it in the form. */
export interface FieldError {
  name: string;
  fault: string;
  goTo(): Promise<void>;
}

/**
 * Invalid controls are marked by aria-invalid. Errors of several controls together are in an element with `data-fault`,
 * their name.
 */
const WRONG = '[aria-invalid="true"]:not([aria-hidden="true"]), [data-fault]';

/** How many frames to wait for the form to show its errors. */
const MAX_LOOKS = 30;

/** The errors shown in a form, from top to bottom, once they are rendered. */
export async function shownErrors(form: HTMLFormElement): Promise<FieldError[]> {
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    await nextFrame();
    const faults = errorsIn(form);
    if (faults.length > 0) return faults;
  }
  return [];
}

function errorsIn(form: HTMLFormElement): FieldError[] {
  return [...form.querySelectorAll<HTMLElement>(WRONG)]
    .filter((element) => element.checkVisibility())
    .map((element) => ({
      name: element.dataset['fault'] ?? nameOf(element),
      fault: element.dataset['fault'] === undefined ? described(element) : textOf(element),
      async goTo() {
        await focusField(element);
        // Centered, so that neither the app bar nor a phone's button bar covers it.
        (element.closest('.MuiFormControl-root') ?? element).scrollIntoView({ block: 'center' });
      },
    }));
}

/** How often to try to focus a field in a collapsed section. */
const MAX_TRIES = 60;

/**
 * A collapsed field cannot be focused. Its section expands because of the error, but only some frames later, and a
 * section that is still collapsing takes the focus from its field again.
 */
async function focusField(element: HTMLElement): Promise<void> {
  const before = document.activeElement;
  const unfocused = () => document.activeElement === before || document.activeElement === document.body;
  for (let tries = 0; tries < MAX_TRIES && unfocused(); tries += 1) {
    element.focus({ preventScroll: true });
    await nextFrame();
    await transitionsEnd();
  }
}

async function transitionsEnd(): Promise<void> {
  const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}

/** Waits for the next frame. */
async function nextFrame(): Promise<void> {
  await new Promise((done) => requestAnimationFrame(done));
}

function nameOf(control: HTMLElement): string {
  const label =
    (control as HTMLInputElement).labels?.[0] ?? referencedElements(control, 'aria-labelledby')[0];
  return label === undefined ? (control.getAttribute('aria-label') ?? '') : textOf(label);
}

function described(control: HTMLElement): string {
  return referencedElements(control, 'aria-describedby').map(textOf).join(' ').trim();
}

function referencedElements(control: HTMLElement, attribute: string): Element[] {
  const ids = control.getAttribute(attribute)?.split(' ') ?? [];
  return ids.flatMap((id) => document.getElementById(id) ?? []);
}

/** Without the asterisk of required fields. */
function textOf(element: Element): string {
  const seen = element.cloneNode(true) as Element;
  seen.querySelectorAll('[aria-hidden="true"]').forEach((part) => part.remove());
  return (seen.textContent ?? '').trim();
}
