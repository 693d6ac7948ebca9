// The Graph of a comparison: constant answers, as fast as Node.js gives them. A process of its own, which says its port.
import { createServer } from 'node:http';

const profile = {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
  id: '48d31887-5fad-4d73-a9f5-3c356e68a038',
  displayName: 'Megan Bowen',
  mail: 'megan@contoso.example',
  userPrincipalName: 'megan@contoso.example',
  jobTitle: 'Marketing Manager',
};
const message = (number) => ({
  id: `AAMk${number}`,
  subject: `Message ${number}`,
  bodyPreview: 'x'.repeat(255),
  isRead: true,
  from: { emailAddress: { name: 'Adele Vance', address: 'adele@contoso.example' } },
});
const json = (value) => ({
  type: 'application/json; odata.metadata=minimal',
  body: Buffer.from(JSON.stringify(value)),
});
const bytes = (length) => ({ type: 'message/rfc822', body: Buffer.alloc(length, 'x') });

const answers = {
  '/v1.0/me': json(profile),
  '/v1.0/me/messages': json({
    value: Array.from({ length: 20 }, (_, number) => message(number)),
    '@odata.nextLink': 'https://graph.microsoft.com/v1.0/me/messages?$skip=20',
  }),
  '/v1.0/me/messages/64k/$value': bytes(64 * 1024),
  '/v1.0/me/messages/10m/$value': bytes(10 * 1024 * 1024),
};

const server = createServer((request, response) => {
  const { type, body } = answers[request.url] ?? json({});
  if (!(request.headers.authorization ?? '').startsWith('Bearer ')) return response.writeHead(401).end();
  return response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
}).listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
