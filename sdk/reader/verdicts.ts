/** Who gives the verdicts of a Reader: the tap keys, the signatures under the fleet's public key, both, or nobody. */
import { sameBytes } from "../bytes.js";
import type { TapKeySource } from "../keys/provider.js";
import { createSignatureVerifier, createVerifier, type JudgeOptions, type Verifier } from "../verify/verify.js";
import type { ReaderOptions } from "./options.js";

/** What decides; `keys`: tap keys. */
export interface VerdictOptions extends Pick<ReaderOptions, "fleetPublicKey" | "minimumAssurance" | "enrolment"> {
  readonly keys: TapKeySource | undefined;
  readonly replay: NonNullable<JudgeOptions["replay"]>;
}

/** Verdicts on the records of one reader. */
export interface Verdicts extends Verifier {
  /** The reader brings the certificate of the key that signs its records; empty: it signs none. */
  certificate(certificate: Uint8Array): void;
}

/**
 * Undefined without keys of either kind.
 *
 * @throws KetukError `bad-argument`
 */
export function createVerdicts(options: VerdictOptions): Verdicts | undefined {
  const { keys, fleetPublicKey, minimumAssurance, enrolment, replay } = options;
  const judge = { replay, ...(minimumAssurance && { minimumAssurance }), ...(enrolment && { enrolment }) };
  if (!keys && !fleetPublicKey) return undefined;
  const verifier = keys
    ? createVerifier({ ...judge, keys, fleetPublicKey })
    : createSignatureVerifier({ ...judge, fleetPublicKey: fleetPublicKey as Uint8Array });
  let last: Uint8Array = new Uint8Array();
  return {
    verify: verifier.verify,
    certificate(certificate) {
      // It comes with every sign of life, and to read one costs a verification.
      if (sameBytes(certificate, last)) return;
      last = certificate;
      verifier.addCertificate(certificate);
    },
  };
}
