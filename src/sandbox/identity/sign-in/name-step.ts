import type { FastifyReply } from 'fastify';
import type { User } from '../../directory/types.js';
import { PAGE_HEADERS } from '../../pages/html.js';
import { admits } from '../authority.js';
import { namePage } from '../pages/name-page.js';
import type { Provider } from '../provider.js';
import type { SignInFlow } from './flows.js';

/** Asks for the user name, offering the seeded accounts that may sign in at this entrance. */
export function sendNamePage(
  { cloud }: Pick<Provider, 'cloud'>,
  flow: SignInFlow,
  reply: FastifyReply,
  view: { name: string; error?: string },
): FastifyReply {
  const accounts = cloud.directory.allUsers
    .filter((user) => admits(flow.request.authority, user))
    .map((user) => ({ user, value: user.userPrincipalName, state: cloud.directory.state(user) }));
  return reply.headers(PAGE_HEADERS).send(namePage(flow, { ...view, accounts }));
}

/** The account of a typed name at this flow's entrance. */
export function accountNamed({ cloud }: Pick<Provider, 'cloud'>, flow: SignInFlow, name: string): User | undefined {
  return cloud.directory.usersNamed(name.trim()).find((user) => admits(flow.request.authority, user));
}
