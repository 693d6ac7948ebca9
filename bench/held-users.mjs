// An API that holds so many users' tokens, proven and exchanged, as if all of them had called a moment ago: a child of
// `cached-call.mjs`. Everything is on: guard, policy, cache, log. Says its address, and at each message what CPU it used.
import '../dist/short-lives.js';
import 'reflect-metadata';
import { randomBytes, randomUUID } from 'node:crypto';
import { createApp } from '../dist/app.setup.js';
import { ProvenTokens, tokenDigest } from '../dist/auth/proven-tokens.js';
import { loadConfig } from '../dist/config/load-config.js';
import { entryKey } from '../dist/obo/entry-key.js';
import { GraphTokens } from '../dist/obo/graph-tokens.js';
import { scopeSets } from '../dist/obo/scope-sets.js';
import { TokenCache } from '../dist/obo/token-cache.js';
import { callerOf, graphTokenText, tokenOf } from './tokens.mjs';

const users = Number(process.argv[2]);
const config = loadConfig({ ...process.env, TOKEN_CACHE_MAX_BYTES: String(512 * 1024 * 1024) });
const app = await createApp(config);
const part = (type) => app.get(type, { strict: false });
const [proven, memory, tokens] = [part(ProvenTokens), part(TokenCache), part(GraphTokens)];
const { authorityHost, clientId } = config.identity;
const terms = { authorityHost, clientId, scopes: config.graph.scopes };
const until = Date.now() + 3_600_000;
for (let user = 0; user < users; user += 1) {
  const token = tokenOf(user);
  const caller = callerOf(token, { tenantId: config.identity.tenant, clientId: randomUUID(), tokenDigest });
  const entry = { accessToken: graphTokenText(), ...scopeSets(['User.Read', 'Mail.Read']), expiresAt: until, until };
  memory.set(entryKey(caller, terms), { ...entry, partition: [randomBytes(32).toString('base64url')] });
  proven.remember(token, caller);
}
for (let user = 0; user < users; user += 1)
  if (tokens.holder(proven.get(tokenOf(user)), config.graph.scopes).cached() === undefined)
    throw new Error('a token was not held');
globalThis.gc?.();
await app.listen(config.listen.port, '127.0.0.1');
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
process.send('listening');
