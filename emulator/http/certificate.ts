// @peculiar/x509 registers its classes through tsyringe, which wants this polyfill first.
import 'reflect-metadata';
import { randomUUID, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface ServerCertificate {
  /** What clients trust, through NODE_EXTRA_CA_CERTS. */
  caPem: string;
  certificatePem: string;
  keyPem: string;
}

/** As long as a bench or a kept demo may run. */
const VALID_DAYS = 7;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate authority made now, and a certificate for the loopback names signed by it. */
export async function makeServerCertificate(): Promise<ServerCertificate> {
  // Every authority has its own name: a process may trust several emulators at once.
  const name = `CN=Gangway emulator CA ${randomUUID()}`;
  const ca = await makeKeys();
  const server = await makeKeys();
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(Date.now() + VALID_DAYS * 86_400_000);
  const validity = { notBefore, notAfter, signingAlgorithm: algorithm };
  const caCertificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: '01',
    name,
    keys: ca,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity,
    serialNumber: '02',
    subject: 'CN=localhost',
    issuer: caCertificate.subject,
    publicKey: server.publicKey,
    signingKey: ca.privateKey,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', server.privateKey);
  return {
    caPem: caCertificate.toString('pem'),
    certificatePem: certificate.toString('pem'),
    keyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
