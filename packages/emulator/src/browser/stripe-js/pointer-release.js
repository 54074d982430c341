/*
 * Whoever presses the page's button leaves the field where they were, whose mistake is then said, and the frame grows. The
 * button must not move away before it is released: a press that ends elsewhere is no click.
 */
let release = null;

addEventListener('pointerdown', () => (release ??= Promise.withResolvers()), true);
for (const type of ['pointerup', 'pointercancel']) addEventListener(type, afterClick, true);

/** The click comes after the pointer, in the same turn. */
function afterClick() {
  setTimeout(() => {
    release?.resolve();
    release = null;
  });
}

/** Changes the page's layout as soon as no pointer is down, in the order of the calls. */
export function whenReleased(change) {
  if (release) void release.promise.then(change);
  else change();
}
