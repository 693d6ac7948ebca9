import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Call } from '../operation.js';
import { textOf } from './body-text.js';
import type { Message } from './message.js';

/** Scopes that show whole messages; Mail.ReadBasic shows neither bodies nor attachments. */
export const READ = ['Mail.Read', 'Mail.ReadWrite'];

/** The message as scopes and `Prefer` let it be seen: Mail.ReadBasic has no body, a client may want plain text. */
export function readable(call: Call, message: Message): GraphObject {
  if (!readsAll(call)) {
    const { body: _body, bodyPreview: _preview, ...basic } = message;
    return basic;
  }
  return wantsText(call) ? { ...message, body: { contentType: 'text', content: textOf(message.body) } } : message;
}

/** microsoft.graph.message with the relations the caller may follow. */
export function readableType(call: Call): EntityType {
  const { type } = call.world.mailboxes;
  return readsAll(call) ? type : { ...type, navigations: {} };
}

/** The header that says which preferences were followed. */
export function preferenceApplied(call: Call): Readonly<Record<string, string>> {
  return wantsText(call) ? { 'preference-applied': 'outlook.body-content-type="text"' } : {};
}

function readsAll({ caller }: Call): boolean {
  return caller.user === undefined || READ.some((scope) => caller.scopes.has(scope.toLowerCase()));
}

function wantsText({ header }: Call): boolean {
  return /outlook\.body-content-type\s*=\s*"?text"?/i.test(header('prefer') ?? '');
}
