/** Verifies lines of a log by their signatures, in any browser: WebCrypto, no secret, nothing leaves the page. */

const LABEL = new TextEncoder().encode("ketuk certificate 1\0");

/** Bytes of 64 hexadecimal digits. */
export function keyFromHex(text) {
  if (!/^[0-9a-fA-F]{64}$/.test(text.trim())) throw new Error("key");
  return Uint8Array.from(text.trim().match(/../g), (digits) => Number.parseInt(digits, 16));
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** Fields of a protobuf message by number: bytes, or a number. The last one of a number counts. */
export function fieldsOf(bytes) {
  const fields = new Map();
  let at = 0;
  function varint() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= bytes.length || scale > 2 ** 63) throw new Error("malformed");
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag % 8;
    const number = Math.floor(tag / 8);
    if (wire === 0) fields.set(number, varint());
    else if (wire === 2) {
      const size = varint();
      if (size > bytes.length - at) throw new Error("malformed");
      fields.set(number, bytes.slice(at, at + size));
      at += size;
    } else throw new Error("malformed");
  }
  return fields;
}

function textOf(bytes) {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes ?? new Uint8Array());
}

async function fits(publicKey, message, signature) {
  if (publicKey?.length !== 32 || signature?.length !== 64) return false;
  const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}

/** What a certificate says, or undefined when the fleet did not sign it. */
async function readCertificate(fleetKey, bytes) {
  const outer = fieldsOf(bytes);
  const body = outer.get(1) ?? new Uint8Array();
  const signed = new Uint8Array([...LABEL, ...body]);
  if (!(await fits(fleetKey, signed, outer.get(2)))) return undefined;
  const inner = fieldsOf(body);
  return {
    reader: textOf(inner.get(1)),
    publicKey: inner.get(2),
    notBeforeMs: inner.get(3) ?? 0,
    notAfterMs: inner.get(4) ?? 0,
  };
}

const ASSURANCES = ["none", "uid", "password", "crypto1", "mutual-aes"];

/** What a record says, for people. */
function describe(record) {
  const fields = fieldsOf(record);
  const tap = fields.get(10) && fieldsOf(fields.get(10));
  const hex = (bytes) => Array.from(bytes ?? [], (byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join("");
  return {
    reader: textOf(fields.get(1)),
    counter: fields.get(3) ?? 0,
    wallMs: fields.get(6) ?? 0,
    tap: tap && { uid: hex(tap.get(2)), assurance: ASSURANCES[tap.get(6) ?? 0] ?? "none", refused: tap.get(8) > 0 },
  };
}

/** "valid" or why not. */
async function judge(certificates, { record, signature }, { reader, wallMs }) {
  if (!signature) return "unsigned";
  const own = certificates.filter((one) => one.reader === reader);
  if (own.length === 0) return "uncertified";
  let late = false;
  for (const { publicKey, notBeforeMs, notAfterMs } of own) {
    if (!(await fits(publicKey, record, signature))) continue;
    if (!wallMs || (wallMs >= notBeforeMs && wallMs <= notAfterMs)) return "valid";
    late = true;
  }
  return late ? "out-of-date" : "bad";
}

/**
 * Verifies the lines of a log, each by itself; their order is for `ketuk verify` to check.
 *
 * @param fleetKey 32 bytes
 * @returns for each line that is not empty: its number, a state, and what the record claims
 */
export async function verifyLines(fleetKey, text) {
  const parsed = text.split("\n").flatMap((line, i) => (line.trim() ? [{ number: i + 1, line }] : []));
  const certificates = [];
  const findings = [];
  for (const { number, line } of parsed) {
    try {
      const { certificate } = JSON.parse(line);
      const read = certificate && (await readCertificate(fleetKey, fromBase64(certificate)));
      if (read) certificates.push(read);
      if (certificate) findings.push({ number, state: read ? "certificate" : "foreign-certificate", claims: read });
    } catch {
      // Told below.
    }
  }
  for (const { number, line } of parsed) {
    try {
      const { certificate, record, signature } = JSON.parse(line);
      if (certificate) continue;
      if (typeof record !== "string") throw new Error("malformed");
      const sealed = { record: fromBase64(record), signature: signature && fromBase64(signature) };
      const claims = describe(sealed.record);
      findings.push({ number, state: await judge(certificates, sealed, claims), claims });
    } catch {
      findings.push({ number, state: "malformed" });
    }
  }
  return findings.sort((a, b) => a.number - b.number);
}
