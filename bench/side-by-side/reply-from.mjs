// A bare proxy, @fastify/reply-from without authentication: what streaming through Node.js costs at least.
import replyFrom from '@fastify/reply-from';
import fastify from 'fastify';

const app = fastify();
await app.register(replyFrom, { base: process.env.GRAPH_BASE_URL, undici: { connections: 128 } });
app.all('/*', (request, reply) => reply.from(request.raw.url));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
