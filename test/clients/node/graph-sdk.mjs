import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  OneDriveLargeFileUploadTask,
  PageIterator,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { report } from './report.mjs';

/** Base address with nothing behind the port, the token for it, a name of this run's own. */
const { baseUrl, token, run } = z
  .looseObject({ baseUrl: z.string(), token: z.string(), run: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const client = Client.initWithMiddleware({
  baseUrl: `${baseUrl}/`,
  customHosts: new Set([new URL(baseUrl).hostname]),
  authProvider: { getAccessToken: async () => token },
});
const FILE_LENGTH = 20 * 1024 * 1024;
const SLICE = 5 * 1024 * 1024;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

await report(async () => ({
  selected: await client.api('/me').select('displayName,mail').get(),
  filtered: await client.api('/users').filter("startswith(displayName,'A')").select('id,displayName').get(),
  paged: await threePages(),
  batch: await batchOfFive(),
  upload: await largeFile(),
  photo: sha256(Buffer.from(await client.api('/me/photo/$value').responseType(ResponseType.ARRAYBUFFER).get())),
  missing: await client
    .api('/me/messages/nothing')
    .get()
    .catch(({ statusCode, code, message }) => ({ statusCode, code, message })),
}));

/** Exactly three pages: the iterator is told to stop after them. */
async function threePages() {
  const ids = [];
  const size = 7;
  const first = await client.api('/me/messages').select('id').top(size).get();
  const iterator = new PageIterator(client, first, ({ id }) => {
    ids.push(id);
    return ids.length < 3 * size;
  });
  await iterator.iterate();
  return { ids, next: iterator.getDeltaLink() ?? null };
}

async function batchOfFive() {
  const step = (id, path, init, dependsOn) => ({
    id,
    request: new Request(`${baseUrl}${path}`, init),
    ...(dependsOn && { dependsOn }),
  });
  const body = JSON.stringify({ displayName: `Things of ${run}` });
  // The SDK knows three shapes of dependencies; this is the one where all wait for the first.
  const content = new BatchRequestContent([
    step('1', '/me/todo/lists', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }),
    step('2', '/me/todo/lists?$select=displayName', { method: 'GET' }, ['1']),
    step('3', '/me?$select=displayName', { method: 'GET' }, ['1']),
    step('4', '/me/manager?$select=displayName', { method: 'GET' }, ['1']),
    step('5', '/me/photo/$value', { method: 'GET' }, ['1']),
  ]);
  const response = new BatchResponseContent(await client.api('/$batch').post(await content.getContent()));
  const statuses = {};
  for (const [id, answer] of response.getResponses()) statuses[id] = answer.status;
  const lists = await response.getResponseById('2').json();
  return {
    statuses,
    me: (await response.getResponseById('3').json()).displayName,
    manager: (await response.getResponseById('4').json()).displayName,
    made: lists.value.some(({ displayName }) => displayName === `Things of ${run}`),
  };
}

async function largeFile() {
  const bytes = Buffer.alloc(FILE_LENGTH);
  for (let place = 0; place < bytes.length; place += 4096) bytes.writeUInt32LE(place, place);
  const progress = [];
  const task = await OneDriveLargeFileUploadTask.create(client, new File([bytes], `large of ${run}.bin`), {
    path: '/Uploads',
    fileName: `large of ${run}.bin`,
    rangeSize: SLICE,
    conflictBehavior: 'replace',
    uploadEventHandlers: { progress: ({ minValue, maxValue }) => progress.push([minValue, maxValue]) },
  });
  const { responseBody } = await task.upload();
  const item = await client.api(`/me/drive/items/${responseBody.id}`).get();
  const content = await client.api(`/me/drive/items/${item.id}/content`).responseType(ResponseType.ARRAYBUFFER).get();
  return { slices: progress.length, size: item.size, same: sha256(Buffer.from(content)) === sha256(bytes) };
}
