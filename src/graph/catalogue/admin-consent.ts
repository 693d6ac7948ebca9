/**
 * Delegated Graph scopes of this catalogue that only an administrator can consent to
 * (https://learn.microsoft.com/graph/permissions-reference).
 */
export const ADMIN_CONSENT_SCOPES: ReadonlySet<string> = new Set([
  'Calendars.ReadBasic',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadBasic.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'GroupMember.ReadBasic.All',
  'ProfilePhoto.Read.All',
  'ProfilePhoto.ReadWrite.All',
  'User.Read.All',
  'User.ReadWrite.All',
]);
