/** What a front end in a browser may send and read (Fetch standard); the origins come from CORS_ORIGINS. */
export const CORS = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'authorization',
    'client-request-id',
    'content-type',
    'x-peoplequery-querysources',
    'cache-control',
    'consistencylevel',
    'prefer',
    'retry-attempt',
    'sdkversion',
    'if-match',
    'if-none-match',
    'range',
    'content-range',
  ],
  exposedHeaders: [
    'WWW-Authenticate',
    'Retry-After',
    'ETag',
    'request-id',
    'client-request-id',
    'Location',
    'Content-Range',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
  ],
  maxAge: 600,
  strictPreflight: false,
};

/** The same as one header value. */
export const EXPOSED_HEADERS = CORS.exposedHeaders.join(', ');
