/** A JSON Schema (draft 2020-12) as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const text: JsonSchema = { type: ['string', 'null'] };
export const id: JsonSchema = { type: 'string', description: 'Unique within its collection' };
export const time: JsonSchema = { type: ['string', 'null'], format: 'date-time' };
export const flag: JsonSchema = { type: ['boolean', 'null'] };
export const count: JsonSchema = { type: ['integer', 'null'] };
export const texts: JsonSchema = { type: 'array', items: { type: 'string' } };
/** Of these names; Graph may add others, so that it is no closed enumeration. */
export const oneOf = (...names: readonly string[]): JsonSchema => ({ ...text, description: names.join(', ') });
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const entity = (description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  description: `${description} Graph may send more members; \`$select\` leaves out the others.`,
  properties,
});
export const part = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: ['object', 'null'],
  properties,
});
export const emailAddress = part({ name: text, address: text });
export const recipient = part({ emailAddress });
export const dateTimeTimeZone = part({ dateTime: text, timeZone: text });
export const itemBody = part({ contentType: { type: 'string', enum: ['text', 'html'] }, content: text });
export const identity = part({ id: text, displayName: text });
export const identitySet = part({ user: identity, application: identity, device: identity });
export const physicalAddress = part({
  street: text,
  city: text,
  state: text,
  postalCode: text,
  countryOrRegion: text,
});
