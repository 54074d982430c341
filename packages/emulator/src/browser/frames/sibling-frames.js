/*
 * Number, expiry and security code may each stand in a frame of their own. They hear each other by a channel of the emulator's
 * origin, which the page around them cannot join.
 */
let channel = null;

/** Joins the frames of a group, and answers them with what is typed here. */
export function joinSiblings(group, typedHere) {
  if (channel || !group) return;
  channel = new BroadcastChannel(`card-fields-${group}`);
  channel.addEventListener('message', ({ data }) => {
    if (data.asks) channel.postMessage({ typed: typedHere() });
  });
}

/** What the other frames hold, as far as they answer within half a second. */
export function askSiblings() {
  const { promise, resolve } = Promise.withResolvers();
  const typed = {};
  const timer = setTimeout(() => finish(), 500);
  function hear({ data }) {
    Object.assign(typed, data.typed);
    if (Object.keys(typed).length >= 2) finish();
  }
  function finish() {
    clearTimeout(timer);
    channel.removeEventListener('message', hear);
    resolve(typed);
  }
  channel.addEventListener('message', hear);
  channel.postMessage({ asks: true });
  return promise;
}
