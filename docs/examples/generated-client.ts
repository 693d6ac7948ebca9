import createClient from 'openapi-fetch';
import type { components, paths } from './contract.js';

const [, , baseUrl = '', token = ''] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });

const me = await client.GET('/v1.0/me', { params: { query: { $select: 'id,displayName' } } });
const name: string | null | undefined = me.data?.displayName;
const page = await client.GET('/v1.0/me/messages', { params: { query: { $top: 2, $select: 'subject' } } });
const subjects: readonly (string | null | undefined)[] = page.data?.value.map((each) => each.subject) ?? [];
const refused = await client.GET('/v1.0/me', { headers: { authorization: null } });
const problem: components['schemas']['GraphError'] | undefined = refused.error;
