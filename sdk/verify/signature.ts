/** What the signature of a record is worth: under a certificate of the fleet, or under none. */
import { signatureFits } from "#primitives";
import { PUBLIC_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes } from "../assert.js";
import { toHex } from "../bytes.js";
import { type CertificateData, readCertificate } from "../signing/certificate.js";
import type { RecordData } from "./record-data.js";
import type { Sealed } from "./seal.js";

/**
 * "valid": the certified key of the reader signed these bytes; "out-of-date": it did, but the record's own clock is
 * outside the certificate's time; "uncertified": there is no certificate of the fleet for this reader; "bad": there is
 * one and the signature does not fit; "none": no signature; "unchecked": nobody looked.
 */
export type SignatureState = "valid" | "out-of-date" | "uncertified" | "bad" | "none" | "unchecked";

/** Checks signatures of one fleet's readers. */
export interface SignatureChecker {
  /** Takes a certificate. False when it is none of this fleet. */
  add(certificate: Uint8Array): boolean;
  /** `data`: the record, read. */
  check(sealed: Sealed, data: Pick<RecordData, "reader" | "wallMs">): SignatureState;
}

/** Certificates of one reader that are kept: it gets a new one with every set of coupons. */
const PER_READER_COUNT = 64;

/**
 * @param fleetPublicKey 32 bytes
 * @param certificates encoded; those of other fleets are passed over
 * @throws KetukError `bad-argument`
 */
export function createSignatureChecker(
  fleetPublicKey: Uint8Array,
  certificates: readonly Uint8Array[],
): SignatureChecker {
  assertBytes(fleetPublicKey, "fleetPublicKey", PUBLIC_KEY_BYTES, PUBLIC_KEY_BYTES);
  const byReader = new Map<string, CertificateData[]>();
  const known = new Set<string>();

  function add(certificate: Uint8Array): boolean {
    const name = toHex(certificate);
    if (known.has(name)) return true;
    const data = readCertificate(fleetPublicKey, certificate);
    if (!data) return false;
    const list = byReader.get(data.readerId) ?? [];
    if (list.length >= PER_READER_COUNT) list.shift();
    list.push(data);
    byReader.set(data.readerId, list);
    known.add(name);
    return true;
  }

  for (const certificate of certificates) add(certificate);
  return {
    add,
    check({ record, signature }, { reader, wallMs }) {
      if (!signature) return "none";
      const list = byReader.get(reader);
      if (!list) return "uncertified";
      const signers = list.filter(({ publicKey }) => signatureFits(publicKey, record, signature));
      if (signers.length === 0) return "bad";
      // A record without a date cannot be outside of anything.
      return signers.some((signer) => covers(signer, wallMs)) ? "valid" : "out-of-date";
    },
  };
}

function covers({ notBeforeMs, notAfterMs }: CertificateData, wallMs: number | undefined): boolean {
  return wallMs === undefined || (wallMs >= notBeforeMs && wallMs <= notAfterMs);
}
