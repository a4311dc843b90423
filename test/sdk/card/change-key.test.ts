/** ChangeKey and ChangeFileSettings against published messages: real DESFire EV1 cards, AN12343, AN12196. card-vectors 3.3, 4.8, 4.9. */
import { describe, expect, test } from "vitest";
import { createEv1Messaging, desfireCrc32 } from "../../../sdk/card/ev1.js";
import { createEv2Messaging } from "../../../sdk/card/ev2.js";
import { encodeFileAccess } from "../../../sdk/card/file-settings.js";
import { encodeSdm } from "../../../sdk/card/sdm-settings.js";

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();
const version = (key: Uint8Array, n: number) => Uint8Array.of(...key, n);

describe("EV1, real cards", () => {
  const key = hex("00102030405060708090A0B0B0A09080");

  test("own key", () => {
    const session = createEv1Messaging(hex("F44B26F5C05DDD7110772281C4D066E8"));
    const sent = session.protect({ ins: 0xc4, header: hex("00"), data: version(key, 0x10) }, "full");
    expect(text(sent)).toBe("00E9F85E219496C2B58C1090DC3935FAE9E840CF61B383D9531946256B1F110C10");
  });

  test("other key: a second checksum behind the first", () => {
    const session = createEv1Messaging(hex("C2A1E47BD8100044FE6D00A74D7AB17C"));
    const command = { ins: 0xc4, header: hex("01"), data: version(key, 0x10), tail: desfireCrc32(key) };
    expect(text(session.protect(command, "full"))).toBe(
      "01E7ECCB6BD1CA64BC161A12B1C024F71430337408C8A87EACAB7A1FF18951FCA3",
    );
    expect(session.unprotect(hex("2128D3CD9C9ACFFF"), "mac")).toEqual(new Uint8Array(0));
  });
});

describe("EV2", () => {
  const key = hex("01234567890123456789012345678901");

  test("own key, AN12343", () => {
    const session = createEv2Messaging({
      sesAuthEncKey: hex("E156C8522F7C8DC82B0C99BA847DE723"),
      sesAuthMacKey: hex("45D50C1570000D2F173DF949288E3CAD"),
      ti: hex("94297F4D"),
    });
    const sent = session.protect({ ins: 0xc4, header: hex("00"), data: version(key, 0) }, "full");
    expect(text(sent)).toBe("00BF5400DC97A1FBD65BE870716D6F11F8161BB4CA472856DB94AB94B2EC1A13E627CE07CF56C11091");
  });

  test("other key, AN12343", () => {
    const session = createEv2Messaging({
      sesAuthEncKey: hex("A664EA370E90B249FE2870772291A820"),
      sesAuthMacKey: hex("605526E474B2304354D05A800F56B7A9"),
      ti: hex("BC354CD5"),
    });
    const command = { ins: 0xc4, header: hex("01"), data: version(key, 0), tail: desfireCrc32(key) };
    expect(text(session.protect(command, "full"))).toBe(
      "0180D40DB52D5D8CA136249A0A14154DBA1BE0D67C408AB24CF0F3D3B4FE333C6AD27EF8006B374ABB",
    );
    expect(session.unprotect(hex("BB94CB85EBC43B9D"), "mac")).toEqual(new Uint8Array(0));
  });

  test("ChangeFileSettings that switches SUN messages on, AN12196", () => {
    const session = createEv2Messaging({
      sesAuthEncKey: hex("1309C877509E5A215007FF0ED19CA564"),
      sesAuthMacKey: hex("4C6626F5E72EA694202139295C7A7FC7"),
      ti: hex("9D00C4DF"),
      cmdCtr: 1,
    });
    const rights = { read: "free", write: 0, readWrite: 0, change: 0 } as const;
    const sdm = {
      metaRead: 2,
      fileRead: 1,
      counterRetrieve: 1,
      piccOffset: 0x20,
      macInputOffset: 0x43,
      macOffset: 0x43,
    } as const;
    const data = Uint8Array.of(...encodeFileAccess("plain", rights, 0x40), ...encodeSdm(sdm));
    expect(text(data)).toBe("4000E0C1F121200000430000430000");
    expect(text(session.protect({ ins: 0x5f, header: hex("02"), data }, "full"))).toBe(
      "0261B6D97903566E84C3AE5274467E89EAD799B7C1A0EF7A04",
    );
  });
});
