export interface CliErrorOptions {
  /** What to do about it. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
  /** Further members for programs, such as Entra's number or a correlation id; people see them with `-v`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The command cannot do what was asked. Message and remedy are one line each; nobody ever sees a stack of it. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  private readonly given: CliErrorOptions;
  private profile: string | undefined;

  constructor(
    readonly code: string,
    message: string,
    options: CliErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.given = options;
  }

  get options(): CliErrorOptions {
    const { remedy } = this.given;
    if (this.profile === undefined || remedy === undefined || remedy.includes('--profile')) return this.given;
    const named = remedy.replaceAll(/\bbehalf (login|accounts|token)\b/g, `behalf $1 --profile ${this.profile}`);
    return { ...this.given, remedy: named };
  }

  /** Has the remedy name the profile it is about, where that is not the usual one. */
  about(profile: string): this {
    this.profile = profile === 'default' ? undefined : profile;
    return this;
  }
}

/** The command was called wrongly; ends with the code for that. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';

  constructor(message: string, remedy?: string) {
    super('usage', message, { remedy });
  }
}

/** Only a person can go on: somebody has to sign in, or to sign in again. */
export class SignInNeeded extends CliError {
  override readonly name = 'SignInNeeded';

  /** `claims`: what Entra wants to see in that sign-in, JSON text. */
  constructor(
    message: string,
    readonly claims?: string,
    options: CliErrorOptions = {},
  ) {
    super('sign_in_required', message, { remedy: 'Sign in: behalf login', ...options });
  }
}
