import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { GraphError } from '../errors.js';
import type { Webhook, WebhookAnswer } from './webhook.js';

const PATIENCE_MS = 10_000;
const MAX_LENGTH = 2048;

/**
 * Asks the address to repeat a token within 10 seconds, as plain text
 * (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation). Throws 400 otherwise.
 */
export async function validateNotificationUrl(webhook: Webhook, property: string, written: string): Promise<void> {
  const address = URL.canParse(written) ? new URL(written) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol) || written.length > MAX_LENGTH)
    throw invalid(`The value of ${property} is not a valid absolute URL.`);
  if (address.username !== '' || address.password !== '') throw invalid(`${property} must not contain credentials.`);
  if (!webhook.reaches(address))
    throw invalid(
      `Subscription validation request failed. ${property} is out of reach: the embedded tenant notifies loopback addresses, its own hosts and those of its applications.`,
    );
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const { status, type, text } = await answerOf(webhook, address, token);
  if (status !== 200)
    throw failed(
      `HTTP status code is '${(STATUS_CODES[status] ?? String(status)).replaceAll(' ', '')}'. Notification endpoint must respond with 200 OK to validation request.`,
    );
  if (!/^text\/plain\s*(?:;|$)/i.test(type)) throw failed('Response must have the content type text/plain.');
  if (text !== token) throw failed('Response must match validationToken query parameter.');
}

async function answerOf(webhook: Webhook, address: URL, token: string): Promise<WebhookAnswer> {
  const asked = new URL(address);
  asked.search = `${asked.search === '' ? '?' : `${asked.search}&`}validationToken=${encodeURIComponent(token)}`;
  try {
    return await webhook.post(asked, undefined, PATIENCE_MS);
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw invalid('Subscription validation request timed out.');
    throw failed('Notification endpoint must respond with 200 OK to validation request.');
  }
}

function failed(why: string): GraphError {
  return invalid(`Subscription validation request failed. ${why}`);
}

function invalid(message: string): GraphError {
  return new GraphError('subscriptionInvalid', message);
}
