import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { PAGE_HEADERS } from '../../pages/html.js';
import { EntraError } from '../entra-error.js';
import { errorAnswer } from '../error-answer.js';
import { originOf } from '../origin-of.js';
import { choosePage } from '../pages/choose-page.js';
import { consentPage } from '../pages/consent-page.js';
import { failurePage } from '../pages/failure-page.js';
import { mfaPage } from '../pages/mfa-page.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import type { Browser } from './browsers.js';
import type { SignInFlow } from './flows.js';
import { sendNamePage } from './name-step.js';
import type { NextStep } from './next-step.js';
import { nextStep } from './next-step.js';

/** Sends a page. */
export function sendPage(reply: FastifyReply, text: string, status = 200): FastifyReply {
  return reply.status(status).headers(PAGE_HEADERS).send(text);
}

/** Shows a failure that has no application to go back to. */
export function sendFailurePage(
  { cloud }: Provider,
  failure: EntraError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  notesOf(request).errorCode = failure.number;
  return sendPage(reply, failurePage(errorAnswer(failure, cloud.clock, originOf(cloud, request))), 400);
}

/** Leads a flow on: the page of its next step, or its end. */
export function continueFlow(
  provider: Provider,
  flow: SignInFlow,
  browser: Browser,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  try {
    const next = nextStep(provider.cloud, flow.request, browser, flow.progress);
    if (next.step === 'done') {
      provider.flows.finish(flow);
      return flow.end.granted(next.account, next.user, request, reply);
    }
    return showStep(provider, flow, next, reply);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return flow.end.refused(error, request, reply);
  }
}

function showStep(
  provider: Provider,
  flow: SignInFlow,
  next: Exclude<NextStep, { step: 'done' }>,
  reply: FastifyReply,
): FastifyReply {
  if (next.step === 'name') return sendNamePage(provider, flow, reply, { name: flow.request.loginHint ?? '' });
  if (next.step === 'choose') {
    const offered = next.accounts.map(({ user }) => ({
      user,
      value: `${user.tenantId}/${user.id}`,
      state: provider.cloud.directory.state(user),
    }));
    return sendPage(reply, choosePage(flow, offered));
  }
  flow.progress.account = next.account;
  const text = next.step === 'mfa' ? mfaPage(flow, next.user) : consentPage(flow, next.user, next.wanted);
  return sendPage(reply, text);
}

/** The script that submits the form of `form_post`, which the pages' policy wants in a file. */
export function registerFormPostScript(app: FastifyInstance): void {
  const script = readFileSync(new URL('../pages/form-post.js', import.meta.url));
  app.get('/sign-in/form-post.js', (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' })
      .send(script),
  );
}
