import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { checkPassword } from '../check-password.js';
import { EntraError } from '../entra-error.js';
import { Form } from '../form.js';
import { originOf } from '../origin-of.js';
import { passwordPage } from '../pages/password-page.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import type { Browser } from './browsers.js';
import type { SignInFlow } from './flows.js';
import { accountNamed, sendNamePage } from './name-step.js';
import { continueFlow, registerFormPostScript, sendFailurePage, sendPage } from './sign-in-pages.js';
import { wantedConsents } from './wanted-consents.js';

/** One submitted page of one sign-in. */
interface Submission {
  readonly provider: Provider;
  readonly flow: SignInFlow;
  readonly browser: Browser;
  readonly form: Form;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Step = (submission: Submission) => FastifyReply | Promise<FastifyReply>;

const STEPS: Readonly<Record<string, Step>> = {
  name: submitName,
  password: submitPassword,
  choose: submitChoice,
  mfa: submitMultiFactor,
  consent: submitConsent,
};

/** The pages' forms. A form counts only in the browser that began its sign-in, from a page of this tenant's. */
export function registerSignInSteps(app: FastifyInstance, provider: Provider): void {
  registerFormPostScript(app);
  for (const [name, step] of Object.entries(STEPS)) {
    app.post(`/sign-in/${name}`, async (request, reply) => {
      const form = new Form(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
      const browser = provider.browsers.of(request);
      const flow = provider.flows.find(form.optional('flow'), browser);
      const { origin } = request.headers;
      const foreign = origin !== undefined && origin !== 'null' && origin !== originOf(provider.cloud, request);
      if (flow === undefined || browser === undefined || foreign)
        return sendFailurePage(provider, new EntraError(9000241), request, reply);
      notesOf(request).clientId = flow.request.client.clientId;
      return step({ provider, flow, browser, form, request, reply });
    });
  }
}

function submitName({ provider, flow, form, request, reply }: Submission): FastifyReply {
  const seeded = form.optional('seeded');
  const name = seeded ?? form.optional('loginfmt') ?? '';
  const user = accountNamed(provider, flow, name);
  if (user === undefined) {
    notesOf(request).errorCode = 50034;
    return sendNamePage(provider, flow, reply, {
      name,
      error: 'AADSTS50034: This username may be incorrect. It does not exist in this directory.',
    });
  }
  // An embedded tenant's passwords are no secret from who sees this page: a picked account needs no typing.
  const password = seeded === undefined ? '' : user.password;
  return sendPage(reply, passwordPage(flow, { name: user.userPrincipalName, password }));
}

async function submitPassword(submission: Submission): Promise<FastifyReply> {
  const { provider, flow, browser, form, request, reply } = submission;
  const name = form.optional('login') ?? '';
  const user = accountNamed(provider, flow, name);
  if (user === undefined) return sendNamePage(provider, flow, reply, { name });
  notesOf(request).tenantId = user.tenantId;
  if (await provider.cloud.faults.strike('identity', request, reply, user)) return reply;
  try {
    checkPassword(user, form.optional('passwd') ?? '');
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    notesOf(request).errorCode = error.number;
    return sendPage(reply, passwordPage(flow, { name, password: '', error: error.message }));
  }
  flow.progress.account = provider.browsers.signIn(browser, user, { amr: ['pwd'], acrs: [] });
  return continueFlow(provider, flow, browser, request, reply);
}

function submitChoice({ provider, flow, browser, form, request, reply }: Submission): FastifyReply {
  const choice = form.optional('account');
  const account = browser.accounts.find(({ tenantId, userId }) => `${tenantId}/${userId}` === choice);
  if (account === undefined) return sendNamePage(provider, flow, reply, { name: '' });
  flow.progress.account = account;
  return continueFlow(provider, flow, browser, request, reply);
}

function submitMultiFactor({ provider, flow, browser, form, request, reply }: Submission): FastifyReply {
  const { account } = flow.progress;
  if (account === undefined) return sendNamePage(provider, flow, reply, { name: '' });
  if (form.optional('answer') === 'cancel') {
    provider.flows.finish(flow);
    return flow.end.refused(new EntraError(65004), request, reply);
  }
  const acrs = [...new Set([...account.strength.acrs, ...flow.request.stepUp.acrs])];
  flow.progress.account = provider.browsers.strengthen(browser, account, { amr: ['pwd', 'mfa'], acrs });
  return continueFlow(provider, flow, browser, request, reply);
}

function submitConsent({ provider, flow, browser, form, request, reply }: Submission): FastifyReply {
  const { account } = flow.progress;
  const user = account && provider.cloud.directory.user(account.tenantId, account.userId);
  if (user === undefined) return sendNamePage(provider, flow, reply, { name: '' });
  if (form.optional('answer') === 'cancel') {
    provider.flows.finish(flow);
    return flow.end.refused(new EntraError(65004), request, reply);
  }
  const { client } = flow.request;
  for (const { resource, scopes } of wantedConsents(provider.cloud, user, flow.request))
    provider.cloud.directory.consent(user, client, resource.clientId, scopes);
  flow.progress.consented = true;
  return continueFlow(provider, flow, browser, request, reply);
}
