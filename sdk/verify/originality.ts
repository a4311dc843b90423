/** NXP originality signatures: ECDSA over the raw UID, without a hash. cards.md section 5; NXP AN11350, AN12196 section 9. */
import type { ECDSA } from "@noble/curves/abstract/weierstrass.js";
import { joinBytes } from "../bytes.js";

/** Families whose chips carry a signature that can be checked here. */
export const ORIGINALITY_FAMILIES = [
  "ultralight-ev1",
  "ntag21x",
  "classic-ev1",
  "ultralight-aes",
  "ntag424",
  "desfire-light",
  "desfire-ev2",
  "desfire-ev3",
] as const;
/** Family of chips that share one public key of NXP. */
export type OriginalityFamily = (typeof ORIGINALITY_FAMILIES)[number];

/**
 * Whether NXP made a chip with this UID. It does not say that the card on the reader is that chip: UID and signature
 * can be read and copied by anybody. Use it against clones of chips at issuance, never instead of an authentication.
 */
export type OriginalityVerdict = OriginalityGenuine | OriginalityRejected;

/** NXP signed this UID. */
export interface OriginalityGenuine {
  /** Always true. */
  readonly ok: true;
  /** Always "genuine". */
  readonly reason: "genuine";
  /** Whose public key fits. */
  readonly family: OriginalityFamily;
}

/** Nothing is proved. "malformed": no UID, or no signature of any family's length. */
export interface OriginalityRejected {
  /** Always false. */
  readonly ok: false;
  /** Why. */
  readonly reason: "malformed" | "bad-signature";
}

/** What to check. */
export interface OriginalityClaim {
  /** 7 bytes; 4 for some Classic EV1. */
  readonly uid: Uint8Array;
  /** r and s as the card gives them: 32, 48 or 56 bytes. */
  readonly signature: Uint8Array;
  /** Only this family; any with a signature of this length when left out. */
  readonly family?: OriginalityFamily | undefined;
}

/** Public keys, x and y, and the curve of each. cards.md section 5. */
const KEYS: Readonly<Record<OriginalityFamily, readonly [CurveName, string]>> = {
  "ultralight-ev1": ["secp128r1", "90933BDCD6E99B4E255E3DA55389A827564E11718E017292FAF23226A96614B8"],
  ntag21x: ["secp128r1", "494E1A386D3D3CFE3DC10E5DE68A499B1C202DB5B132393E89ED19FE5BE8BC61"],
  "classic-ev1": ["secp128r1", "4F6D3F294DEA5737F0F46FFEE88A356EED95695DD7E0C27A591E6F6F65962BAF"],
  "ultralight-aes": [
    "secp192r1",
    "53BF8C49B7BD9FE3207A91513B9C1D238ECAB07186B772104AB535F7D3AE63CF7C7F3DD0D169DA3E99E43C6399621A86",
  ],
  ntag424: [
    "secp224r1",
    "8A9B380AF2EE1B98DC417FECC263F8449C7625CECE82D9B916C992DA209D68422B81EC20B65A66B5102A61596AF3379200599316A00A1410",
  ],
  "desfire-light": [
    "secp224r1",
    "0E98E117AAA36457F43173DC920A8757267F44CE4EC5ADD3C54075571AEBBF7B942A9774A1D94AD02572427E5AE0A2DD36591B1FB34FCF3D",
  ],
  "desfire-ev2": [
    "secp224r1",
    "B304DC4C615F5326FE9383DDEC9AA892DF3A57FA7FFB3276192BC0EAA252ED45A865E3B093A3D0DCE5BE29E92F1392CE7DE321E3E5C52B3A",
  ],
  "desfire-ev3": [
    "secp224r1",
    "1DB46C145D0A36539C6544BD6D9B0AA62FF91EC48CBC6ABAE36E0089A46F0D08C8A715EA40A63313B92E90DDC1730230E0458A33276FB743",
  ],
};

