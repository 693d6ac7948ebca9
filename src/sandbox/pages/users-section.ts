import type { Cloud } from '../cloud.js';
import type { CloudDescription, UserDescription } from '../controls/cloud-description.js';
import type { UserSwitches } from '../directory/types.js';
import { html } from './html.js';
import type { Html } from './html.js';

const SWITCHES: readonly { name: keyof UserSwitches; label: string; effect: string }[] = [
  { name: 'consent', label: 'No consent', effect: 'consent to Graph is missing: the exchange fails with AADSTS65001' },
  { name: 'mfa', label: 'MFA', effect: 'Graph wants multi-factor sign-in: AADSTS50076 with a claims challenge' },
  { name: 'disabled', label: 'Disabled', effect: 'the account is disabled: sign-in fails with AADSTS50057' },
];

/** Users of each tenant with password, state and switches. */
export function usersSection({ tenants, users }: CloudDescription, cloud: Cloud): Html {
  return html`<section id="users">
    <h2>Users</h2>
    <p class="hint">
      <strong>No consent</strong>, <strong>MFA</strong> and <strong>Disabled</strong> switch a state on and off, and
      <strong>Revoke</strong> ends every token issued so far. <strong>Token</strong> copies an access token for the API
      to the clipboard.
    </p>
    ${tenants.map(({ id, domain, displayName }) => {
      const members = users.filter(({ tenantId }) => tenantId === id);
      return html`<h3>${displayName} <code>${domain}</code> <code class="soft">${id}</code></h3>
        <div class="scroll">
          <table class="users">
            <thead>
              <tr>
                <th>User</th>
                <th>Password</th>
                <th>State</th>
                <th>Switches</th>
              </tr>
            </thead>
            <tbody>
              ${members.map((user) => userRow(user, cloud.directory.user(id, user.id)))}
            </tbody>
          </table>
        </div>`;
    })}
  </section>`;
}

function userRow(user: UserDescription, switches: UserSwitches | undefined): Html {
  const { userPrincipalName, displayName, password, state } = user;
  const path = `/sandbox/users/${encodeURIComponent(userPrincipalName)}`;
  return html`<tr>
    <td><span class="name">${displayName}</span> <code>${userPrincipalName}</code></td>
    <td><button class="copy" data-copy="${password}" title="Copy the password">${password}</button></td>
    <td><span class="badge ${state}">${state}</span></td>
    <td class="switches">
      ${SWITCHES.map(({ name, label, effect }) => {
        const on = switches?.[name] === true;
        return html`<button
          class="switch"
          aria-pressed="${on ? 'true' : 'false'}"
          title="${on ? 'On' : 'Off'}: ${effect}"
          data-control="PATCH ${path}"
          data-body="${JSON.stringify({ [name]: !on })}"
        >
          ${label}
        </button>`;
      })}
      <button class="switch" title="Ends every token issued so far" data-control="POST ${path}/revoke">Revoke</button>
      <button
        class="switch"
        title="Copies an access token for the API"
        data-control="POST /sandbox/tokens"
        data-body="${JSON.stringify({ user: userPrincipalName })}"
        data-copy-member="access_token"
      >
        Token
      </button>
    </td>
  </tr>`;
}
