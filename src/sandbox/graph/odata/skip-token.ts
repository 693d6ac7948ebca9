import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { GraphError } from '../errors.js';

/** Opaque `$skiptoken`s and `$deltatoken`s: numbers that say where to go on, sealed so that a changed or borrowed one is refused. */
export class SkipTokens {
  private readonly key = randomBytes(32);

  /** `of` names whose collection it is: a token is good for that one only. */
  seal(places: readonly number[], of: string): string {
    const body = Buffer.from(JSON.stringify([...places, randomBytes(6).toString('base64url')])).toString('base64url');
    return `${body}.${this.mark(body, of).toString('base64url')}`;
  }

  /** Throws 400 for any token this collection did not get. */
  open(token: string, of: string): readonly number[] {
    const [body = '', mark = '', ...rest] = token.split('.');
    const given = Buffer.from(mark, 'base64url');
    const expected = this.mark(body, of);
    if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new GraphError('invalidSkipToken');
    const sealed: unknown[] = JSON.parse(Buffer.from(body, 'base64url').toString());
    return sealed.slice(0, -1).map(Number);
  }

  private mark(body: string, of: string): Buffer {
    return createHmac('sha256', this.key).update(`${of.length}:${of}:${body}`).digest();
  }
}
