import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';
import type { ApiOrigins } from '../directory/seeded-directory.js';
import type { User } from '../directory/types.js';
import { faults, nothing, read, rotation, tokenWish, userSwitches } from './bodies.js';
import { describeCloud, describeUser } from './cloud-description.js';
import { refuseForeign } from './control-guard.js';
import { ControlError } from './control.errors.js';

/** What the controls turn. */
export interface Controlled {
  readonly cloud: Cloud;
  readonly identity: Identity;
  readonly graph: { reset(): void };
  readonly api: ApiOrigins;
}

/** Registers `/sandbox` and the controls below it; design.md section 8 has the contract. */
export async function registerControls(app: FastifyInstance, controlled: Controlled): Promise<void> {
  guard(app, controlled);
  describe(app, controlled);
  controlUsers(app, controlled.cloud);
  controlIdentity(app, controlled);
  controlFaults(app, controlled.cloud);
  controlEverything(app, controlled);
}

function guard(app: FastifyInstance, { cloud }: Controlled): void {
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 262_144 }, (_request, body, done) => {
    try {
      const parsed: unknown = body.length === 0 ? undefined : JSON.parse(body.toString());
      done(null, parsed);
    } catch (cause) {
      done(new ControlError('invalid_body', 'The body is not JSON.', [], { cause }));
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    refuseForeign(request, cloud.origins);
  });
  app.setErrorHandler(answerError);
}

function describe(app: FastifyInstance, { cloud, api }: Controlled): void {
  app.get('/sandbox', async () => describeCloud(cloud, api));
  app.get('/sandbox/journal', async () => ({ entries: cloud.journal.entries }));
}

function controlUsers(app: FastifyInstance, { directory, clock }: Cloud): void {
  app.patch<{ Params: { upn: string } }>('/sandbox/users/:upn', async ({ params, body }) => {
    const user = knownUser(directory, params.upn);
    return describeUser(directory, directory.change(user, read(userSwitches, body)));
  });
  app.post<{ Params: { upn: string } }>('/sandbox/users/:upn/revoke', async ({ params, body }, reply) => {
    read(nothing, body);
    directory.change(knownUser(directory, params.upn), { tokensValidFrom: clock.now() });
    return reply.status(204).send();
  });
}

function controlIdentity(app: FastifyInstance, { cloud: { directory }, identity }: Controlled): void {
  app.post('/sandbox/keys/rotate', async ({ body }) => ({ kid: await identity.rotateKeys(read(rotation, body)) }));
  app.post('/sandbox/tokens', async ({ body }) => {
    const { user, claims, header } = read(tokenWish, body);
    const subject = user === undefined ? firstReady(directory) : knownUser(directory, user);
    return { access_token: await identity.mintApiToken({ user: subject, claims, header }) };
  });
}

function controlFaults(app: FastifyInstance, { directory, faults: switches }: Cloud): void {
  app.put('/sandbox/faults', async ({ body }, reply) => {
    const wanted = read(faults, body);
    for (const fault of [wanted.identity, wanted.graph])
      if (fault?.user !== undefined) knownUser(directory, fault.user);
    switches.set(wanted);
    return reply.status(204).send();
  });
}

function controlEverything(app: FastifyInstance, { cloud, identity, graph }: Controlled): void {
  app.post('/sandbox/reset', async ({ body }, reply) => {
    read(nothing, body);
    cloud.directory.reset();
    cloud.faults.clear();
    cloud.journal.clear();
    identity.reset();
    graph.reset();
    return reply.status(204).send();
  });
}

function knownUser(directory: Cloud['directory'], name: string): User {
  const named = directory.usersNamed(name);
  const exact = named.find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === name.toLowerCase());
  const user = exact ?? named[0];
  if (user === undefined) throw new ControlError('user_not_found', 'No user of this tenant has that name.');
  return user;
}

function firstReady(directory: Cloud['directory']): User {
  const user = directory.allUsers.find((each) => directory.state(each) === 'ready');
  if (user === undefined) throw new ControlError('user_not_found', 'No user is in the state ready; name one.');
  return user;
}

function answerError(error: FastifyError | ControlError, _request: unknown, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof ControlError ? error : refusalOf(error);
  if (refusal === undefined) throw error;
  return reply.status(refusal.status).type('application/problem+json').send(refusal.problem);
}

function refusalOf(cause: FastifyError): ControlError | undefined {
  if (cause.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ControlError('body_too_large', 'A control takes 256 KiB at most.', [], { cause });
  if (cause.statusCode === 400) return new ControlError('invalid_body', 'The body cannot be read.', [], { cause });
  return undefined;
}
