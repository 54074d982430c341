import { openFrame } from './frame.js';
import { checkIntegration } from './integration-error.js';
import { openPaymentPage } from './payment-page.js';

/**
 * Checkout's own page, in a frame of this one.
 *
 * @see https://docs.stripe.com/js/embedded_checkout/init
 */
export async function createEmbeddedCheckoutPage(stripe, options = {}) {
  const { clientSecret, fetchClientSecret, onComplete } = options;
  checkIntegration(
    clientSecret || typeof fetchClientSecret === 'function',
    'createEmbeddedCheckoutPage(): pass clientSecret or fetchClientSecret.',
  );
  const page = openPaymentPage(stripe, clientSecret ?? (await fetchClientSecret()));
  const { value, error } = await page.read();
  checkIntegration(!error, error?.message);
  checkIntegration(
    value.ui_mode === 'embedded_page',
    `createEmbeddedCheckoutPage() needs a Checkout Session with ui_mode 'embedded_page'; this one has '${value.ui_mode}'.`,
  );
  let frame = null;

  function hear(event, detail) {
    if (event === 'resize') frame.element.style.height = `${detail.height}px`;
    if (event !== 'complete') return;
    onComplete?.();
    if (detail.url) location.assign(detail.url);
  }

  function unmount() {
    frame?.close();
    frame = null;
  }

  return {
    mount(target) {
      const place = typeof target === 'string' ? document.querySelector(target) : target;
      checkIntegration(place instanceof HTMLElement, `Invalid DOM element or selector: ${target}.`);
      unmount();
      frame = openFrame({
        path: `/c/pay/${page.id}`,
        title: 'Secure checkout frame',
        greeting: { call: 'watch' },
        onEvent: hear,
      });
      frame.element.name = 'embedded-checkout';
      frame.element.style.height = '700px';
      place.replaceChildren(frame.element);
    },
    unmount,
    destroy: unmount,
  };
}
