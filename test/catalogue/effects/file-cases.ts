import { z } from 'zod';
import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Person } from './person.js';

const ROOT = '/me/drive/root/children';
const BYTES = { type: 'application/octet-stream', bytes: 'Bytes of the catalogue' };
const link = z.object({ link: z.object({ webUrl: z.string() }) });
const identified = z.object({ id: z.string() });
let made = 0;

const named = (prefix: string) => `${prefix} ${made++}`;
const folder = (me: Person) => me.made(ROOT, { json: { name: named('Folder'), folder: {} } });
/** A new file at the root: its name, and its id. */
async function file(me: Person): Promise<{ readonly name: string; readonly id: string }> {
  const name = `${named('File')}.txt`;
  const answer = await me.ask('PUT', `/me/drive/root:/${encodeURIComponent(name)}:/content`, { raw: BYTES });
  return { name, id: identified.parse(answer).id };
}
const ofFile: Case = async (me) => ({ at: [(await file(me)).id] });
const ofFileByPath: Case = async (me) => ({ at: [(await file(me)).name] });
const ofFolder: Case = async (me) => ({ at: [await folder(me)] });
const drive = (me: Person) => me.first('/me/drives');

async function shared(me: Person): Promise<string> {
  const { id } = await file(me);
  const json = { type: 'view', scope: 'organization' };
  const { webUrl } = link.parse(await me.ask('POST', `/me/drive/items/${id}/createLink`, { json })).link;
  return `u!${Buffer.from(webUrl).toString('base64url')}`;
}

/** Drives, and what lies in them. */
export const FILE_CASES: Cases = {
  'files.drive': plain,
  'files.drives.list': plain,
  'files.root': plain,
  'files.root.children': () => ({ query: '$top=2' }),
  'files.root.children.create': () => ({ json: { name: 'Made by the catalogue', folder: {} } }),
  'files.items.get': ofFile,
  'files.items.update': async (me) => ({ at: [(await file(me)).id], json: { name: `${named('Renamed')}.txt` } }),
  'files.items.delete': ofFile,
  'files.items.children': ofFolder,
  'files.items.children.create': async (me) => ({ at: [await folder(me)], json: { name: 'Within', folder: {} } }),
  'files.items.content': ofFile,
  'files.items.content.replace': async (me) => ({ at: [(await file(me)).id], raw: BYTES }),
  'files.items.copy': async (me) => ({ at: [(await file(me)).id], json: { name: `${named('Copy')}.txt` } }),
  'files.items.createLink': async (me) => ({
    at: [(await file(me)).id],
    json: { type: 'view', scope: 'organization' },
  }),
  'files.items.permissions': ofFile,
  'files.items.thumbnails': ofFile,
  'files.items.versions': ofFile,
  'files.search': () => ({ at: ['plan'] }),
  'files.delta': plain,
  'files.recent': plain,
  'files.sharedWithMe': plain,
  'files.special': () => ({ at: ['documents'] }),
  'files.shares': async (me) => ({ at: [await shared(me)] }),
  'drives.get': async (me) => ({ at: [await drive(me)] }),
  'drives.root.children': async (me) => ({ at: [await drive(me)] }),
  'drives.items.get': async (me) => ({ at: [await drive(me), (await file(me)).id] }),
  'drives.items.children': async (me) => ({ at: [await drive(me), await folder(me)] }),
  'drives.items.content': async (me) => ({ at: [await drive(me), (await file(me)).id] }),
  'files.path.get': ofFileByPath,
  'files.path.update': async (me) => ({ at: [(await file(me)).name], json: { name: `${named('Renamed')}.txt` } }),
  'files.path.delete': ofFileByPath,
  'files.path.children': () => ({ at: ['Launch/Photos'] }),
  'files.path.content': ofFileByPath,
  'files.path.content.replace': () => ({ at: [`New folder/${named('File')}.txt`], raw: BYTES }),
  'files.path.upload': () => ({ at: [`${named('Large')}.bin`], json: {} }),
  'files.items.path.get': async (me) => {
    const { name } = await file(me);
    return { at: [identified.parse(await me.ask('GET', '/me/drive/root')).id, name] };
  },
  'files.items.path.content.replace': async (me) => ({ at: [await folder(me), 'File.txt'], raw: BYTES }),
  'files.items.path.upload': async (me) => ({ at: [await folder(me), 'Large.bin'], json: {} }),
  'files.items.upload': async (me) => ({ at: [(await file(me)).id], json: {} }),
};
