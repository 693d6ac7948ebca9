/** A JSON Schema (draft 2020-12) as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const text: JsonSchema = { type: ['string', 'null'] };
const id: JsonSchema = { type: 'string', description: 'Unique within its collection' };
const time: JsonSchema = { type: ['string', 'null'], format: 'date-time' };
const flag: JsonSchema = { type: ['boolean', 'null'] };
const count: JsonSchema = { type: ['integer', 'null'] };
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const entity = (description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  description: `${description} Graph may send more members; \`$select\` leaves out the others.`,
  properties,
});
const part = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: ['object', 'null'],
  properties,
});
const recipient = part({ emailAddress: part({ name: text, address: text }) });
const dateTimeTimeZone = part({ dateTime: text, timeZone: text });
const itemBody = part({ contentType: { type: 'string', enum: ['text', 'html'] }, content: text });

/** Graph's entities as far as this catalogue documents them: https://learn.microsoft.com/graph/api/overview */
export const SCHEMAS = {
  User: entity('A user.', {
    id,
    displayName: text,
    givenName: text,
    surname: text,
    jobTitle: text,
    department: text,
    officeLocation: text,
    mail: text,
    userPrincipalName: text,
    mobilePhone: text,
    businessPhones: list({ type: 'string' }),
    preferredLanguage: text,
  }),
  DirectoryObject: entity('A user, group or other directory object.', { '@odata.type': text, id, displayName: text }),
  Group: entity('A group.', {
    id,
    displayName: text,
    description: text,
    mail: text,
    groupTypes: list({ type: 'string' }),
    securityEnabled: flag,
    visibility: text,
  }),
  ProfilePhoto: entity('Metadata of a profile photo.', { id, width: count, height: count }),
  Message: entity('A mail message.', {
    id,
    subject: text,
    bodyPreview: text,
    body: itemBody,
    from: recipient,
    sender: recipient,
    toRecipients: list(recipient),
    ccRecipients: list(recipient),
    receivedDateTime: time,
    sentDateTime: time,
    isRead: flag,
    hasAttachments: flag,
    importance: text,
    conversationId: text,
    webLink: text,
  }),
  MailFolder: entity('A mail folder.', {
    id,
    displayName: text,
    parentFolderId: text,
    childFolderCount: count,
    totalItemCount: count,
    unreadItemCount: count,
  }),
  Event: entity('A calendar event.', {
    id,
    subject: text,
    bodyPreview: text,
    start: dateTimeTimeZone,
    end: dateTimeTimeZone,
    location: part({ displayName: text }),
    organizer: recipient,
    attendees: list(part({ type: text, emailAddress: part({ name: text, address: text }) })),
    isAllDay: flag,
    isCancelled: flag,
    showAs: text,
    webLink: text,
  }),
  Drive: entity('A drive.', {
    id,
    driveType: text,
    name: text,
    webUrl: text,
    quota: part({ total: count, used: count, remaining: count }),
  }),
  DriveItem: entity('A file or folder.', {
    id,
    name: text,
    size: count,
    webUrl: text,
    eTag: text,
    createdDateTime: time,
    lastModifiedDateTime: time,
    file: part({ mimeType: text }),
    folder: part({ childCount: count }),
    parentReference: part({ driveId: text, id: text, path: text }),
    '@microsoft.graph.downloadUrl': text,
  }),
  Notebook: entity('A OneNote notebook.', {
    id,
    displayName: text,
    isDefault: flag,
    createdDateTime: time,
    lastModifiedDateTime: time,
    sectionsUrl: text,
  }),
  Section: entity('A OneNote section.', {
    id,
    displayName: text,
    createdDateTime: time,
    lastModifiedDateTime: time,
    pagesUrl: text,
  }),
  Page: entity('A OneNote page.', {
    id,
    title: text,
    createdDateTime: time,
    lastModifiedDateTime: time,
    contentUrl: text,
    level: count,
    order: count,
  }),
} as const satisfies Record<string, JsonSchema>;

export type SchemaName = keyof typeof SCHEMAS;
