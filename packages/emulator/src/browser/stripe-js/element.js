import { checkoutFormKind, elementKind } from './element-kinds.js';
import { openFrame } from './frame.js';
import { checkIntegration, IntegrationError } from './integration-error.js';
import { createListeners } from './listeners.js';
import { whenReleased } from './pointer-release.js';

/** What this script knows of an element and the page must not: its frame above all. */
const insides = new WeakMap();

/** @throws IntegrationError for what is no element of this script. */
export function insideOf(element) {
  const inside = insides.get(element);
  checkIntegration(
    inside,
    'We could not retrieve data from the specified Element. It must be one of elements.create().',
  );
  return inside;
}

/** @see https://docs.stripe.com/js/element */
class Element {
  on(event, listener) {
    insideOf(this).listeners.on(event, listener);
    return this;
  }

  once(event, listener) {
    insideOf(this).listeners.once(event, listener);
    return this;
  }

  off(event, listener) {
    insideOf(this).listeners.off(event, listener);
    return this;
  }

  mount(target) {
    const inside = usable(this);
    const place = typeof target === 'string' ? document.querySelector(target) : target;
    checkIntegration(
      place instanceof HTMLElement,
      typeof target === 'string'
        ? `The selector you specified (${target}) applies to no DOM elements that are currently on the page. Make sure the element exists on the page before calling mount().`
        : 'Invalid DOM element. Call mount() with a valid DOM element or selector.',
    );
    this.unmount();
    place.replaceChildren();
    place.classList.add('StripeElement');
    inside.place = place;
    if (inside.kind.isEmpty) queueMicrotask(() => inside.tell('ready', { availablePaymentMethods: undefined }));
    else mountFrame(inside);
  }

  unmount() {
    const inside = usable(this);
    inside.frame?.close();
    inside.frame = null;
    inside.place?.classList.remove('StripeElement', ...Object.values(stateClasses));
    inside.place = null;
    inside.latest = nothingTyped;
  }

  destroy() {
    this.unmount();
    const inside = insideOf(this);
    inside.isDestroyed = true;
    inside.onDestroy();
  }

  update(options) {
    const inside = usable(this);
    inside.options = { ...inside.options, ...options };
    void inside.frame?.ask('update', { options: inside.options });
    return this;
  }

  focus() {
    void usable(this).frame?.ask('focus');
  }

  blur() {
    void usable(this).frame?.ask('blur');
  }

  clear() {
    void usable(this).frame?.ask('clear');
  }

  collapse() {
    void usable(this).frame?.ask('blur');
    return this;
  }

  /** Of the Address Element, and of Checkout's form, which says what is wrong with it when it is asked. */
  async getValue() {
    const { frame, kind, latest } = usable(this);
    if (kind === checkoutFormKind) return frame?.ask('value') ?? latest;
    const { complete, value } = latest;
    return { complete, isNewAddress: true, value };
  }

  /** Of Checkout's form. */
  async setView() {
    throw new IntegrationError("checkoutForm.setView() needs the layout 'compact', which this emulator does not have.");
  }
}

/** Tells the frame of an element what changed around it. */
export async function updateFrame(element) {
  const inside = insideOf(element);
  const configuration = await inside.configuration();
  if (!inside.frame) return;
  void showScheme(inside);
  await inside.frame.ask('update', configuration);
}

/**
 * @param configuration Gives what every frame of the group is told; it may change, and may take its time.
 * @param path Gives the address of the element's page, where it is not the same for all of its type; it may take its time, and
 *   an error that it throws is what keeps the element from loading.
 * @param onChange Told after the element's own listeners.
 * @param onSession Told by Checkout's form of what it changed.
 */
export function createElement({ type, options, configuration, path, onChange, onSession, onDestroy }) {
  const kind = type === checkoutFormKind.type ? checkoutFormKind : elementKind(type);
  const listeners = createListeners();
  const element = new Element();
  insides.set(element, {
    configuration,
    frame: null,
    isDestroyed: false,
    kind,
    latest: nothingTyped,
    listeners,
    onChange: onChange ?? (() => undefined),
    onDestroy,
    onSession,
    options: { ...options },
    path: path ?? (() => `/endive/elements/${kind.type}`),
    place: null,
    tell: (event, detail) => listeners.tell(event, { elementType: type, ...detail }),
  });
  return element;
}

const nothingTyped = { empty: true, complete: false };
const stateClasses = {
  complete: 'StripeElement--complete',
  empty: 'StripeElement--empty',
  focus: 'StripeElement--focus',
  invalid: 'StripeElement--invalid',
};

function usable(element) {
  const inside = insideOf(element);
  checkIntegration(!inside.isDestroyed, 'This Element has already been destroyed. Please create a new one.');
  return inside;
}

function mountFrame(inside) {
  const { kind, place } = inside;
  const path = inside.path();
  if (typeof path !== 'string')
    path.catch(({ type, message }) => inside.tell('loaderror', { error: { type, message } }));
  inside.frame = openFrame({
    path,
    title: kind.title,
    greeting: {
      call: 'configure',
      detail: async () => ({ ...(await inside.configuration()), options: inside.options }),
    },
    onEvent: (event, detail) => hear(inside, event, detail),
  });
  const { style } = inside.frame.element;
  style.height = `${kind.height}px`;
  // The frame keeps room for the ring around a field, which the page need not see.
  if (kind.isForm) Object.assign(style, { margin: '-4px', width: 'calc(100% + 8px)' });
  void showScheme(inside);
  place.append(inside.frame.element);
  showState(inside);
  queueMicrotask(() => inside.tell('loaderstart'));
}

/** A frame lets the page shine through only if both are of one colour scheme. */
async function showScheme(inside) {
  const { appearance } = await inside.configuration();
  if (inside.frame) inside.frame.element.style.colorScheme = appearance?.theme === 'night' ? 'dark' : 'light';
}

/** What the frame says by itself. Whatever was typed into it is not among it, but for an address or e-mail. */
function hear(inside, event, detail) {
  if (event === 'resize') {
    const { element } = inside.frame;
    return whenReleased(() => (element.style.height = `${detail.height}px`));
  }
  if (event === 'session') return inside.onSession(detail);
  if (event === 'change') inside.latest = detail;
  if (event === 'focus' || event === 'blur') inside.hasFocus = event === 'focus';
  showState(inside);
  inside.tell(event, detail);
  if (event === 'change') inside.onChange();
}

/** The classes by which a page styles the box around a card field. */
function showState(inside) {
  const { latest, hasFocus = false, options } = inside;
  const names = { ...stateClasses, ...options.classes };
  const shown = { complete: latest.complete, empty: latest.empty, focus: hasFocus, invalid: Boolean(latest.error) };
  for (const [state, isShown] of Object.entries(shown)) inside.place.classList.toggle(names[state], isShown);
}
