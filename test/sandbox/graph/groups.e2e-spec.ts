import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const READ = ['Group.Read.All'];
let graph: GraphFixture;
let launch: Record<string, unknown>;
beforeAll(async () => {
  graph = await startGraph();
  const { value } = await graph.get("/groups?$filter=displayName eq 'Trail Shoe Launch'", MEGAN, READ);
  launch = value[0] ?? {};
});
afterAll(() => graph.close());

describe('groups', () => {
  it('are listed and found by id', async () => {
    const { value } = await graph.get(
      "/groups?$filter=groupTypes/any(g:g eq 'Unified')&$select=displayName",
      MEGAN,
      READ,
    );
    expect(value.map(({ displayName }) => displayName)).toEqual([
      'All Company',
      'Trail Shoe Launch',
      'Marketing',
      'Leadership',
    ]);
    const one = await graph.get(`/groups/${String(launch['id'])}?$expand=owners($select=mail)`, MEGAN, READ);
    expect(one.json).toMatchObject({
      mail: 'trailshoe@contoso.example',
      visibility: 'Private',
      owners: [{ mail: MEGAN }],
    });
  });

  it('name their members, guests among them, and cast them', async () => {
    const members = await graph.get(`/groups/${String(launch['id'])}/members?$select=displayName`, MEGAN, READ);
    expect(members.json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#directoryObjects(displayName)`);
    expect(members.value).toHaveLength(6);
    expect(members.value.at(-1)).toEqual({ '@odata.type': '#microsoft.graph.user', displayName: 'Grady Archie' });
    const cast = await graph.get(`/groups/${String(launch['id'])}/members/microsoft.graph.user/$count`, MEGAN, READ, {
      consistencylevel: 'eventual',
    });
    expect(cast.text).toBe('6');
  });

  it('are known from the member side', async () => {
    const { value } = await graph.get('/me/memberOf', 'mika@contoso.example', ['User.Read']);
    expect(value.map((each) => [each['@odata.type'], each['displayName']])).toEqual(
      ['All Company', 'On-call engineers', 'VPN users'].map((name) => ['#microsoft.graph.group', name]),
    );
    expect((await graph.get('/me/memberOf/microsoft.graph.group', MEGAN, ['User.Read'])).value).toHaveLength(5);
  });

  it('belong to one tenant, as does the organization', async () => {
    expect((await graph.get('/groups', 'isaiah@fabrikam.example', READ)).value).toHaveLength(2);
    const foreign = await graph.get(`/groups/${String(launch['id'])}`, 'isaiah@fabrikam.example', READ);
    expect([foreign.status, foreign.errorCode]).toEqual([404, 'Request_ResourceNotFound']);
    const organization = await graph.get('/organization', 'isaiah@fabrikam.example', ['User.Read']);
    expect(organization.value).toMatchObject([
      { displayName: 'Fabrikam', id: graph.user('isaiah@fabrikam.example').tenantId },
    ]);
  });

  it.each([
    ['/groups', MEGAN, ['User.Read'], 403, 'Authorization_RequestDenied'],
    ['/groups', 'pat@outlook.example', READ, 403, 'AccessDenied'],
    ['/me/memberOf', 'pat@outlook.example', ['User.Read'], 403, 'AccessDenied'],
    ['/organization', MEGAN, ['Mail.Read'], 403, 'Authorization_RequestDenied'],
    ['/groups/x', MEGAN, READ, 404, 'Request_ResourceNotFound'],
    ['/groups/x/nothing', MEGAN, READ, 400, 'BadRequest'],
    ["/groups?$filter=members/any(m:m/id eq 'x')", MEGAN, READ, 400, 'BadRequest'],
    ['/groups?$expand=nothing', MEGAN, READ, 400, 'BadRequest'],
  ])('refuse %s to %s with %j', async (path, name, scopes, status, code) => {
    const answer = await graph.get(path, name, scopes);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });
});
