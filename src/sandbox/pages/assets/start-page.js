const notice = document.querySelector('#notice');
const REFRESH_MS = 3000;
let hideNotice;

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-control], button[data-copy]');
  if (button === null) return;
  if (button.dataset.copy === undefined) void use(button);
  else void copy(button.dataset.copy, 'Copied.');
});

/** Calls the control a button names, then shows what it changed. */
async function use(button) {
  const [method, path] = button.dataset.control.split(' ');
  button.disabled = true;
  try {
    const answer = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: button.dataset.body ?? '{}',
    });
    const result = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) say(result.detail ?? `The tenant answered ${answer.status}.`, true);
    else if (button.dataset.copyMember === undefined)
      say(result.kid === undefined ? 'Done.' : `New key ${result.kid}.`);
    else await copy(result[button.dataset.copyMember], 'Token copied.');
  } catch {
    say('The tenant does not answer.', true);
  } finally {
    button.disabled = false;
  }
  await refresh(['users', 'faults', 'journal']);
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say('The browser does not allow copying here.', true);
  }
}

function say(text, bad = false) {
  notice.textContent = text;
  notice.classList.toggle('bad', bad);
  notice.hidden = false;
  clearTimeout(hideNotice);
  hideNotice = setTimeout(() => {
    notice.hidden = true;
  }, 4000);
}

/** Takes over sections of a freshly rendered page, where they differ and nobody is using them. */
async function refresh(sections) {
  const answer = await fetch('/').catch(() => undefined);
  if (answer?.ok !== true) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of sections) {
    const [now, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (now.innerHTML === next.innerHTML) continue;
    const focused = [...now.querySelectorAll('button')].indexOf(document.activeElement);
    now.innerHTML = next.innerHTML;
    now.querySelectorAll('button')[focused]?.focus();
  }
}

setInterval(() => {
  if (!document.hidden) void refresh(['journal']);
}, REFRESH_MS);
