/** Certificates: the fleet says whose key signs records. Public; they travel with Hello and with logs. */
import { signatureFits, signWith } from "#primitives";
import { CERTIFICATE_LABEL, messages, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger, assertReaderId, READER_ID_PATTERN } from "../assert.js";
import { copyBytes, joinBytes } from "../bytes.js";
import { toSafeNumber } from "../verify/numbers.js";

/** What a certificate says. */
export interface CertificateData {
  /** Reader that the key belongs to. */
  readonly readerId: string;
  /** Its Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Records that were made before are not covered; milliseconds since 1970 UTC. */
  readonly notBeforeMs: number;
  /** Records that were made later are not covered; milliseconds since 1970 UTC. */
  readonly notAfterMs: number;
}

/** Longer ones are refused unread; a certificate has some 150 bytes. */
const LARGEST_BYTES = 512;
const LABEL = new TextEncoder().encode(CERTIFICATE_LABEL);
/** The last moment that Date can hold. */
const LATEST_MS = 8.64e15;

/**
 * Signs a certificate with the fleet's key.
 *
 * @param fleetSeed 32 bytes: `FleetKeys.certificateSeed`
 * @returns an encoded Certificate
 * @throws KetukError `bad-argument`
 */
export function issueCertificate(fleetSeed: Uint8Array, data: CertificateData): Uint8Array {
  const { readerId, publicKey, notBeforeMs, notAfterMs } = data;
  assertReaderId(readerId, "readerId");
  assertBytes(publicKey, "publicKey", PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES);
  assertInteger(notBeforeMs, "notBeforeMs", 0, LATEST_MS);
  assertInteger(notAfterMs, "notAfterMs", notBeforeMs, LATEST_MS);
  const body = messages.CertificateBody.encode({ readerId, publicKey, notBeforeMs, notAfterMs }).finish();
  const signature = signWith(fleetSeed, joinBytes(LABEL, body));
  return copyBytes(messages.Certificate.encode({ body, signature }).finish());
}

/**
 * Reads a certificate that the fleet has signed. Whether it covers a moment is for the caller to say.
 *
 * @param fleetPublicKey 32 bytes
 * @param bytes an encoded Certificate, from anybody
 * @returns undefined when it is none, or of another fleet; never throws
 */
export function readCertificate(fleetPublicKey: Uint8Array, bytes: Uint8Array): CertificateData | undefined {
  if (bytes.length > LARGEST_BYTES) return undefined;
  try {
    const { body, signature } = messages.Certificate.decode(bytes);
    if (signature.length !== SIGNATURE_BYTES) return undefined;
    if (!signatureFits(fleetPublicKey, joinBytes(LABEL, body), signature)) return undefined;
    const { readerId, publicKey, notBeforeMs, notAfterMs } = messages.CertificateBody.decode(body);
    const from = toSafeNumber(notBeforeMs);
    const to = toSafeNumber(notAfterMs);
    if (!READER_ID_PATTERN.test(readerId) || publicKey.length !== PUBLIC_KEY_BYTES) return undefined;
    if (from === undefined || to === undefined) return undefined;
    return { readerId, publicKey: copyBytes(publicKey), notBeforeMs: from, notAfterMs: to };
  } catch {
    return undefined;
  }
}
