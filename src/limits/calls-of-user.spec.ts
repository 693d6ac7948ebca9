import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { RequestRecord } from '../common/http/request-record.js';
import { loadConfig } from '../config/load-config.js';
import { CallsOfUser } from './calls-of-user.js';

const [AZURE_TENANT_ID, AZURE_CLIENT_ID] = [randomUUID(), randomUUID()];
const config = loadConfig({ AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET: 'unused' });

it('L07 takes no place for a caller who had gone before', async () => {
  const calls = new CallsOfUser({ limits: { ...config.limits, callsOfUser: 1, waitingCallsOfUser: 0 } });
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.destroy();
  expect(await calls.enter('megan', { record: new RequestRecord() }, response)).toBe(false);
  const next = new ServerResponse(new IncomingMessage(new Socket()));
  expect(calls.enter('megan', { record: new RequestRecord() }, next)).toBeUndefined();
});
