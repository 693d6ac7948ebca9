import { getGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { Person, text } from './effects/person.js';

const ADELE = 'adele@contoso.example';
const note = (subject: string) => ({
  subject,
  body: { contentType: 'text', content: 'See you on Monday.' },
  toRecipients: [{ emailAddress: { address: ADELE } }],
});

let system: TestSystem;
let megan: Person;
let adele: Person;
beforeAll(async () => {
  system = await startTestSystem();
  const person = async (name: string): Promise<Person> =>
    new Person(system.url, name, await system.token(name), person);
  [megan, adele] = await Promise.all([person('megan@contoso.example'), person(ADELE)]);
});
afterAll(() => system?.close());

const subjects = async (person: Person, folder: string) =>
  (await person.list(`/me/mailFolders/${folder}/messages?$top=100&$select=subject`)).map(({ subject }) => subject);

describe('mail through this API', () => {
  it('that is sent lies in the inbox of who it is for, and in the sender’s sent items', async () => {
    const { status } = await megan.send('POST', '/me/sendMail', { json: { message: note('By sendMail') } });
    expect(status).toBe(202);
    expect(await subjects(adele, 'inbox')).toContain('By sendMail');
    expect(await subjects(megan, 'sentitems')).toContain('By sendMail');
  });

  it('is drafted, gets its attachment, and arrives with it', async () => {
    const bytes = Buffer.from('Schuhgröße 42');
    const draft = await megan.made('/me/messages', { json: note('By draft') });
    await megan.made(`/me/messages/${draft}/attachments`, {
      json: {
        '@odata.type': '#microsoft.graph.fileAttachment',
        name: 'size.txt',
        contentBytes: bytes.toString('base64'),
      },
    });
    expect(await subjects(adele, 'inbox')).not.toContain('By draft');
    expect((await megan.send('POST', `/me/messages/${draft}/send`)).status).toBe(202);
    const arrived = await adele.first('/me/mailFolders/inbox/messages', ({ subject }) => subject === 'By draft');
    const attachment = await adele.first(`/me/messages/${arrived}/attachments`, ({ name }) => name === 'size.txt');
    const content = await adele.send('GET', `/me/messages/${arrived}/attachments/${attachment}/$value`);
    expect(content.bytes).toEqual(bytes);
    expect(await subjects(megan, 'drafts')).not.toContain('By draft');
  });

  it('takes a large attachment in slices that go straight to Graph', async () => {
    const file = Buffer.alloc(4_000_000, 'behalf ');
    const draft = await megan.made('/me/messages', { json: note('A large one') });
    const { uploadUrl } = await megan.ask('POST', `/me/messages/${draft}/attachments/createUploadSession`, {
      json: { AttachmentItem: { attachmentType: 'file', name: 'large.bin', size: file.length } },
    });
    expect(text(uploadUrl).startsWith(`${system.tenant.origins.http}/`)).toBe(true);
    for (const [from, to] of [
      [0, 2_621_439],
      [2_621_440, file.length - 1],
    ] as const) {
      const { pathname, search, origin } = new URL(text(uploadUrl));
      const answer = await getGlobalDispatcher().request({
        origin,
        path: pathname + search,
        method: 'PUT',
        headers: { 'content-range': `bytes ${from}-${to}/${file.length}` },
        body: file.subarray(from, to + 1),
      });
      await answer.body.dump();
      expect(answer.statusCode).toBe(to === file.length - 1 ? 201 : 200);
    }
    const attachment = await megan.first(`/me/messages/${draft}/attachments`);
    const kept = await megan.send('GET', `/me/messages/${draft}/attachments/${attachment}/$value`);
    expect(kept.bytes.equals(file)).toBe(true);
  });

  it('that changed is all that a delta link tells, and the link leads here', async () => {
    const folder = await megan.made('/me/mailFolders', { json: { displayName: 'Watched' } });
    const inside = `/me/mailFolders/${folder}/messages`;
    const move = async (subject: string) => {
      const draft = await megan.made('/me/messages', { json: note(subject) });
      return megan.made(`/me/messages/${draft}/move`, { json: { destinationId: folder } });
    };
    const [stays, goes, changes] = [await move('Stays'), await move('Goes'), await move('Changes')];
    let page = await megan.ask('GET', `${inside}/delta`);
    while (page['@odata.nextLink'] !== undefined) page = await megan.ask('GET', text(page['@odata.nextLink']));
    const link = text(page['@odata.deltaLink']);
    expect(link.startsWith(`${system.url}/v1.0/me/mailFolders`)).toBe(true);
    expect(await megan.list(link)).toEqual([]);

    await megan.ask('PATCH', `/me/messages/${changes}`, { json: { isRead: false, importance: 'high' } });
    await megan.ask('DELETE', `/me/messages/${goes}`);
    const comes = await move('Comes');
    const changed = await megan.list(link);
    expect(new Map(changed.map(({ id, '@removed': removed }) => [text(id), removed] as const))).toEqual(
      new Map<string, unknown>([
        [changes, undefined],
        [goes, { reason: 'deleted' }],
        [comes, undefined],
      ]),
    );
    expect(changed.map(({ id }) => id)).not.toContain(stays);
  });

  it('is not changed where it is no longer what If-Match names', async () => {
    const event = { subject: 'Once', start: at('10:00'), end: at('11:00') };
    const id = await megan.made('/me/events', { json: event });
    const { '@odata.etag': etag } = await megan.ask('GET', `/me/events/${id}`);
    const headers = { 'if-match': text(etag) };
    const change = (subject: string) => megan.send('PATCH', `/me/events/${id}`, { json: { subject }, headers });
    expect((await change('Twice')).status).toBe(200);
    const late = await change('Thrice');
    expect([late.status, late.text]).toEqual([412, expect.stringContaining('"error"')]);
    expect((await megan.ask('GET', `/me/events/${id}`))['subject']).toBe('Twice');
  });
});

function at(time: string): { readonly dateTime: string; readonly timeZone: string } {
  return { dateTime: `2030-01-07T${time}:00`, timeZone: 'UTC' };
}
