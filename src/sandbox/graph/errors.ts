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
  timeZoneUnknown: [400, 'TimeZoneNotSupportedException', 'A valid TimeZone value must be specified.'],
  invalidRequest: [400, 'invalidRequest', 'Invalid request'],
  invalidToken: [401, 'InvalidAuthenticationToken', 'Access token is empty.'],
  privileges: [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  accountType: [403, 'AccessDenied', 'This API is not supported for MSA accounts.'],
  mailDenied: [403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  filesDenied: [403, 'accessDenied', 'Access denied'],
  notesDenied: [
    403,
    '40004',
    'The OAuth token provided does not have the necessary scopes to complete the request. Please make sure you are ' +
      'including one or more of the required scopes.',
  ],
  resourceNotFound: [404, 'Request_ResourceNotFound', 'Resource not found.'],
  imageNotFound: [
    404,
    'ImageNotFound',
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
  ],
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
  nameTaken: [409, 'nameAlreadyExists', 'An item with the same name already exists under the parent.'],
  notChangedSince: [412, 'preconditionFailed', "ETag does not match current item's value"],
  mailChangedSince: [
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  ],
  tooLarge: [413, 'RequestEntityTooLarge', 'The request is too large.'],
  rangeNotSatisfiable: [416, 'invalidRange', 'The specified range is not satisfiable.'],
  storageFull: [507, 'quotaLimitReached', 'Insufficient Space Available'],
  unknown: [500, 'generalException', 'An unexpected error occurred.'],
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
