/*
 * A page in a frame of a merchant's page, opened by this emulator's Stripe.js: it says how high it is, and when it is done.
 * It answers whoever frames it, once asked; nothing that it says is secret.
 */
const { classList, dataset } = document.documentElement;
classList.toggle('in-frame', parent !== window);

addEventListener('message', ({ data, origin, source }) => {
  if (source !== parent || data?.call !== 'watch') return;
  const say = (event, detail) => parent.postMessage({ frame: data.frame, event, detail }, origin);
  // Its own content, not the frame: a page that grows with its frame would never stop.
  const content = document.body.firstElementChild;
  new ResizeObserver(() => say('resize', { height: Math.ceil(content.getBoundingClientRect().height) })).observe(
    content,
  );
  if (dataset.framed === 'complete') say('complete', { url: document.querySelector('a[target="_top"]')?.href ?? null });
});
