import type { Concern } from '../../doctor/attend.js';
import { attend } from '../../doctor/attend.js';

/**
 * The token engine's doctor, as a command here. It examines the product from inside and is loaded only when it is
 * called; this file alone may import it, as `.oxlintrc.json` says.
 */
export async function doctor(concern: Concern): Promise<void> {
  process.exitCode = await attend(concern);
}
