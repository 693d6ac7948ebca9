import type { FastifyRequest } from 'fastify';
import type { Origins } from '../origins.js';
import { ControlError } from './control.errors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/**
 * Lets only this tenant's own pages and clients that are no browser use the controls. A page of another origin can
 * send neither its own Origin nor, without a preflight nobody answers, the media type every change asks for.
 */
export function refuseForeign(request: FastifyRequest, origins: Origins): void {
  const { origin } = request.headers;
  if (origin !== undefined && !origins.all.includes(origin))
    throw new ControlError('foreign_origin', 'The request comes from a page of another origin.');
  const safe = SAFE_METHODS.has(request.method);
  if (!safe && !isJson(request.headers['content-type']))
    throw new ControlError('unsupported_media_type', 'Send Content-Type: application/json, with or without a body.');
  if (isCrossSite(request) && !(safe && request.headers['sec-fetch-mode'] === 'navigate'))
    throw new ControlError('foreign_origin', 'The request comes from a page of another origin.');
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json[ \t]*(;|$)/i.test(contentType ?? '');
}

function isCrossSite(request: FastifyRequest): boolean {
  return ['cross-site', 'same-site'].includes(String(request.headers['sec-fetch-site']));
}
