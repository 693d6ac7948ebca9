import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn } from './graph-client.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
let graph: GraphFixture;
let megan: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, MEGAN, 'Contacts.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

const NEW = {
  givenName: 'Pavel',
  surname: 'Bansky',
  emailAddresses: [{ name: 'Pavel Bansky', address: 'pavel@adatum.example' }],
  businessPhones: ['+1 732 555 0102'],
};

describe('contacts', () => {
  it('are listed by what they are filed as, without those of other folders', async () => {
    const { value, json } = await megan.get('/me/contacts');
    expect(json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/contacts`);
    expect(value.map(({ fileAs }) => fileAs)).toEqual(['Holloway, Lidia', 'Langer, Isaiah', 'Poe, Toni']);
    const [press] = (await megan.get('/me/contactFolders')).value;
    expect(press).toMatchObject({ displayName: 'Press', parentFolderId: value[0]?.['parentFolderId'] });
    const folder = `/me/contactFolders/${textIn(press, 'id')}`;
    expect((await megan.get(folder)).json['displayName']).toBe('Press');
    expect((await megan.get(`${folder}/contacts`)).value).toMatchObject([{ displayName: 'Irvin Sayers' }]);
  });

  it('filter, select and page', async () => {
    const found = await megan.get("/me/contacts?$filter=companyName eq 'Fabrikam'&$select=displayName&$top=1");
    expect(found.value).toMatchObject([{ displayName: 'Lidia Holloway' }]);
    expect(found.value[0]).not.toHaveProperty('companyName');
    expect((await megan.get(found.nextLink ?? '')).value).toMatchObject([{ displayName: 'Isaiah Langer' }]);
    const byAddress = "emailAddresses/any(a:a/address eq 'toni@harbourphoto.example')";
    expect((await megan.get(`/me/contacts?$filter=${byAddress}`)).value).toMatchObject([{ givenName: 'Toni' }]);
  });

  it('are made, changed and deleted', async () => {
    const made = await megan.post('/me/contacts', NEW);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ...NEW, displayName: 'Pavel Bansky', fileAs: 'Bansky, Pavel', homePhones: [] });
    const address = made.headers.get('location') ?? '';
    const etag = textIn(made.json, '@odata.etag');
    const changed = await megan.patch(address, { jobTitle: 'Buyer', surname: null }, { 'if-match': etag });
    expect([changed.status, changed.json['jobTitle'], changed.json['givenName'], changed.json['surname']]).toEqual([
      200,
      'Buyer',
      'Pavel',
      null,
    ]);
    const late = await megan.patch(address, { jobTitle: 'Seller' }, { 'if-match': etag });
    expect([late.status, late.errorCode]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await megan.delete(address, { 'if-match': etag })).status).toBe(412);
    expect((await megan.get(address)).json['jobTitle']).toBe('Buyer');
    expect((await megan.delete(address)).status).toBe(204);
    expect((await megan.get(address)).errorCode).toBe('ErrorItemNotFound');
  });

  it.each([
    [{ ...NEW, telephone: '1' }, 400, 'RequestBodyRead'],
    [{ ...NEW, givenName: 1 }, 400, 'BadRequest'],
    [{ ...NEW, birthday: 'in May' }, 400, 'BadRequest'],
  ])('are refused as %j', async (body, status, code) => {
    const answer = await megan.post('/me/contacts', body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
    expect((await megan.get('/me/contacts')).value).toHaveLength(3);
  });

  it("are one's own, and want their scopes", async () => {
    const [first] = (await megan.get('/me/contacts')).value;
    const adele = clientOf(graph, 'adele@contoso.example', 'Contacts.ReadWrite');
    expect((await adele.get(`/me/contacts/${textIn(first, 'id')}`)).status).toBe(404);
    expect((await adele.get(`/users/${MEGAN}/contacts`)).errorCode).toBe('ErrorAccessDenied');
    const reader = clientOf(graph, MEGAN, 'Contacts.Read');
    expect((await reader.post('/me/contacts', NEW)).status).toBe(403);
    expect((await clientOf(graph, MEGAN, 'People.Read').get('/me/contacts')).errorCode).toBe('ErrorAccessDenied');
    const guest = clientOf(graph, 'grady@fabrikam.example', 'Contacts.Read');
    expect((await guest.get('/me/contacts')).errorCode).toBe('MailboxNotEnabledForRESTAPI');
  });
});
