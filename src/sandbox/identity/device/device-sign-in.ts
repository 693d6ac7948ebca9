import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EntraError } from '../entra-error.js';
import { ExpiringMap } from '../expiring-map.js';
import { Form } from '../form.js';
import { deviceCodePage, deviceConfirmPage } from '../pages/device-pages.js';
import { messagePage } from '../pages/message-page.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import type { SignInEnd } from '../sign-in/flows.js';
import { continueFlow, sendFailurePage, sendPage } from '../sign-in/sign-in-pages.js';
import type { DeviceGrant } from './device-codes.js';

const PATH = '/common/oauth2/deviceauth';
const TICKET_LIFETIME = 15 * 60 * 1000;

interface DeviceQuery {
  Querystring: { otc?: string; user_code?: string };
}

/** The pages where a device's code is typed and its sign-in confirmed. */
export function registerDeviceSignIn(app: FastifyInstance, provider: Provider): void {
  const tickets = new ExpiringMap<{ device: DeviceGrant; browserId: string }>(provider.cloud.clock, TICKET_LIFETIME);

  app.get<DeviceQuery>(PATH, ({ query }, reply) => {
    const code = query.otc ?? query.user_code;
    return sendPage(reply, deviceCodePage({ code: typeof code === 'string' ? code : '' }));
  });

  app.post(PATH, (request, reply) => {
    const code = formOf(request).optional('otc') ?? '';
    const device = provider.devices.waiting(code);
    if (device === undefined) {
      notesOf(request).errorCode = 70018;
      const error = 'That code didn’t work. Check the code and try again.';
      return sendPage(reply, deviceCodePage({ code, error }));
    }
    const browser = provider.browsers.welcome(request, reply);
    const ticket = crypto.randomUUID();
    tickets.set(ticket, { device, browserId: browser.id });
    return sendPage(reply, deviceConfirmPage({ ticket, client: device.request.client }));
  });

  app.post(`${PATH}/continue`, (request, reply) => {
    const form = formOf(request);
    const ticket = form.optional('ticket') ?? '';
    const known = tickets.get(ticket);
    const browser = provider.browsers.of(request);
    if (known === undefined || browser === undefined || known.browserId !== browser.id)
      return sendFailurePage(provider, new EntraError(9000241), request, reply);
    tickets.delete(ticket);
    const end = deviceEnd(provider, known.device);
    if (form.optional('answer') === 'cancel') return end.refused(new EntraError(65004), request, reply);
    const flow = provider.flows.begin(browser, known.device.request, end);
    return continueFlow(provider, flow, browser, request, reply);
  });
}

/** A sign-in for a device ends on a last page; the device learns of it when it asks again. */
function deviceEnd(provider: Provider, device: DeviceGrant): SignInEnd {
  const { client } = device.request;
  return {
    granted: (account, _user, _request, reply) => {
      provider.devices.settle(device, { account });
      const message = `You have signed in to the ${client.displayName} application on your device. You may now close this window.`;
      return sendPage(reply, messagePage(client.displayName, message));
    },
    refused: (failure, request, reply) => {
      notesOf(request).errorCode = failure.number;
      provider.devices.settle(device, { declined: true });
      return sendPage(reply, messagePage('Sign-in declined', `Nothing was signed in. ${failure.message}`));
    },
  };
}

function formOf(request: FastifyRequest): Form {
  return new Form(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
}