/** Prime, coefficients, base point and order; the cofactor is 1. SEC 2 version 1.0 (128, 192) and 2.0 (224). */
const CURVES = {
  secp128r1: {
    p: "FFFFFFFDFFFFFFFFFFFFFFFFFFFFFFFF",
    a: "FFFFFFFDFFFFFFFFFFFFFFFFFFFFFFFC",
    b: "E87579C11079F43DD824993C2CEE5ED3",
    Gx: "161FF7528B899B2D0C28607CA52C5B86",
    Gy: "CF5AC8395BAFEB13C02DA292DDED7A83",
    n: "FFFFFFFE0000000075A30D1B9038A115",
  },
  secp192r1: {
    p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFF",
    a: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFC",
    b: "64210519E59C80E70FA7E9AB72243049FEB8DEECC146B9B1",
    Gx: "188DA80EB03090F67CBF20EB43A18800F4FF0AFD82FF1012",
    Gy: "07192B95FFC8DA78631011ED6B24CDD573F977A11E794811",
    n: "FFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831",
  },
  secp224r1: {
    p: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001",
    a: "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFE",
    b: "B4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4",
    Gx: "B70E0CBD6BB4BF7F321390B94A03C1D356C21122343280D6115C1D21",
    Gy: "BD376388B5F723FB4C22DFE6CD4375A05A07476444D5819985007E34",
    n: "FFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D",
  },
} as const;
type CurveName = keyof typeof CURVES;

/** SEC 1 section 2.3.3: an uncompressed point begins with 04. */
const UNCOMPRESSED = Uint8Array.of(0x04);
const UID_LENGTHS: readonly number[] = [4, 7];

/**
 * Checks an originality signature. Takes some milliseconds of arithmetic, and the first time some more: the library for
 * curves is loaded then and not before.
 *
 * @param claim UID and signature as they were read
 * @returns a verdict; never rejects for bytes of any kind
 */
export async function verifyOriginality(claim: OriginalityClaim): Promise<OriginalityVerdict> {
  const { uid, signature, family } = claim;
  if (!(uid instanceof Uint8Array) || !(signature instanceof Uint8Array)) return { ok: false, reason: "malformed" };
  const families = ORIGINALITY_FAMILIES.filter((name) => family === undefined || name === family);
  const candidates = families.filter((name) => KEYS[name][1].length / 2 === signature.length);
  if (candidates.length === 0 || !UID_LENGTHS.includes(uid.length)) return { ok: false, reason: "malformed" };
  for (const name of candidates) {
    const [curve, publicKey] = KEYS[name];
    if (await fits(curve, publicKey, uid, signature)) return { ok: true, reason: "genuine", family: name };
  }
  return { ok: false, reason: "bad-signature" };
}

async function fits(name: CurveName, publicKeyHex: string, uid: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const publicKey = joinBytes(UNCOMPRESSED, Uint8Array.from(Buffer.from(publicKeyHex, "hex")));
  const curve = curves.get(name) ?? (await loadCurve(name));
  // The UID takes the place of the digest; NXP's signer does not choose the smaller of the two possible s.
  return curve.verify(signature, uid, publicKey, { prehash: false, lowS: false });
}

/** The library asks for a hash; none is ever used, since `prehash` is off and nothing is signed. */
const NO_HASH = Object.assign(unused, { outputLen: 32, blockLen: 64, canXOF: false, create: unused });

function unused(): never {
  throw new Error("originality signatures have no hash");
}

const curves = new Map<CurveName, ECDSA>();

async function loadCurve(name: CurveName): Promise<ECDSA> {
  const { ecdsa, weierstrass } = await import("@noble/curves/abstract/weierstrass.js");
  const { p, a, b, Gx, Gy, n } = CURVES[name];
  const point = weierstrass({ p: big(p), a: big(a), b: big(b), Gx: big(Gx), Gy: big(Gy), n: big(n), h: 1n });
  const curve = ecdsa(point, NO_HASH, { lowS: false });
  curves.set(name, curve);
  return curve;
}

function big(hex: string): bigint {
  return BigInt(`0x${hex}`);
}
