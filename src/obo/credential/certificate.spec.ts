import { X509Certificate, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificate, keyPem } from '../../../test/credential/certificates.js';
import { readCertificate } from './certificate.js';

const plain = { password: undefined, sendChain: false };

describe('a certificate file', () => {
  it('is presented by the thumbprint of the certificate its key belongs to, wherever it stands', async () => {
    const [own, above] = [await certificate(), await certificate()];
    const { fingerprint256, validTo } = new X509Certificate(own.certificate);
    const key = keyPem(own.key);
    for (const pem of [own.pem, key + own.certificate, above.certificate + key + own.certificate]) {
      const { msal, endsAt } = readCertificate(pem, plain);
      expect(msal.clientCertificate).toEqual({ thumbprintSha256: fingerprint256.replaceAll(':', ''), privateKey: key });
      expect(endsAt).toBe(Date.parse(validTo));
    }
  });

  it('sends its chain, its own certificate first, only where asked', async () => {
    const [own, above] = [await certificate(), await certificate()];
    const { msal } = readCertificate(above.certificate + own.pem, { ...plain, sendChain: true });
    const sent = (msal.clientCertificate?.x5c ?? '').split(/(?<=-----END CERTIFICATE-----)\s+/).filter(Boolean);
    expect(sent.map((pem) => new X509Certificate(pem).fingerprint256)).toEqual(
      [own, above].map(({ certificate: pem }) => new X509Certificate(pem).fingerprint256),
    );
  });

  it.each(['pkcs8', 'pkcs1'] as const)(
    'takes an encrypted %s key with its password, and leaves it open for MSAL',
    async (type) => {
      const own = await certificate();
      const passphrase = ['open', 'sesame'].join('-');
      const key = createPrivateKey(keyPem(own.key)).export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase });
      const pem = `${own.certificate}${key.toString()}`;
      expect(readCertificate(pem, { ...plain, password: passphrase }).msal.clientCertificate?.privateKey).toBe(
        keyPem(own.key),
      );
      expect(() => readCertificate(pem, plain)).toThrow('password_missing');
      expect(() => readCertificate(pem, { ...plain, password: 'guessed' })).toThrow('password_wrong');
    },
  );

  it('takes lines that end as on Windows, and text around its parts', async () => {
    const own = await certificate();
    const pem = `Bag Attributes: none\n${own.pem}`.replaceAll('\n', '\r\n');
    expect(readCertificate(pem, plain).msal.clientCertificate?.privateKey).toBe(keyPem(own.key));
  });
});
