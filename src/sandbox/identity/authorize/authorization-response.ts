import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntraError } from '../entra-error.js';
import { errorAnswer } from '../error-answer.js';
import { originOf } from '../origin-of.js';
import { formPostPage } from '../pages/form-post-page.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import { sendPage } from '../sign-in/sign-in-pages.js';
import type { ReturnAddress } from './authorization-request.js';

/** Carries an authorization response to the application in the mode it asked for. */
export function respond(
  address: ReturnAddress,
  parameters: Readonly<Record<string, string | undefined>>,
  reply: FastifyReply,
): FastifyReply {
  const { redirect, responseMode, state } = address;
  const sent = new Map(
    Object.entries({ ...parameters, state }).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  if (responseMode === 'form_post') return sendPage(reply, formPostPage(redirect.uri, sent));
  const encoded = new URLSearchParams([...sent]).toString();
  const joined = responseMode === 'fragment' ? '#' : redirect.uri.includes('?') ? '&' : '?';
  return reply
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .redirect(`${redirect.uri}${joined}${encoded}`, 302);
}

/** Tells the application what went wrong (RFC 6749 section 4.1.2.1). */
export function respondWithFailure(
  { cloud }: Provider,
  address: ReturnAddress,
  failure: EntraError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  notesOf(request).errorCode = failure.number;
  const answer = errorAnswer(failure, cloud.clock, originOf(cloud, request));
  // At the authorization endpoint missing consent is OpenID Connect's own error (Core section 3.1.2.6).
  const error = failure.number === 65001 ? 'consent_required' : answer.error;
  const { error_description, error_uri, suberror, claims } = answer;
  return respond(address, { error, error_description, error_uri, suberror, claims }, reply);
}
