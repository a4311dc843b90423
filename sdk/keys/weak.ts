/** Finds secrets that are none: short, patterned, text, or printed in a standard as an example. */
import { toHex } from "../bytes.js";

/** Shortest secret in bytes. */
export const SHORTEST_SECRET_BYTES = 16;

/** This many bytes in a row that count up by the same step (0 included) are no chance: 2^-43 in 32 random bytes. */
const LONGEST_RUN = 8;

/** Fewer different values than this are no chance: below 2^-40 in 16 random bytes. */
const FEWEST_VALUES = 8;

/** Keys and hashes that anybody can look up, as hexadecimal; those with a pattern are found by it and not listed. */
export const PUBLISHED_SECRETS: readonly string[] = [
  // FIPS 197, NIST SP 800-38A, RFC 4493: AES-128, -192, -256 example keys.
  "2B7E151628AED2A6ABF7158809CF4F3C",
  "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B",
  "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4",
  // The GCM specification and IEEE 802.1AE examples.
  "FEFFE9928665731C6D6A8F9467308308",
  "AD7A2BD03EAC835A6F620FDCB506B345",
  // RFC 3686 and RFC 3602 examples.
  "AE6852F8121067CC4BF7A5765577F39E",
  "7E24067817FAE0D743D6CE1F32539163",
  "7691BE035E5020A8AC6E618529F9A0DC",
  "06A9214036B8A15B512E03D534120006",
  "C286696D887C9AA0611BBB3E2025A45A",
  // RFC 8032 section 7.1, secret keys of tests 1 to 3.
  "9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60",
  "4CCD089B28FF96DA9DB6C346EC114E0F5B8A319F35ABA624DA8CF6ED4FB8A6FB",
  "C5AA8DF43F9F837BEDB7442F31DCB7B166D38535076F094B85CE3A2E0B4458F7",
  // NXP AN12196 and AN12343 session examples; public test suites.
  "5ACE7E50AB65D5D51FD5BF5A16B8205B",
  "83A66CF43605111802A2616FA0C5E2FF",
  "F3847D627727ED3BC9C4CC050489B966",
  "40E7D271626FFBD49C530E3D304F5B17",
  // NXP AN10922, the diversified AES-128 example.
  "A8DD63A3B89D54B37CA802473FDA9175",
  // SHA-256 of nothing, "password", "test", "secret".
  "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
  "5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8",
  "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
  "2BB80D537B1DA3E38BD30361AA855686BDE0EACD7162FEF6A25FE97BF527A25B",
];

/**
 * Says what is wrong with a secret, or undefined when nothing obvious is. It cannot know that a secret is good.
 *
 * @param secret the bytes
 * @returns words such as "is 8 bytes long", to be put after the name of the secret; never a part of the secret
 */
export function weaknessOf(secret: Uint8Array): string | undefined {
  if (secret.length < SHORTEST_SECRET_BYTES)
    return `is ${secret.length} bytes long, shorter than ${SHORTEST_SECRET_BYTES}`;
  if (isPublished(secret)) return "is published as an example";
  if (longestRun(secret) >= LONGEST_RUN) return "is a pattern: equal or counting bytes";
  if (isPeriodic(secret)) return "is a pattern: a short piece repeated";
  if (new Set(secret).size < FEWEST_VALUES) return "is a pattern: only a few different bytes";
  if (secret.every((byte) => byte >= 0x20 && byte <= 0x7e)) return "is text; a secret is random bytes";
  return undefined;
}

function isPublished(secret: Uint8Array): boolean {
  const hex = toHex(secret);
  return PUBLISHED_SECRETS.some((key) => hex.startsWith(key) || hex.endsWith(key) || key.startsWith(hex));
}

function longestRun(secret: Uint8Array): number {
  let longest = 1;
  let run = 1;
  let step = -1;
  for (let i = 1; i < secret.length; i++) {
    const next = ((secret[i] ?? 0) - (secret[i - 1] ?? 0)) & 0xff;
    run = next === step ? run + 1 : 2;
    step = next;
    longest = Math.max(longest, run);
  }
  return longest;
}

function isPeriodic(secret: Uint8Array): boolean {
  for (let period = 1; period <= secret.length / 2; period++) {
    if (secret.every((byte, i) => i < period || byte === secret[i - period])) return true;
  }
  return false;
}
