import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readBearerToken } from './bearer-token.js';
import { pairwiseSubject } from './claims-of-tokens.js';
import type { Provider } from './provider.js';

/** `/oidc/userinfo` (OpenID Connect Core section 5.3) for a Graph token that carries `openid`. */
export function registerUserinfo(app: FastifyInstance, provider: Provider): void {
  const userinfo = async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const claims = await readBearerToken(provider, request);
    const user = claims && provider.cloud.directory.user(claims.tid, claims.oid);
    const scopes = (claims?.scp ?? '').split(' ');
    if (claims === undefined || user === undefined || !scopes.includes('openid')) {
      return reply
        .status(401)
        .header('www-authenticate', 'Bearer error="invalid_token"')
        .send({ error: 'invalid_token', error_description: 'The access token is missing, invalid or lacks openid.' });
    }
    return {
      // The same subject as in the client's ID tokens, by which the client tells whose answer this is.
      sub: pairwiseSubject(user.id, claims.appid ?? ''),
      ...(scopes.includes('profile') && {
        name: user.displayName,
        given_name: user.givenName,
        family_name: user.surname,
      }),
      ...(scopes.includes('email') && { email: user.mail }),
    };
  };
  app.get('/oidc/userinfo', userinfo);
  app.post('/oidc/userinfo', userinfo);
}
