import type { Dispatcher } from 'undici';
import type { Access } from '../identity/access.js';
import { usualMethod } from '../identity/sign-in.js';
import type { Session } from '../session.js';
import { askForLine } from '../terminal/ask.js';
import { harmless } from '../terminal/visible.js';
import type { Call } from './call.js';
import { send } from './call.js';
import type { FailedAnswer } from './failed-answer.js';
import { failedAnswer } from './failed-answer.js';

/** As long as Entra's codes for devices are good. */
const CONSENT_PATIENCE_MS = 15 * 60_000;

/**
 * The successful answer to a call. Where the answer is a challenge (further sign-in, consent, a token that does not
 * count any more) a person is told and led there, and the call is tried once more. Throws CliError.
 */
export async function answerTo(session: Session, call: Call): Promise<Dispatcher.ResponseData> {
  const first = await send(session, call, (await session.access()).token);
  if (first.statusCode < 400) return first;
  const failure = await failedAnswer(first);
  const access = await met(session, failure);
  if (access === undefined) throw failure.error;
  const second = await send(session, call, access.token);
  if (second.statusCode < 400) return second;
  throw (await failedAnswer(second)).error;
}

/** A token to try again with; undefined where nothing can be done about it here and now. */
async function met(session: Session, failure: FailedAnswer): Promise<Access | undefined> {
  if (session.asApplication) return undefined;
  if (failure.claims !== undefined) return stepUp(session, failure, failure.claims);
  if (failure.consentUri !== undefined || failure.adminConsentUri !== undefined) return consent(session, failure);
  return failure.status === 401 ? session.access(true) : undefined;
}

async function stepUp(session: Session, { error }: FailedAnswer, claims: string): Promise<Access> {
  const { terminal, identity } = session;
  if (!terminal.interactive) throw error;
  terminal.note(`${terminal.noteStyle.warning(error.message)}\nSign in once more; then the call is tried again.`);
  return session.signIn(usualMethod(identity), claims);
}

async function consent(session: Session, failure: FailedAnswer): Promise<Access | undefined> {
  const { error, consentUri, adminConsentUri } = failure;
  const { terminal } = session;
  const address = consentUri ?? adminConsentUri ?? '';
  if (!terminal.interactive) throw error;
  terminal.note(terminal.noteStyle.warning(error.message));
  const opened = await session.show(address);
  terminal.event(
    { consent: { consentUri, adminConsentUri } },
    `${opened ? 'Your browser opens. If it does not, consent at' : 'Consent at'}\n${terminal.noteStyle.accent(harmless(address))}`,
  );
  if (consentUri !== undefined && adminConsentUri !== undefined)
    terminal.note(`Where only an administrator can: ${harmless(adminConsentUri)}`);
  const question = terminal.json ? '' : 'Press Enter when that is done (Ctrl-C ends). ';
  if ((await askForLine(question, CONSENT_PATIENCE_MS)) === undefined) return undefined;
  const access = await session.access();
  await forgetRefusal(session, access);
  return access;
}

/** The API asks Entra for scopes that are missing once in half a minute; a forced exchange is made at once. */
async function forgetRefusal(session: Session, { token }: Access): Promise<void> {
  const { apiUrl, resource } = session.settings;
  if (resource !== 'api' || apiUrl === undefined) return;
  const answer = await send(session, { method: 'POST', address: `${apiUrl}/auth/token/refresh` }, token);
  await answer.body.dump();
}
