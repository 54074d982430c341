/** A theme's colours, by the names of the style sheet's variables. @see https://docs.stripe.com/elements/appearance-api */
const themes = {
  stripe: { scheme: 'light' },
  flat: { scheme: 'light', colorBackground: '#f1f1f1', colorLine: 'transparent', shadow: 'none' },
  night: {
    scheme: 'dark',
    colorPrimary: '#85d996',
    colorBackground: '#30313d',
    colorText: '#ffffff',
    colorTextSecondary: '#c0c2cc',
    colorTextPlaceholder: '#a3a6b4',
    colorDanger: '#fe87a1',
    colorLine: '#5a5c6b',
  },
};

const colors = [
  'colorPrimary',
  'colorBackground',
  'colorText',
  'colorTextSecondary',
  'colorTextPlaceholder',
  'colorDanger',
];
const lengths = { borderRadius: 'border-radius', fontSizeBase: 'font-size', spacingUnit: 'padding-top' };
const sheet = new CSSStyleSheet();

/** Takes a page's look: theme, variables, and rules for Stripe's own class names. What is no valid value is left out. */
export function applyAppearance({ theme = 'stripe', variables = {}, rules = {} } = {}) {
  const { scheme, ...base } = themes[theme] ?? themes.stripe;
  const root = document.documentElement.style;
  root.cssText = '';
  root.colorScheme = scheme;
  const set = (name, value) => root.setProperty(`--${name}`, value);
  for (const [name, value] of Object.entries(base)) set(name, value);
  for (const name of colors) if (CSS.supports('color', variables[name] ?? '')) set(name, variables[name]);
  for (const [name, property] of Object.entries(lengths)) {
    if (CSS.supports(property, variables[name] ?? '')) set(name, variables[name]);
  }
  if (CSS.supports('font-family', variables.fontFamily ?? '')) set('fontFamily', variables.fontFamily);
  applyRules(rules);
}

/** Style of elements without an appearance: of the card fields. */
export function applyStyle({ base = {}, invalid = {} } = {}) {
  applyRules({
    '.Input': base,
    '.Input::placeholder': base['::placeholder'] ?? {},
    '.Input:focus': base[':focus'] ?? {},
    '.Input--invalid': invalid,
  });
}

/** Only classes and their states can be styled, and nothing can be loaded from elsewhere. */
function applyRules(rules) {
  sheet.replaceSync('');
  for (const [selector, declarations] of Object.entries(rules)) {
    if (!/^\.[\w-]+(:{1,2}[\w-]+)*$/.test(selector)) continue;
    const { style } = sheet.cssRules[sheet.insertRule(`${selector} {}`, sheet.cssRules.length)];
    for (const [property, value] of Object.entries(declarations)) {
      if (typeof value === 'object' || /url\(/i.test(value)) continue;
      style.setProperty(
        property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        String(value),
      );
    }
  }
  document.adoptedStyleSheets = [sheet];
}
