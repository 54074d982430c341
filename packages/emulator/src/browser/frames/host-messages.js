/*
 * A frame's side of the talk with the page that it stands in; the other is `stripe-js/frame.js`. The first message decides who
 * the host is: only its window and origin are answered. What a person types as a card is never part of a message.
 */
let host = null;

/** Answers the host's calls by the functions of these names. */
export function answerHost(calls) {
  addEventListener('message', async ({ data, origin, source }) => {
    if (source !== parent || !Object.hasOwn(calls, data?.call ?? '')) return;
    host ??= { origin, frame: data.frame };
    if (origin !== host.origin || data.frame !== host.frame) return;
    const detail = await calls[data.call](data.detail ?? {});
    if (data.id !== undefined) parent.postMessage({ frame: host.frame, answer: data.id, detail }, host.origin);
  });
}

export function say(event, detail) {
  if (host) parent.postMessage({ frame: host.frame, event, detail }, host.origin);
}

/** Tells the host how high the content is, now and whenever it changes, and where the focus is. */
export function watchFrame(content) {
  new ResizeObserver(() => say('resize', { height: Math.ceil(content.getBoundingClientRect().height) })).observe(
    content,
  );
  content.addEventListener('focusin', ({ relatedTarget }) => relatedTarget || say('focus'));
  content.addEventListener('focusout', ({ relatedTarget }) => relatedTarget || say('blur'));
  content.addEventListener('keydown', ({ key }) => key === 'Escape' && say('escape'));
}

/** The same of a form that is sent by nobody but its script. */
export function watchContent(content) {
  watchFrame(content);
  content.addEventListener('submit', (event) => event.preventDefault());
}
