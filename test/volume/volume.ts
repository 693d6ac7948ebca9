/** Whether the full figures are wanted (`npm run test:volume`); otherwise the same behaviours are shown with small ones. */
export const FULL = process.env['VOLUME'] === 'full';
