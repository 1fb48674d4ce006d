/** As the `ref` of an element that someone just asked for: it gets the focus once it is there. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}
