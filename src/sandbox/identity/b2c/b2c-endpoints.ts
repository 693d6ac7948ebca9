import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeToken } from '../../journal.js';
import type { PlayedAuthority } from '../../played-authorities.js';
import { Form } from '../form.js';
import { publishedKey } from '../key-set.js';
import { originOf } from '../origin-of.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import { B2cError } from './b2c-error.js';
import { b2cIssuer } from './mint-b2c-token.js';
import { passwordFlow } from './password-flow.js';
import { findPolicy } from './policies.js';

interface PolicyRoute {
  Params: { tenant: string; policy: string };
}

/**
 * Azure AD B2C as a validator sees it: discovery and keys under each policy, keys without an issuer, and a token
 * endpoint for passwords, which knows no on-behalf-of grant
 * (https://learn.microsoft.com/azure/active-directory-b2c/access-tokens).
 */
export function registerB2c(app: FastifyInstance, provider: Provider, authority: PlayedAuthority): void {
  const { cloud, keys } = provider;
  const tenantId = authority.tenantId ?? '';
  app.get<PolicyRoute>('/:tenant/:policy/v2.0/.well-known/openid-configuration', (request, reply) => {
    const policy = findPolicy(request.params.policy);
    if (policy === undefined) return noSuchPolicy(reply);
    const base = `${originOf(cloud, request)}/${request.params.tenant}/${policy.toLowerCase()}`;
    return reply.send({
      issuer: b2cIssuer(authority),
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
  app.get<PolicyRoute>('/:tenant/:policy/discovery/v2.0/keys', (request, reply) => {
    if (findPolicy(request.params.policy) === undefined) return noSuchPolicy(reply);
    return reply.send({ keys: keys.published(tenantId).map((key) => publishedKey(key)) });
  });
  app.post<PolicyRoute>('/:tenant/:policy/oauth2/v2.0/token', (request, reply) => {
    const policy = findPolicy(request.params.policy);
    if (policy === undefined) return noSuchPolicy(reply);
    try {
      return reply.header('cache-control', 'no-store').send(tokens(provider, authority, request, policy));
    } catch (error) {
      if (!(error instanceof B2cError)) throw error;
      return reply.status(400).send(error.body);
    }
  });
}

function tokens(provider: Provider, authority: PlayedAuthority, request: FastifyRequest, policy: string): object {
  const form = new Form(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
  const notes = notesOf(request);
  const grant = form.optional('grant_type');
  const clientId = form.optional('client_id');
  if (grant !== undefined) notes.grant = grant;
  if (clientId !== undefined) notes.clientId = clientId;
  if (grant !== 'password') throw new B2cError('AADB2C90086');
  const answer = passwordFlow(provider, authority, { form, policy });
  notes.token = describeToken(answer.access_token);
  return answer;
}

function noSuchPolicy(reply: FastifyReply): FastifyReply {
  return reply.status(404).send('The page cannot be found.');
}
