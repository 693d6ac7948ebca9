import { z } from 'zod';

const DAY_SECONDS = 86_400;

const MAX_OPERATIONS = 20;
const MIN_LIFE_SECONDS = 60;
const MAX_LIFE_SECONDS = 90 * DAY_SECONDS;

/** The body of `POST /auth/handles`. */
export const handleWish = z.strictObject({
  operations: z.array(z.string().max(2_048)).min(1).max(MAX_OPERATIONS),
  expiresIn: z.int().min(MIN_LIFE_SECONDS).max(MAX_LIFE_SECONDS).default(DAY_SECONDS),
});
export type HandleWish = z.infer<typeof handleWish>;

/** The same in OpenAPI: our endpoints read their bodies themselves, so the framework sees no schema of them. */
export const WISH_IN_OPENAPI = {
  type: 'object',
  required: ['operations'],
  additionalProperties: false,
  properties: {
    operations: {
      type: 'array',
      minItems: 1,
      maxItems: MAX_OPERATIONS,
      items: { type: 'string', examples: ['GET /v1.0/me/messages'] },
      description: "What it is for: `METHOD /v1.0/path`, the path an operation's own or one that it takes",
    },
    expiresIn: {
      type: 'integer',
      minimum: MIN_LIFE_SECONDS,
      maximum: MAX_LIFE_SECONDS,
      default: DAY_SECONDS,
      description: 'Seconds it may be used for',
    },
  },
};

const handleState = z.strictObject({
  id: z.uuid().meta({ description: 'What to end it by; of no use otherwise' }),
  operations: z.array(z.string()),
  createdOn: z.iso.datetime(),
  expiresOn: z.iso.datetime(),
});

/** The answer of `POST /auth/handles`. */
export const madeHandle = z
  .strictObject({
    id: handleState.shape.id,
    handle: z.string().meta({ description: 'The handle itself, told this once' }),
    expiresOn: handleState.shape.expiresOn,
  })
  .meta({ id: 'MadeHandle' });
export type MadeHandle = z.infer<typeof madeHandle>;

/** The answer of `GET /auth/handles`. */
export const handleList = z.strictObject({ handles: z.array(handleState) }).meta({ id: 'HandleList' });
export type HandleList = z.infer<typeof handleList>;
