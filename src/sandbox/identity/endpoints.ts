import type { FastifyInstance } from 'fastify';
import { registerAdminConsent } from './authorize/admin-consent-endpoint.js';
import { registerAuthorizeEndpoint } from './authorize/authorize-endpoint.js';
import { registerDeviceEndpoint } from './device/device-endpoint.js';
import { registerDeviceSignIn } from './device/device-sign-in.js';
import { registerDiscovery } from './discovery.js';
import { registerInstanceDiscovery } from './instance-discovery.js';
import { registerLogout } from './logout.js';
import { registerResourceManager } from './resource-manager.js';
import { registerSignInSteps } from './sign-in/sign-in-steps.js';
import { registerTokenEndpoint } from './token-endpoint.js';
import { registerUserinfo } from './userinfo.js';
import { registerUserrealm } from './userrealm.js';
import type { Provider } from './provider.js';

/** Entra's endpoints for one issuer. */
export function registerEndpoints(app: FastifyInstance, provider: Provider): void {
  for (const register of [
    registerDiscovery,
    registerInstanceDiscovery,
    registerTokenEndpoint,
    registerAuthorizeEndpoint,
    registerAdminConsent,
    registerSignInSteps,
    registerDeviceEndpoint,
    registerDeviceSignIn,
    registerLogout,
    registerUserinfo,
    registerUserrealm,
    registerResourceManager,
  ])
    register(app, provider);
}
