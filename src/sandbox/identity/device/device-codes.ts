import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { SignInRequest } from '../authorize/authorization-request.js';
import { ExpiringMap } from '../expiring-map.js';
import type { SignedInAccount } from '../sign-in/browsers.js';

/** One device waiting for its user (RFC 8628). */
export interface DeviceGrant {
  readonly deviceCode: string;
  /** Nine characters without look-alikes, as Entra's. */
  readonly userCode: string;
  readonly request: SignInRequest;
  /** Milliseconds. */
  readonly expiresAt: number;
  account?: SignedInAccount;
  declined?: boolean;
  lastPolledAt?: number;
}

/** Seconds. Without an interval of 5 or more, MSAL Node polls as fast as it can. */
export const POLLING_INTERVAL = 5;
/** Seconds. */
export const DEVICE_CODE_LIFETIME = 900;
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Device codes, in memory; remembered for a while after their end, to tell expired from unknown. */
export class DeviceCodes {
  private readonly byDevice: ExpiringMap<DeviceGrant>;
  private readonly byUser: ExpiringMap<DeviceGrant>;

  constructor(private readonly clock: Clock) {
    this.byDevice = new ExpiringMap(clock, 2 * DEVICE_CODE_LIFETIME * 1000);
    this.byUser = new ExpiringMap(clock, DEVICE_CODE_LIFETIME * 1000);
  }

  issue(request: SignInRequest): DeviceGrant {
    const grant: DeviceGrant = {
      deviceCode: `1.D${randomBytes(96).toString('base64url')}`,
      userCode: Array.from({ length: 9 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
      request,
      expiresAt: this.clock.now() + DEVICE_CODE_LIFETIME * 1000,
    };
    this.byDevice.set(grant.deviceCode, grant);
    this.byUser.set(grant.userCode, grant);
    return grant;
  }

  find(deviceCode: string): DeviceGrant | undefined {
    return this.byDevice.get(deviceCode);
  }

  /** The waiting device of a typed code, without regard to case, blanks and hyphens. */
  waiting(userCode: string): DeviceGrant | undefined {
    return this.byUser.get(userCode.toUpperCase().replaceAll(/[\s-]/g, ''));
  }

  /** The code has been typed and answered: nobody can use it again. */
  settle(grant: DeviceGrant, outcome: { account: SignedInAccount } | { declined: true }): void {
    Object.assign(grant, outcome);
    this.byUser.delete(grant.userCode);
  }

  /** The device has its tokens. */
  redeem(grant: DeviceGrant): void {
    this.byDevice.delete(grant.deviceCode);
  }

  clear(): void {
    this.byDevice.clear();
    this.byUser.clear();
  }
}
