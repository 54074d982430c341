import { openFrame } from './frame.js';

/**
 * Shows the page of the customer's bank over this page. Resolves when the bank has answered, or the customer closed it, which
 * fails the authentication.
 */
export function showChallenge(intent) {
  const { promise, resolve } = Promise.withResolvers();
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', '3D Secure authentication');
  dialog.style.cssText =
    'box-sizing: border-box; inset: 0; margin: 0; border: 0; padding: 0; width: 100vw; max-width: none; height: 100dvh;' +
    'max-height: none; place-items: center; background: rgb(10 12 20 / 55%);';
  const frame = openFrame({
    path: `/endive/three-ds-2-challenge?intent=${encodeURIComponent(intent)}`,
    title: 'Secure authentication frame',
    greeting: { call: 'watch' },
    onEvent: (event) => event === 'complete' && close(),
  });
  frame.element.style.cssText += 'width: min(500px, 100vw); height: min(600px, 100dvh); border-radius: 12px;';

  function close() {
    frame.close();
    dialog.close();
    dialog.remove();
    resolve();
  }

  // The frame fails the authentication first, and then says that it is complete.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void frame.ask('cancel');
  });
  dialog.append(frame.element);
  document.body.append(dialog);
  dialog.showModal();
  dialog.style.display = 'grid';
  return promise;
}
