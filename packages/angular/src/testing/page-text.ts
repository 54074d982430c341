/** What a person would read in an element: white space as on screen, icons and hidden parts left out. */
export function textOf(element: Element | null): string {
  if (element === null) return '';
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
}

export function textsOf(root: Element, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map(textOf);
}

/** The button or link with exactly this text. */
export function pressable(root: Element, label: string): HTMLElement {
  const all = [...root.querySelectorAll<HTMLElement>('button, a')];
  const found = all.find((element) => textOf(element) === label);
  if (found === undefined) throw new Error(`No button "${label}" among: ${all.map(textOf).join(', ')}`);
  return found;
}
