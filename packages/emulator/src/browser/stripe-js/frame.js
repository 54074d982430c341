import { emulatorOrigin } from './emulator-origin.js';

let frames = 0;

/**
 * Puts a page of the emulator into a frame of this page. The two talk by messages, each of which is believed only if it comes
 * from the other's window and origin. The emulator's side is `frames/host-messages.js`.
 *
 * @param path Where the page is; a promise of it leaves the frame empty until it is known.
 * @param greeting What the page is told each time that it has loaded.
 * @param onEvent Told of what the page says by itself: `onEvent(event, detail)`.
 */
export function openFrame({ path, title, greeting, onEvent }) {
  frames += 1;
  const element = document.createElement('iframe');
  const name = `__privateStripeFrame${frames}`;
  const answers = new Map();
  const { promise: loaded, resolve: setLoaded } = Promise.withResolvers();
  let asked = 0;

  function tell(call, detail, id) {
    element.contentWindow?.postMessage({ frame: name, call, detail, id }, emulatorOrigin);
  }

  function receive({ data, origin, source }) {
    if (origin !== emulatorOrigin || source !== element.contentWindow || data?.frame !== name) return;
    if (data.event !== undefined) return onEvent(data.event, data.detail);
    answers.get(data.answer)?.(data.detail);
    answers.delete(data.answer);
  }

  function show(address) {
    element.src = `${emulatorOrigin}${address}`;
    element.addEventListener('load', async () => {
      tell(greeting.call, await greeting.detail?.());
      setLoaded();
    });
  }

  Object.assign(element, { name, title, allow: 'payment *' });
  if (typeof path === 'string') show(path);
  else path.then(show, () => undefined);
  element.style.cssText = 'border: 0; display: block; width: 100%; color-scheme: normal;';
  addEventListener('message', receive);
  return {
    element,
    /** Resolves with the page's answer. */
    async ask(call, detail) {
      await loaded;
      asked += 1;
      const id = asked;
      return new Promise((resolve) => {
        answers.set(id, resolve);
        tell(call, detail, id);
      });
    },
    close() {
      removeEventListener('message', receive);
      element.remove();
    },
  };
}
