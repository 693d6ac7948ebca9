#!/usr/bin/env node
// A stand-in for the Azure CLI, as far as deploy/entra/register.sh uses it: keeps a tenant in the file AZ_STATE and
// writes each call into AZ_CALLS. As strict as Entra is: no scope or role that is in use may be dropped or change its
// id, nothing unknown is set. Queries are JMESPath, as in the real one.
import jmespath from 'jmespath';
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

const { AZ_STATE = '', AZ_CALLS = '' } = process.env;
const parameters = process.argv.slice(2);
const state = JSON.parse(readFileSync(AZ_STATE, 'utf8'));
appendFileSync(AZ_CALLS, `${JSON.stringify(parameters)}\n`);

const command = [];
while (parameters[0] !== undefined && !parameters[0].startsWith('--')) command.push(parameters.shift());
const options = {};
while (parameters.length > 0) options[parameters.shift().slice(2)] = parameters.shift();

const MEMBERS = ['identifierUris', 'api', 'appRoles', 'web', 'spa', 'optionalClaims', 'requiredResourceAccess'];

function fail(reason) {
  process.stderr.write(`ERROR: ${reason}\n`);
  process.exit(1);
}

function application(id) {
  return state.applications.find(({ appId }) => appId === id) ?? fail(`Resource '${id}' does not exist`);
}

/** As Entra has it: what is enabled is disabled before it goes. */
function keepsEnabled(before = [], after = before) {
  for (const { id, value, isEnabled } of before)
    if (isEnabled && !after.some((each) => each.id === id)) fail(`CannotDeleteOrUpdateEnabledEntitlement: ${value}`);
  if (new Set(after.map(({ value }) => value)).size !== after.length) fail('DuplicateValue');
}

function patch(found, body) {
  const unknown = Object.keys(body).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) fail(`Property '${unknown}' does not exist`);
  keepsEnabled(found.api.oauth2PermissionScopes, body.api?.oauth2PermissionScopes);
  keepsEnabled(found.appRoles, body.appRoles);
  for (const [member, value] of Object.entries(body))
    found[member] = Array.isArray(value) ? value : { ...found[member], ...value };
}

const actions = {
  'account show': () => ({ tenantId: state.tenantId }),
  'ad app list': () => state.applications.filter(({ displayName }) => displayName.startsWith(options['display-name'])),
  'ad app create': () => {
    const made = {
      id: randomUUID(),
      appId: randomUUID(),
      displayName: options['display-name'],
      signInAudience: options['sign-in-audience'],
      identifierUris: [],
      api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [], knownClientApplications: [] },
      appRoles: [],
      web: { redirectUris: [] },
      spa: { redirectUris: [] },
      optionalClaims: null,
      requiredResourceAccess: [],
    };
    state.applications.push(made);
    return made;
  },
  'ad app show': () => application(options.id),
  'ad sp show': () => state.principals.find(({ appId }) => appId === options.id) ?? fail('does not exist'),
  'ad sp create': () => {
    const made = { id: randomUUID(), appId: application(options.id).appId, oauth2PermissionScopes: [] };
    state.principals.push(made);
    return made;
  },
  rest: () => {
    const [, id] = /^https:\/\/graph\.microsoft\.com\/v1\.0\/applications\/([0-9a-f-]+)$/.exec(options.uri) ?? [];
    const found = state.applications.find((each) => each.id === id) ?? fail('Resource does not exist');
    if (options.method !== 'PATCH') fail('only PATCH is known here');
    patch(found, JSON.parse(options.body));
  },
  'ad app federated-credential list': () => state.federated[options.id] ?? [],
  'ad app federated-credential create': () => {
    const made = JSON.parse(options.parameters);
    const held = (state.federated[options.id] ??= []);
    if (held.some(({ name }) => name === made.name)) fail('FederatedIdentityCredential already exists');
    held.push({ id: randomUUID(), ...made });
  },
  'ad app federated-credential update': () => {
    const name = options['federated-credential-id'];
    const found = state.federated[options.id]?.find((each) => each.name === name) ?? fail('does not exist');
    Object.assign(found, JSON.parse(options.parameters));
  },
  'ad app permission admin-consent': () => {
    state.consented = application(options.id).appId;
  },
};

const action = actions[command.join(' ')] ?? fail(`'${command.join(' ')}' is not known here`);
const answer = action();
writeFileSync(AZ_STATE, JSON.stringify(state, undefined, 2));
print(options.query === undefined ? answer : jmespath.search(answer ?? null, options.query));

function print(value) {
  if (options.output === 'none' || value === undefined) return;
  if (options.output !== 'tsv') process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
  else if (value !== null)
    process.stdout.write(
      [value]
        .flat()
        .map((row) => `${[row].flat().join('\t')}\n`)
        .join(''),
    );
}
