import type { PermissionException } from './permission-table.js';

/** `like` is the row of the same thing under another path, or of what differs in nothing that takes a permission. */
const withoutRow = (operation: string, like: string | undefined, reason: string): PermissionException => ({
  operation,
  finding: 'has no row',
  ...(like !== undefined && { like }),
  reason,
});
const notSufficient = (operation: string, scope: string, reason: string): PermissionException => ({
  operation,
  finding: 'names a scope that is not sufficient',
  scope,
  reason,
});
const leftOut = (operation: string, scope: string, reason: string): PermissionException => ({
  operation,
  finding: 'leaves out a sufficient scope',
  scope,
  reason,
});
const otherLeast = (operation: string, reason: string): PermissionException => ({
  operation,
  finding: 'does not begin with a least scope',
  reason,
});

/** Where the catalogue does not say what Microsoft's table says, and why. */
export const PERMISSION_EXCEPTIONS: readonly PermissionException[] = [
  withoutRow('PATCH /me', 'PATCH /users/{id}', 'the table knows it as an update of any user'),
  otherLeast('PATCH /me', "its least scope is for any user; one's own profile takes User.ReadWrite"),
  withoutRow('GET /me/photo/$value', 'GET /me/photo', 'the table lists the photo, not its bytes'),
  withoutRow('GET /me/photos/{size}/$value', 'GET /me/photos/{id}', 'the table lists the photo, not its bytes'),
  withoutRow('PUT /me/photo/$value', 'PUT /me/photo', 'the table lists the photo, not its bytes'),
  withoutRow('GET /users/{user-id}/photo/$value', 'GET /users/{id}/photo', 'the table lists the photo, not its bytes'),
  withoutRow(
    'GET /groups/{group-id}/photo/$value',
    'GET /groups/{id}/photo',
    'the table lists the photo, not its bytes',
  ),
  withoutRow('GET /users/$count', 'GET /users', 'counting takes what listing takes'),
  otherLeast(
    'GET /organization',
    'the table orders by weight of the device scopes; User.Read, which it lists, suffices',
  ),
  otherLeast(
    'GET /groups/{group-id}',
    'the least it names writes groups; Group.ReadBasic.All, which it lists, reads them',
  ),

  notSufficient('GET /me/messages/{message-id}', 'Mail.ReadWrite', 'includes Mail.Read, and is there for the list'),
  withoutRow(
    'GET /me/messages/{message-id}/$value',
    'GET /me/messages/{id}',
    'the table lists the message, not its MIME',
  ),
  notSufficient(
    'GET /me/messages/{message-id}/$value',
    'Mail.ReadWrite',
    'includes Mail.Read, and is there for the list',
  ),
  leftOut('GET /me/messages/{message-id}/$value', 'Mail.ReadBasic', 'leaves out the body, which MIME is about'),
  withoutRow(
    'POST /me/messages/{message-id}/replyAll',
    'POST /me/mailFolders/{id}/messages/{id}/replyAll',
    'the table misspells its path (/users/me/…)',
  ),
  notSufficient('GET /me/messages/{message-id}/attachments', 'Mail.ReadWrite', 'includes Mail.Read, which suffices'),
  withoutRow(
    'GET /me/messages/{message-id}/attachments/{attachment-id}',
    'GET /me/messages/{id}/attachments',
    'the table lists only the collection',
  ),
  notSufficient(
    'GET /me/messages/{message-id}/attachments/{attachment-id}',
    'Mail.ReadWrite',
    'includes Mail.Read, which suffices',
  ),
  withoutRow(
    'GET /me/messages/{message-id}/attachments/{attachment-id}/$value',
    'GET /me/messages/{id}/attachments',
    'the table lists only the collection',
  ),
  notSufficient(
    'GET /me/messages/{message-id}/attachments/{attachment-id}/$value',
    'Mail.ReadWrite',
    'includes Mail.Read, which suffices',
  ),
  withoutRow(
    'DELETE /me/messages/{message-id}/attachments/{attachment-id}',
    'POST /me/messages/{id}/attachments',
    'the table lists only the collection, to which adding is the like change',
  ),
  otherLeast(
    'POST /me/messages/{message-id}/attachments/createUploadSession',
    'the row is about events too; for a message it is Mail.ReadWrite',
  ),
  leftOut(
    'POST /me/messages/{message-id}/attachments/createUploadSession',
    'Calendars.ReadWrite',
    'the row is about events too; it does nothing for a message',
  ),
  notSufficient('GET /me/outlook/masterCategories', 'MailboxSettings.ReadWrite', 'includes MailboxSettings.Read'),

  notSufficient(
    'GET /me/events/{event-id}',
    'Calendars.ReadWrite',
    'includes Calendars.Read, and is there for the list',
  ),
  notSufficient(
    'GET /me/events/{event-id}/instances',
    'Calendars.ReadWrite',
    'includes Calendars.Read, which suffices',
  ),
  notSufficient(
    'GET /me/events/{event-id}/attachments',
    'Calendars.ReadWrite',
    'includes Calendars.Read, which suffices',
  ),
  withoutRow(
    'GET /me/calendarView',
    'GET /me/calendar/calendarView',
    'the same under the path of the default calendar',
  ),
  withoutRow('GET /me/calendar', 'GET /me/calendars', 'the default calendar is one of these'),
  leftOut('GET /me/calendar', 'Calendars.Read.Shared', 'reads calendars of others; this one is the own'),
  leftOut('DELETE /me/todo/lists/{todoTaskList-id}', 'Tasks.Read', 'nobody deletes with a scope for reading'),

  notSufficient('GET /me/drive/items/{driveItem-id}', 'Sites.ReadWrite.All', 'includes Sites.Read.All'),
  withoutRow('PATCH /me/drive/root:/{path}', 'PATCH /me/drive/items/{id}', 'an item by its path instead of its id'),
  withoutRow('DELETE /me/drive/root:/{path}', 'DELETE /me/drive/items/{id}', 'an item by its path instead of its id'),
  withoutRow(
    'GET /me/drive/root:/{path}:/children',
    'GET /drives/{id}/root:/{id}:/children',
    'the own drive by its name instead of its id',
  ),
  withoutRow(
    'PUT /me/drive/root:/{path}:/content',
    'PUT /me/drive/items/{id}:/{id}:/content',
    'the table has it for one example of a path',
  ),
  withoutRow('GET /me/drive/items/{driveItem-id}:/{path}:', 'GET /me/drive/root:/{id}', 'a path from another folder'),
  withoutRow('GET /drives/{drive-id}/root/children', 'GET /drives/{id}/items/{id}/children', 'the root is an item'),
  withoutRow(
    'GET /sites/{site-id}/drive/root/children',
    'GET /sites/{id}/drive/items/{id}/children',
    'the root is an item',
  ),
  {
    operation: 'GET /sites/{site-id}/drive',
    finding: 'is not for personal accounts, by the table it is',
    reason: 'personal accounts have no sites, as the rows of sites themselves say',
  },
  {
    operation: 'GET /sites/{site-id}/drive/root/children',
    finding: 'is not for personal accounts, by the table it is',
    reason: 'personal accounts have no sites, as the rows of sites themselves say',
  },
  withoutRow('GET /me/onenote/pages/{onenotePage-id}/preview', 'GET /me/onenote/pages/{id}', 'a part of the page'),

  withoutRow('GET /subscriptions', undefined, 'the scope is that of the resource that is watched'),
  withoutRow('POST /subscriptions', undefined, 'the scope is that of the resource that is watched'),
  withoutRow('GET /subscriptions/{subscription-id}', undefined, 'the scope is that of the resource that is watched'),
  withoutRow('PATCH /subscriptions/{subscription-id}', undefined, 'the scope is that of the resource that is watched'),
  withoutRow('DELETE /subscriptions/{subscription-id}', undefined, 'the scope is that of the resource that is watched'),
  withoutRow('POST /$batch', undefined, 'each request within is checked by itself'),
];
