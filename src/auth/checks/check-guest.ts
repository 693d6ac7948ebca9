import { guestNotAllowed } from '../auth.errors.js';

/**
 * Where guests may not call, the optional claim `acct` must say that this is none: a token that says nothing may be a
 * guest's (https://learn.microsoft.com/entra/identity-platform/optional-claims-reference). Throws `guest_not_allowed`.
 */
export function checkGuest(acct: unknown, allowGuests: boolean): void {
  if (!allowGuests && acct !== 0) throw guestNotAllowed();
}
