/** Status and title of each refusal of a control. */
const REFUSALS = {
  foreign_origin: { status: 403, title: 'Another origin may not use the controls' },
  unsupported_media_type: { status: 415, title: 'Controls take application/json' },
  invalid_body: { status: 400, title: 'The body is not what this control takes' },
  body_too_large: { status: 413, title: 'The body is too large' },
  user_not_found: { status: 404, title: 'No such user' },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** One member of a body that is wrong, as a path such as `graph.share`; empty for the body as a whole. */
export interface WrongMember {
  readonly member: string;
  readonly reason: string;
}

/** A control refused a request; `detail` and `errors` are shown to the caller. */
export class ControlError extends Error {
  constructor(
    readonly code: RefusalCode,
    detail: string,
    readonly errors: readonly WrongMember[] = [],
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }

  get status(): number {
    return REFUSALS[this.code].status;
  }

  /** The RFC 9457 body. */
  get problem(): object {
    return {
      type: `urn:behalf:sandbox:${this.code}`,
      title: REFUSALS[this.code].title,
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(this.errors.length > 0 && { errors: this.errors }),
    };
  }
}
