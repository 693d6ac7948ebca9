// @ts-check
import { element } from './element.js';

const KEY = 'behalf-demo-theme';

/** A button that turns the page dark or light, and remembers it; until it is used the system decides. */
export function themeSwitch() {
  const button = element('button', { type: 'button', class: 'quiet', onclick: turn });
  const tell = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to the ${isDark() ? 'light' : 'dark'} theme`);
  };
  function turn() {
    const next = isDark() ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = next;
    localStorage.setItem(KEY, next);
    tell();
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);
  tell();
  return button;
}

function isDark() {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}
