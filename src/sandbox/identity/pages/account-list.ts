import type { User, UserState } from '../../directory/types.js';
import type { Html } from '../../pages/html.js';
import { html } from '../../pages/html.js';

const REMARKS: Readonly<Record<UserState, string | undefined>> = {
  ready: undefined,
  consent: 'consent missing',
  mfa: 'needs MFA',
  disabled: 'disabled',
  guest: 'guest',
};

/** An account as a list offers it. */
export interface OfferedAccount {
  readonly user: User;
  /** What the button submits. */
  readonly value: string;
  readonly state: UserState;
}

/** Accounts to pick from, each a button of the form around it. */
export function accountList(name: string, accounts: readonly OfferedAccount[], last?: Html): Html {
  return html`<div class="accounts">
    ${accounts.map(
      ({ user, value, state }) =>
        html`<button name="${name}" value="${value}">
          <span class="who"><span>${user.displayName}</span> <span class="hint">${user.mail}</span></span>
          ${REMARKS[state] !== undefined && html`<span class="state">${REMARKS[state]}</span>`}
        </button>`,
    )}${last}
  </div>`;
}
