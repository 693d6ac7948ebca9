import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Caller } from '../../../src/sandbox/graph/caller.js';
import type { Call } from '../../../src/sandbox/graph/operation.js';
import { parseQuery } from '../../../src/sandbox/graph/odata/query.js';
import { mailFolderId, messagesOf } from '../../../src/sandbox/graph/readings.js';
import type { Subscription } from '../../../src/sandbox/graph/subscriptions/subscription.js';
import { watchedResource } from '../../../src/sandbox/graph/subscriptions/watched-resource.js';
import { World } from '../../../src/sandbox/graph/world.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const posted = z.object({
  value: z.array(
    z.looseObject({ changeType: z.string(), resource: z.string(), resourceData: z.record(z.string(), z.unknown()) }),
  ),
});
let graph: GraphFixture;
let world: World;
let server: Server;
let address: string;
let told: string[];
let data: Record<string, unknown>[];

beforeAll(async () => {
  graph = await startGraph();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      for (const { changeType, resource, resourceData } of posted.parse(JSON.parse(Buffer.concat(chunks).toString()))
        .value) {
        told.push(`${changeType} ${resource}`);
        data.push(resourceData);
      }
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/`;
});
beforeEach(() => {
  world = new World(graph.cloud);
  [told, data] = [[], []];
});
afterEach(() => world.end());
afterAll(async () => {
  server.closeAllConnections();
  await Promise.all([graph.close(), new Promise((resolve) => server.close(resolve))]);
});

/** Subscribes Megan to every kind of change of a resource. */
function listenTo(
  resource: string,
  changeTypes: Subscription['changeTypes'] = ['created', 'updated', 'deleted'],
): void {
  const user = graph.user(MEGAN);
  const tenant = graph.cloud.directory.tenant(user.tenantId);
  if (tenant === undefined) throw new Error('the seeded tenant is gone');
  const caller: Caller = {
    tenant,
    user,
    scopes: new Set(['mail.read', 'calendars.read', 'files.read']),
    roles: new Set(),
    id: user.id,
    applicationId: undefined,
  };
  const call: Call = {
    cloud: graph.cloud,
    world,
    caller,
    parameters: {},
    query: parseQuery(''),
    origin: graph.origin,
    header: () => undefined,
    body: Buffer.alloc(0),
    send: async () => Promise.reject(new Error('nothing is sent')),
  };
  const subscription: Subscription = {
    id: randomUUID(),
    tenantId: tenant.id,
    creatorId: user.id,
    applicationId: undefined,
    resource,
    changeTypes,
    notificationUrl: address,
    lifecycleNotificationUrl: undefined,
    clientState: undefined,
    expiration: graph.clock.now() + 3_600_000,
  };
  world.subscriptions.add(caller, subscription, watchedResource(call, resource));
}

describe('change notifications', () => {
  it('tell new messages from changed and deleted ones, in the folder that was meant', async () => {
    const megan = graph.user(MEGAN);
    const inbox = mailFolderId(megan, 'Inbox');
    const [known] = messagesOf(world, megan).filter((each) => each['parentFolderId'] === inbox);
    const id = z.string().parse(known?.['id']);
    listenTo("me/mailFolders('Inbox')/messages");
    world.changes.note(`messages of ${megan.id} in ${inbox}`, { id: 'new', removed: false });
    world.changes.note(`messages of ${megan.id} in ${inbox}`, { id, removed: false });
    world.changes.note(`messages of ${megan.id} in ${inbox}`, { id: 'new', removed: false });
    world.changes.note(`messages of ${megan.id} in ${mailFolderId(megan, 'drafts')}`, { id: 'draft', removed: false });
    world.changes.note(`messages of ${graph.user('lee@contoso.example').id} in ${inbox}`, { id: 'x', removed: false });
    world.changes.note(`messages of ${megan.id} in ${inbox}`, { id: 'new', removed: true });
    await vi.waitFor(() => expect(told).toHaveLength(4));
    const below = `Users/${megan.id}/Messages`;
    expect(told).toEqual([
      `created ${below}/new`,
      `updated ${below}/${id}`,
      `updated ${below}/new`,
      `deleted ${below}/new`,
    ]);
    expect(data[1]).toEqual({
      '@odata.type': '#Microsoft.Graph.Message',
      '@odata.id': `${below}/${id}`,
      '@odata.etag': known?.['@odata.etag'],
      id,
    });
  });

  it('tell only the kinds of change that were asked for', async () => {
    const { id } = graph.user(MEGAN);
    listenTo('me/events', ['deleted']);
    world.changes.note(`events of ${id}`, { id: 'one', removed: false });
    world.changes.note(`events of ${id}`, { id: 'one', removed: true });
    await vi.waitFor(() => expect(told).toEqual([`deleted Users/${id}/Events/one`]));
  });

  it('tell that something in a drive changed, once for all that changes together', async () => {
    listenTo('me/drive/root', ['updated']);
    const drive = world.drives.of(graph.user(MEGAN)).id;
    for (const id of ['a', 'b', 'c']) world.changes.note(`drive ${drive}`, { id, removed: id === 'c' });
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect([told, data]).toEqual([['updated me/drive/root'], [{ '@odata.type': '#Microsoft.Graph.DriveItem' }]]);
  });
});
