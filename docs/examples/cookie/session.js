/** Where the browser signs in, and comes back to the page it is on. */
export function loginAddress(more = {}) {
  const { pathname, search } = window.location;
  return `/auth/login?${new URLSearchParams({ return_to: `${pathname}${search}`, ...more })}`;
}

/** Who is signed in: `{ signedIn, user?, expiresOn? }`. Never 401. */
export async function currentSession() {
  return (await fetch('/auth/session')).json();
}

/** `fetch` by the cookie, which the browser sends by itself; where signing in helps, the browser goes there. */
export async function callBehalf(path, init) {
  const answer = await fetch(path, init);
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  if (problem.remedy === 'sign_in') window.location.assign(loginAddress());
  if (problem.remedy === 'step_up') window.location.assign(loginAddress({ claims: problem.claims }));
  if (problem.consentUri !== undefined) window.location.assign(problem.consentUri);
  throw Object.assign(new Error(problem.detail ?? `Behalf answered ${answer.status}`), { problem });
}

/** Signs out here, then at Microsoft Entra. */
export async function signOut() {
  const { logoutUri } = await (await fetch('/auth/logout', { method: 'POST' })).json();
  window.location.assign(logoutUri);
}
