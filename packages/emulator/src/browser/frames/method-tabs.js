/* The ways to pay, as tabs: arrow keys lead from one to the next, as everywhere. Each has a panel of its own. */
const tabList = document.querySelector('.tabs');
const panels = [...document.querySelectorAll('.panel')];
const tabNames = { card: 'Card', sepa_debit: 'SEPA Debit', us_bank_account: 'US bank account' };
const tabs = { types: ['card'], chosen: 'card' };

export function chosenType() {
  return tabs.chosen;
}

/** Shows what can be paid with; the way that was chosen stays while it is among them. Without a choice there are no tabs. */
export function showTypes(types, onChoice) {
  tabs.types = types.filter((type) => type in tabNames);
  tabList.hidden = tabs.types.length < 2;
  tabList.replaceChildren(...(tabList.hidden ? [] : tabs.types.map((type) => tabOf(type, onChoice))));
  choose(tabs.types.includes(tabs.chosen) ? tabs.chosen : (tabs.types[0] ?? 'card'));
}

function tabOf(type, onChoice) {
  const tab = document.createElement('button');
  Object.assign(tab, { type: 'button', id: `${type}-tab`, value: type, className: 'Tab', textContent: tabNames[type] });
  tab.setAttribute('role', 'tab');
  tab.setAttribute('aria-controls', `${type}-panel`);
  const go = (next) => {
    if (next === tabs.chosen) return;
    choose(next);
    onChoice();
  };
  tab.addEventListener('click', () => go(type));
  tab.addEventListener('keydown', (event) => {
    const next = tabAfter(type, event.key);
    if (!next) return;
    event.preventDefault();
    go(next);
    tabFor(next).focus();
  });
  return tab;
}

function tabAfter(type, key) {
  const { types } = tabs;
  const place = types.indexOf(type);
  if (key === 'Home') return types[0];
  if (key === 'End') return types.at(-1);
  if (key === 'ArrowRight') return types[(place + 1) % types.length];
  return key === 'ArrowLeft' ? types.at(place - 1) : null;
}

function tabFor(type) {
  return document.getElementById(`${type}-tab`);
}

function choose(type) {
  tabs.chosen = type;
  for (const tab of tabList.children) {
    const isChosen = tab.value === type;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.classList.toggle('Tab--selected', isChosen);
    tab.tabIndex = isChosen ? 0 : -1;
  }
  for (const panel of panels) {
    panel.hidden = panel.dataset.type !== type;
    // Where there is nothing to choose, a panel belongs to no tab.
    const named = { role: 'tabpanel', 'aria-labelledby': `${panel.dataset.type}-tab` };
    for (const [name, value] of Object.entries(named)) {
      if (tabList.hidden) panel.removeAttribute(name);
      else panel.setAttribute(name, value);
    }
  }
}
