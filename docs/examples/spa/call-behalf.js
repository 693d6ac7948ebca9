/** What Behalf, or Graph behind it, has refused. `problem.remedy` says what helps. */
export class BehalfError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.error?.message ?? `Behalf answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** `fetch` with the user's token; what the user can remedy is remedied once, then the call is sent again. */
export async function callBehalf(session, url, init = {}) {
  const send = async () => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${await session.token()}`);
    return fetch(url, { ...init, headers });
  };
  const first = await send();
  if (first.ok) return first;
  const problem = await problemOf(first);
  if (!(await remedied(problem, session))) throw new BehalfError(first.status, problem);
  const second = await send();
  if (second.ok) return second;
  throw new BehalfError(second.status, await problemOf(second));
}

/** Whether it is worth another try. */
async function remedied({ remedy, claims, consentUri, retryAfter }, session) {
  switch (remedy) {
    case 'sign_in':
      await session.token({ forceRefresh: true });
      return true;
    case 'step_up':
      await session.prove(claims);
      return true;
    case 'consent':
      if (consentUri === undefined) return false;
      await windowAt(consentUri);
      return true;
    case 'retry':
      if (retryAfter === undefined || retryAfter > 10) return false;
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
      return true;
    default:
      return false;
  }
}

/** Opens a window for the user; done when the user has closed it. */
function windowAt(address) {
  const opened = window.open(address, '', 'popup,width=520,height=680');
  if (opened === null) throw new Error('The browser has blocked the window: open it by a button.');
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!opened.closed) return;
      clearInterval(timer);
      resolve();
    }, 200);
  });
}

async function problemOf(answer) {
  return answer.json().catch(() => ({}));
}
