/** A field that is wrong, as whoever looks at the form finds it. */
export interface FieldFault {
  name: string;
  fault: string;
  goTo(): void;
}

/** Controls say it of themselves; what is wrong with several at once stands in an element that bears their name. */
const WRONG = '[aria-invalid="true"]:not([aria-hidden="true"]), [data-fault]';

/** What stands at the fields of a form, from top to bottom. */
export function faultsIn(form: HTMLFormElement): FieldFault[] {
  return [...form.querySelectorAll<HTMLElement>(WRONG)]
    .filter((element) => element.checkVisibility())
    .map((element) => ({
      name: element.dataset['fault'] ?? nameOf(element),
      fault: element.dataset['fault'] === undefined ? described(element) : textOf(element),
      goTo() {
        element.focus({ preventScroll: true });
        // In the middle: neither the bar nor the buttons of a phone are over it.
        (element.closest('.MuiFormControl-root') ?? element).scrollIntoView({ block: 'center' });
      },
    }));
}

/** Waits until what unfolds for a fault has unfolded. */
export async function settled(form: HTMLFormElement): Promise<void> {
  await new Promise((drawn) => requestAnimationFrame(drawn));
  const moving = form
    .getAnimations({ subtree: true })
    .filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(moving.map(({ finished }) => finished));
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
