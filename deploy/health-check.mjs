// Ends with 0 while the API of this container may get requests, with 1 otherwise: the image's health check.
import { get } from 'node:http';

const request = get({ host: '127.0.0.1', port: process.env['PORT'] || 3000, path: '/health/ready', timeout: 2_000 });
request.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
request.on('timeout', () => request.destroy(new Error('no answer')));
request.on('error', () => process.exit(1));
