import { z } from 'zod';
import { ControlError } from './control.errors.js';

export const userSwitches = z
  .strictObject({ consent: z.boolean(), mfa: z.boolean(), disabled: z.boolean() })
  .partial()
  .transform(({ consent, mfa, disabled }) => ({
    ...(consent !== undefined && { consent }),
    ...(mfa !== undefined && { mfa }),
    ...(disabled !== undefined && { disabled }),
  }));

export const rotation = z.strictObject({ withdrawOld: z.boolean().default(false) });

const fault = z
  .strictObject({
    status: z.int().min(400).max(599).optional(),
    retryAfter: z.union([z.number().min(0), z.string().regex(/^[\x20-\x7e]{1,64}$/)]).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    hang: z.boolean().optional(),
    reset: z.enum(['beforeHeaders', 'midBody']).optional(),
    share: z.number().min(0).max(1).optional(),
    user: z.string().optional(),
  })
  .refine(({ status, retryAfter }) => retryAfter === undefined || status !== undefined, {
    path: ['retryAfter'],
    message: 'goes with a status',
  });

export const faults = z.strictObject({ identity: fault.optional(), graph: fault.optional() });

const members = z.record(z.string(), z.unknown());

export const tokenWish = z.strictObject({
  user: z.string().optional(),
  claims: members.default({}),
  header: members.default({}),
});

export const nothing = z.strictObject({});

/** The body by its schema; no body counts as `{}`. Throws `invalid_body`, naming each wrong member. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body === undefined ? {} : body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ member: [...issue.path, key].join('.'), reason: 'is not known' }))
      : [{ member: issue.path.join('.'), reason: issue.message }],
  );
  const detail = errors.map(({ member, reason }) => `${member === '' ? 'the body' : member}: ${reason}`).join('; ');
  throw new ControlError('invalid_body', detail, errors, { cause: parsed.error });
}
