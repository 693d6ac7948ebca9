/** Graph's failures by what went wrong: status, `error.code` and the message where the place of failure has none. */
const FAILURES = {
  badRequest: [400, 'BadRequest', 'The request is malformed.'],
  delegatedOnly: [400, 'BadRequest', '/me request is only valid with delegated authentication flow.'],
  directoryBadRequest: [400, 'Request_BadRequest', 'The request is malformed.'],
  unsupportedQuery: [400, 'Request_UnsupportedQuery', 'Unsupported Query.'],
  invalidSkipToken: [400, 'BadRequest', 'Skip token is invalid or was changed.'],
  tooComplex: [400, 'InefficientFilter', 'The restriction or sort order is too complex for this operation.'],
  invalidFilterNode: [400, 'ErrorInvalidUrlQueryFilter', 'The query filter contains one or more invalid nodes.'],
  searchWithFilter: [400, 'SearchWithFilter', "The query parameter '$filter' is not supported with '$search'."],
  searchWithOrderBy: [400, 'SearchWithOrderBy', "The query parameter '$orderBy' is not supported with '$search'."],
  malformedId: [400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
  invalidParameter: [400, 'ErrorInvalidParameter', 'A parameter is missing or malformed.'],
  unknownProperty: [400, 'RequestBodyRead', 'A property does not exist on this type.'],
  mailRequestInvalid: [400, 'ErrorInvalidRequest', 'The request is invalid.'],
  mailRecipientsInvalid: [400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.'],
  propertyNotSettable: [400, 'ErrorInvalidPropertySet', 'Set action is invalid for property.'],
  eventInvalid: [400, 'ErrorPropertyValidationFailure', 'At least one property failed validation.'],
  attachmentTooSmall: [
    400,
    'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
    'Attachment size must be greater than the minimum size.',
  ],
  timeZoneUnknown: [400, 'TimeZoneNotSupportedException', 'A valid TimeZone value must be specified.'],
  invalidRequest: [400, 'invalidRequest', 'Invalid request'],
  subscriptionInvalid: [400, 'ValidationError', 'The subscription is malformed.'],
  subscriptionRefused: [400, 'ExtensionError', 'The subscription is not supported.'],
  invalidToken: [401, 'InvalidAuthenticationToken', 'Access token is empty.'],
  privileges: [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  accountType: [403, 'AccessDenied', 'This API is not supported for MSA accounts.'],
  mailDenied: [403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  sendAsDenied: [
    403,
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
  ],
  folderKept: [403, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.'],
  filesDenied: [403, 'accessDenied', 'Access denied'],
  teamsDenied: [403, 'Forbidden', 'Missing scope permissions on the request.'],
  teamsForbidden: [403, 'Forbidden', 'The user is not a member of this conversation.'],
  plannerDenied: [403, '', 'You do not have the required permissions to access this item, or the item may not exist.'],
  searchDenied: [403, 'Forbidden', 'Access denied. Check credentials and try again.'],
  notesDenied: [
    403,
    '40004',
    'The OAuth token provided does not have the necessary scopes to complete the request. Please make sure you are ' +
      'including one or more of the required scopes.',
  ],
  subscriptionLimit: [403, 'ExtensionError', 'Subscription limit has been reached: delete subscriptions first.'],
  resourceNotFound: [404, 'Request_ResourceNotFound', 'Resource not found.'],
  imageNotFound: [
    404,
    'ImageNotFound',
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
  ],
  subscriptionNotFound: [404, 'ResourceNotFound', 'The object was not found.'],
  teamsNotFound: [404, 'NotFound', 'The conversation was not found.'],
  plannerNotFound: [404, '', 'The requested item is not found.'],
  mailItemNotFound: [404, 'ErrorItemNotFound', 'The specified object was not found in the store.'],
  mailUserInvalid: [404, 'ErrorInvalidUser', 'The requested user is invalid.'],
  noMailbox: [
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  ],
  fileNotFound: [404, 'itemNotFound', 'The resource could not be found.'],
  driveUnknown: [
    400,
    'invalidRequest',
    'The provided drive id appears to be malformed, or does not represent a valid drive.',
  ],
  sessionNotFound: [404, 'itemNotFound', 'The upload session was not found'],
  unauthenticated: [401, 'unauthenticated', 'The caller is not authenticated.'],
  noDrive: [404, 'ResourceNotFound', "User's mysite not found."],
  noteNoPresentation: [
    400,
    '20001',
    'The request is missing the required "Presentation" part. Exactly one is required.',
  ],
  notePresentationType: [
    400,
    '20003',
    'The content type of the "Presentation" part can be only text/html or application/xhtml+xml.',
  ],
  noteTooLarge: [413, '20008', 'The size of the request is too large.'],
  notePartTwice: [400, '20009', 'The request contains parts with duplicate names. Part names must be unique.'],
  noteMultipart: [400, '20011', 'The request contains a malformed multipart payload.'],
  notePatchMalformed: [400, '20109', 'The payload in the PATCH request is not constructed correctly.'],
  notebookName: [400, '20115', 'The name contains invalid characters.'],
  notePatchArgument: [400, '20121', 'The request contains an invalid PATCH argument.'],
  noteNoCommands: [400, '20124', 'The multipart PATCH request does not include a "Commands" part.'],
  noteNoActions: [400, '20125', 'The PATCH request contains no actions.'],
  noteContentType: [
    415,
    '20131',
    'The request contains an invalid value for Content-Type. Use application/xhtml+xml, text/html or multipart/form-data.',
  ],
  noteContent: [400, '20132', 'The request contains invalid content.'],
  noteNoAppend: [400, '20138', 'The target element type in the PATCH request does not support the append action.'],
  noteNoAction: [400, '20141', 'The target in the PATCH request does not support the specified action.'],
  noteTarget: [404, '20149', 'The request specifies a target element that cannot be found.'],
  noteNoName: [400, '20152', 'There is no name value specified for the entity.'],
  noteName: [400, '20153', 'The entity name contains invalid characters.'],
  noteNameLong: [400, '20155', 'The entity name is too long.'],
  noteNameTaken: [409, '20117', 'An item with this name already exists in this location.'],
  noteNotFound: [404, '20102', 'The specified resource ID does not exist.'],
  methodNotAllowed: [405, 'BadRequest', 'Specified HTTP method is not allowed for the request target.'],
  transactionKnown: [
    409,
    'ErrorDuplicateTransactionId',
    "Your request can't be completed. An event with specified transaction id already exists.",
  ],
  folderExists: [409, 'ErrorFolderExists', 'A folder with the specified name already exists.'],
  nameTaken: [409, 'nameAlreadyExists', 'An item with the same name already exists under the parent.'],
  notChangedSince: [412, 'preconditionFailed', "ETag does not match current item's value"],
  mailChangedSince: [
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  ],
  mailTooLarge: [413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.'],
  tooLarge: [413, 'RequestEntityTooLarge', 'The request is too large.'],
  failedDependency: [424, 'FailedDependency', 'A request this one depends on has failed.'],
  rangeNotSatisfiable: [416, 'invalidRange', 'The specified range is not satisfiable.'],
  storageFull: [507, 'quotaLimitReached', 'Insufficient Space Available'],
  unknown: [500, 'generalException', 'An unexpected error occurred.'],
  mailboxFull: [507, 'ErrorQuotaExceeded', 'Set quota on the mailbox exceeded.'],
} as const satisfies Record<string, readonly [number, string, string]>;

export type GraphFailure = keyof typeof FAILURES;

/** A failure as Graph tells it; `failure` decides status and `error.code`. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  readonly code: string;

  constructor(
    readonly failure: GraphFailure,
    message?: string,
    /** Further headers of the answer, such as WWW-Authenticate. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    const [status, code, standard] = FAILURES[failure];
    super(message ?? standard);
    this.status = status;
    this.code = code;
  }
}
