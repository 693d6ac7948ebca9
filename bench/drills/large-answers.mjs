// Attachments of 10 MB in some people's mailboxes, and how to ask for them.
import { randomBytes } from 'node:crypto';

const SIZE = 10 * 1024 * 1024;
const SLICE = 2 * 1024 * 1024;
const OWNERS = 8;

/** Made once in a world. Answers the bytes that each of them is, and a token and path for each owner. */
export async function largeAnswers(world) {
  world.largeAnswers ??= make(world);
  const { bytes, places } = await world.largeAnswers;
  const callers = [];
  for (const { person, path } of places) callers.push({ token: await world.tenant.keptToken(person), path });
  return { bytes, callers };
}

async function make(world) {
  const bytes = randomBytes(SIZE);
  const places = [];
  for (const person of world.people.slice(0, OWNERS)) {
    const call = caller(world, await world.tenant.keptToken(person));
    const message = `/v1.0/me/messages/${(await call('POST', '/v1.0/me/messages', { subject: 'Large' })).id}`;
    const item = { attachmentType: 'file', name: 'large.bin', size: SIZE };
    const { uploadUrl } = await call('POST', `${message}/attachments/createUploadSession`, { AttachmentItem: item });
    await upload(world, uploadUrl, bytes);
    const [{ id }] = (await call('GET', `${message}/attachments?$select=id`)).value;
    places.push({ person, path: `${message}/attachments/${id}/$value` });
  }
  return { bytes, places };
}

function caller({ agent, publicUrl }, token) {
  return async (method, path, wish) => {
    const { statusCode, body } = await agent.request({
      origin: publicUrl,
      path,
      method,
      headers: { authorization: `Bearer ${token}`, ...(wish && { 'content-type': 'application/json' }) },
      ...(wish && { body: JSON.stringify(wish) }),
    });
    const text = await body.text();
    if (statusCode >= 300) throw new Error(`${method} ${path} was answered with ${statusCode}: ${text}`);
    return JSON.parse(text);
  };
}

/** Slices go to Graph itself, at an address that needs no token. */
async function upload({ agent }, uploadUrl, bytes) {
  const { origin, pathname, search } = new URL(uploadUrl);
  for (let from = 0; from < SIZE; from += SLICE) {
    const slice = bytes.subarray(from, from + SLICE);
    const { statusCode, body } = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${from}-${from + slice.length - 1}/${SIZE}`,
      },
      body: slice,
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`a slice was answered with ${statusCode}`);
  }
}
