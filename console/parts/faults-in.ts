/** A field that is wrong, as whoever looks at the form finds it. */
export interface FieldFault {
  name: string;
  fault: string;
  goTo(): Promise<void>;
}

/** Controls say it of themselves; what is wrong with several at once stands in an element that bears their name. */
const WRONG = '[aria-invalid="true"]:not([aria-hidden="true"]), [data-fault]';

/** As often as it is looked for what the form is about to show. */
const MOST_LOOKS = 30;

/** What stands at the fields of a form, from top to bottom, as soon as it stands there. */
export async function faultsShown(form: HTMLFormElement): Promise<FieldFault[]> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await drawn();
    const faults = faultsIn(form);
    if (faults.length > 0) return faults;
  }
  return [];
}

function faultsIn(form: HTMLFormElement): FieldFault[] {
  return [...form.querySelectorAll<HTMLElement>(WRONG)]
    .filter((element) => element.checkVisibility())
    .map((element) => ({
      name: element.dataset['fault'] ?? nameOf(element),
      fault: element.dataset['fault'] === undefined ? described(element) : textOf(element),
      async goTo() {
        await reached(element);
        // In the middle: neither the bar nor the buttons of a phone are over it.
        (element.closest('.MuiFormControl-root') ?? element).scrollIntoView({ block: 'center' });
      },
    }));
}

/** As often as it is tried to reach a field that is still folded away. */
const MOST_TRIES = 60;

/** What is folded away cannot be reached, and unfolds because of the fault: some drawings later, and not at once. */
async function reached(element: HTMLElement): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    element.focus({ preventScroll: true });
    if (document.activeElement === element) break;
    await drawn();
  }
  const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}

/** Waits for the next drawing. */
async function drawn(): Promise<void> {
  await new Promise((done) => requestAnimationFrame(done));
}

function nameOf(control: HTMLElement): string {
  const label = (control as HTMLInputElement).labels?.[0] ?? referred(control, 'aria-labelledby')[0];
  return label === undefined ? (control.getAttribute('aria-label') ?? '') : textOf(label);
}

function described(control: HTMLElement): string {
  return referred(control, 'aria-describedby').map(textOf).join(' ').trim();
}

function referred(control: HTMLElement, attribute: string): Element[] {
  const ids = control.getAttribute(attribute)?.split(' ') ?? [];
  return ids.flatMap((id) => document.getElementById(id) ?? []);
}

/** Without the star of what is required, which is there to be seen. */
function textOf(element: Element): string {
  const seen = element.cloneNode(true) as Element;
  seen.querySelectorAll('[aria-hidden="true"]').forEach((part) => part.remove());
  return (seen.textContent ?? '').trim();
}
