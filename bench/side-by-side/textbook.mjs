// The stack of the tutorials: Express, passport-azure-ad's bearer strategy, one ConfidentialClientApplication that caches
// for everybody, fetch, the answer read and sent on.
import { ConfidentialClientApplication } from '@azure/msal-node';
import express from 'express';
import { randomBytes, randomUUID } from 'node:crypto';
import passport from 'passport';
import BearerStrategy from 'passport-azure-ad/lib/bearerstrategy.js';

const { PORT, AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_AUTHORITY_HOST, GRAPH_BASE_URL } =
  process.env;
const authority = `${AZURE_AUTHORITY_HOST}/${AZURE_TENANT_ID}`;

passport.use(
  new BearerStrategy(
    {
      identityMetadata: `${authority}/v2.0/.well-known/openid-configuration`,
      clientID: AZURE_CLIENT_ID,
      audience: AZURE_CLIENT_ID,
      issuer: `${authority}/v2.0`,
      validateIssuer: true,
      loggingLevel: 'error',
      loggingNoPII: true,
    },
    (claims, done) => done(null, claims),
  ),
);
const client = new ConfidentialClientApplication({
  auth: {
    clientId: AZURE_CLIENT_ID,
    clientSecret: AZURE_CLIENT_SECRET,
    authority,
    knownAuthorities: [new URL(AZURE_AUTHORITY_HOST).host],
  },
});

const app = express();
app.use(passport.initialize());
app.use(passport.authenticate('oauth-bearer', { session: false }), async (request, response) => {
  const oboAssertion = request.headers.authorization.slice('Bearer '.length);
  const scopes = ['User.Read'];
  const { accessToken } = await client.acquireTokenOnBehalfOf({ oboAssertion, scopes });
  const answer = await fetch(`${GRAPH_BASE_URL}${request.originalUrl}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  response.status(answer.status).type(answer.headers.get('content-type'));
  response.send(Buffer.from(await answer.arrayBuffer()));
});
app.listen(Number(PORT), '127.0.0.1');

// As if so many other users had called before: copies of the first one's entry, each under a user and assertion of its own.
process.on('message', ({ otherUsers }) => {
  const cache = client.getTokenCache();
  const held = JSON.parse(cache.serialize());
  const [[key, entry]] = Object.entries(held.AccessToken);
  for (let user = 0; user < otherUsers; user += 1) {
    const home = `${randomUUID()}.${entry.realm}`;
    const userAssertionHash = randomBytes(32).toString('base64url');
    const copy = {
      ...entry,
      home_account_id: home,
      userAssertionHash,
      secret: randomBytes(1_200).toString('base64url'),
    };
    held.AccessToken[key.replace(entry.home_account_id, home)] = copy;
  }
  cache.deserialize(JSON.stringify(held));
  process.send('filled');
});
process.on('disconnect', () => process.exit());
