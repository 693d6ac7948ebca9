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
  subscriptionInvalid: [400, 'ValidationError', 'The subscription is malformed.'],
  subscriptionRefused: [400, 'ExtensionError', 'The subscription is not supported.'],
  invalidToken: [401, 'InvalidAuthenticationToken', 'Access token is empty.'],
  privileges: [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  accountType: [403, 'AccessDenied', 'This API is not supported for MSA accounts.'],
  mailDenied: [403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
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
  noDrive: [404, 'ResourceNotFound', "User's mysite not found."],
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
  failedDependency: [424, 'FailedDependency', 'A request this one depends on has failed.'],
  rangeNotSatisfiable: [416, 'invalidRange', 'The specified range is not satisfiable.'],
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
