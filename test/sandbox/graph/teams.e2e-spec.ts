import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const DIEGO = 'diego@contoso.example';
const SCOPES = [
  'Team.ReadBasic.All',
  'TeamMember.Read.All',
  'Channel.ReadBasic.All',
  'ChannelMessage.Read.All',
  'Chat.Read',
];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

type Objects = readonly Record<string, unknown>[];
const idOf = (all: Objects, name: string): string =>
  z.string().parse(all.find(({ displayName, topic }) => displayName === name || topic === name)?.['id']);
const list = async (path: string, as = MEGAN): Promise<Objects> => (await graph.get(path, as, SCOPES)).value;

async function trailShoe(): Promise<string> {
  return idOf(await list('/me/joinedTeams'), 'Trail Shoe Launch');
}

describe('teams', () => {
  it('one has joined are listed by name, and told in full when asked for', async () => {
    const joined = await list('/me/joinedTeams');
    expect(joined.map(({ displayName }) => displayName)).toEqual(['Trail Shoe Launch', 'Marketing', 'Leadership']);
    expect(joined[0]).toMatchObject({ webUrl: null, visibility: null, isArchived: false });
    const { status, json } = await graph.get(`/teams/${await trailShoe()}`, MEGAN, SCOPES);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#teams/$entity`,
      visibility: 'private',
      memberSettings: { allowCreateUpdateChannels: true },
    });
  });

  it('are groups: the team has the id of its group', async () => {
    const groups = (await graph.get('/groups', MEGAN, ['Group.Read.All'])).value;
    expect(await trailShoe()).toBe(idOf(groups, 'Trail Shoe Launch'));
  });

  it('have channels, and channels what was written in them, the newest first', async () => {
    const team = await trailShoe();
    const channels = await list(`/teams/${team}/channels`);
    expect(channels.map(({ displayName }) => displayName)).toEqual(['General', 'Posters', 'Testers']);
    const general = idOf(channels, 'General');
    expect(general).toMatch(/^19:[\da-f]{32}@thread\.tacv2$/);
    const channel = await graph.get(`/teams/${team}/channels/${encodeURIComponent(general)}`, MEGAN, SCOPES);
    expect(channel.json).toMatchObject({ displayName: 'General', membershipType: 'standard' });
    const messages = await list(`/teams/${team}/channels/${general}/messages`);
    expect(messages[0]).toMatchObject({
      body: { contentType: 'text', content: 'You will have them on Wednesday.' },
      channelIdentity: { teamId: team, channelId: general },
      chatId: null,
      from: { user: { id: graph.user(MEGAN).id, userIdentityType: 'aadUser' } },
      reactions: [{ reactionType: 'like', user: { user: { displayName: 'Adele Vance' } } }],
    });
    const times = messages.map(({ createdDateTime }) => String(createdDateTime));
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('page what was written', async () => {
    const team = await trailShoe();
    const general = idOf(await list(`/teams/${team}/channels`), 'General');
    const first = await graph.get(`/teams/${team}/channels/${general}/messages?$top=3`, MEGAN, SCOPES);
    expect(first.value).toHaveLength(3);
    expect(await list(String(first.nextLink))).toHaveLength(1);
    const over = await graph.get(`/teams/${team}/channels/${general}/messages?$top=51`, MEGAN, SCOPES);
    expect([over.status, over.errorCode]).toEqual([400, 'BadRequest']);
  });

  it('have members: owners, members and guests', async () => {
    const members = await list(`/teams/${await trailShoe()}/members`);
    const roles = Object.fromEntries(members.map((each) => [String(each['displayName']), each['roles']]));
    expect(roles).toMatchObject({ 'Megan Bowen': ['owner'], 'Adele Vance': [], 'Grady Archie': ['guest'] });
  });

  it.each([
    ['a team one is not in', MEGAN, DIEGO, '', 403, 'Forbidden'],
    ['a team of another tenant', MEGAN, 'isaiah@fabrikam.example', '', 404, 'NotFound'],
    ['a channel there is not', MEGAN, MEGAN, '/channels/19:nothing@thread.tacv2', 404, 'NotFound'],
  ])('refuse %s', async (_, __, as, below, status, code) => {
    const refused = await graph.get(`/teams/${await trailShoe()}${below}`, as, SCOPES);
    expect([refused.status, refused.errorCode]).toEqual([status, code]);
  });

  it('want an id that is one, and the scope', async () => {
    const malformed = await graph.get('/teams/marketing', MEGAN, SCOPES);
    expect([malformed.status, malformed.errorMessage]).toEqual([400, 'teamId needs to be a valid GUID.']);
    const scopeless = await graph.get(`/teams/${await trailShoe()}/members`, MEGAN, ['Team.ReadBasic.All']);
    expect([scopeless.status, scopeless.errorCode]).toEqual([403, 'Forbidden']);
  });
});

describe('chats', () => {
  it('are one’s own, those with the newest message first', async () => {
    const chats = await list('/me/chats?$expand=members,lastMessagePreview');
    expect(chats.map(({ chatType }) => chatType)).toEqual(['oneOnOne', 'oneOnOne', 'group']);
    expect(chats[0]).toMatchObject({
      topic: null,
      lastMessagePreview: { body: { content: 'It is in your mail.' } },
      members: [{ displayName: 'Megan Bowen' }, { displayName: 'Nestor Wilke' }],
    });
    expect(chats[0]?.['id']).toMatch(/^19:[\da-f-]{36}_[\da-f-]{36}@unq\.gbl\.spaces$/);
    expect((await list('/chats', DIEGO)).length).toBe(1);
  });

  it('have messages and members', async () => {
    const id = idOf(await list('/me/chats'), 'Window dressing');
    expect((await graph.get(`/chats/${id}`, MEGAN, SCOPES)).json).toMatchObject({ chatType: 'group' });
    const messages = await list(`/chats/${id}/messages`);
    expect(messages.map(({ chatId, channelIdentity }) => [chatId, channelIdentity])).toEqual([
      [id, null],
      [id, null],
    ]);
    expect((await list(`/chats/${id}/members`)).map(({ displayName }) => displayName)).toEqual([
      'Megan Bowen',
      'Adele Vance',
      'Alex Wilber',
    ]);
  });

  it('of others are refused, and messages want more than the basic scope', async () => {
    const id = idOf(await list('/me/chats'), 'Window dressing');
    const other = await graph.get(`/chats/${id}/messages`, DIEGO, SCOPES);
    expect([other.status, other.errorCode]).toEqual([403, 'Forbidden']);
    const basic = await graph.get(`/chats/${id}/messages`, MEGAN, ['Chat.ReadBasic']);
    expect(basic.status).toBe(403);
    expect((await graph.get('/chats/19:x@thread.v2', MEGAN, SCOPES)).errorCode).toBe('NotFound');
  });
});
