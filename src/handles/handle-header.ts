import type { Access } from '../auth/access.decorator.js';

/** The request header that carries a handle, in lower case. */
export const HANDLE_HEADER = 'behalf-handle';

/** Lets applications in that bring a handle and have the role for it. */
export const HANDLE_USE: Access = { applicationRole: 'Handle.Use', applicationHeader: HANDLE_HEADER };
