/** The clients against published exchanges, byte for byte. card-vectors.md 3.4, 4.3, 4.9, 5 (AN12343, AN12196, CERT). */
import { describe, expect, it } from "vitest";
import { openDesfire } from "../../../sdk/card/desfire.js";
import { openNtag424 } from "../../../sdk/card/ntag424.js";
import { proveCardKey } from "../../../sdk/card/proof.js";
import { createCallbackAuthenticator } from "../../../sdk/keys/card-keys.js";
import { createRecording } from "../../support/card-channel.js";
import { bytes, toHex } from "../../support/pcd.js";

/** A SAM that draws the random number of the recording. */
function sam(key: string, rndA: string) {
  return createCallbackAuthenticator({
    versions: { 1: [1] },
    callback: (_request, challenge) => proveCardKey(bytes(key), challenge, bytes(rndA)),
  });
}

describe("openDesfire", () => {
  it("proves the key of AN12343 table 7 and gets the UID, wrapped", async () => {
    const card = createRecording(
      "08112233",
      `9071000002010000 < B9FC6CCAE153125C7C17E6906433C0F4 91AF
       90AF000020C8B3AFDEC10EE8298471A7B41736B4381BA1BE0F57F66387C5577721B70F847F00 < 8138FD2450891FCDB4935D9F19C30B55FAD52DC54086933E0FBEC3DE9266BD80 9100
       90510000085CA9EF7C912A391B00 < CDFFBF6D34231DA2789DA9D3AB15D560 CE75E39EDBE94C2F 9100`,
    );
    const keys = sam("01234567890123456789012345678901", "53C94F6ECD8324E9D34531A36F0D5E5B");
    const desfire = openDesfire(card, { keys, framing: "wrapped" });
    const session = await desfire.authenticate({ keyNumber: 1, slot: 1 });
    expect(session).toEqual({ ok: true, value: { protocol: "ev2", keyNumber: 1, slot: 1, version: 1 } });
    expect(await desfire.getCardUid()).toEqual({ ok: true, value: bytes("04DE5F1EACC040") });
    expect(card.isOver()).toBe(true);
  });

  it("falls back to EV1, reads, writes and reads a value, native, as in 3.4", async () => {
    const card = createRecording(
      "04112233445566",
      `710000 < 1C
       AA00 < AF E1B6293EA19C4EFF3D92E23B62C24226
       AF7A4348106FDC030F9F17F91D8BA61B4286380377D1935C46A29FF1F7D83E7ECE < 00 2741E38E25C6D3FA29207E3DF5A83AE3
       BD03000000140000 < 00 758D0C2EFB1E90EF0AE97904B8C74C7B0A441B92D159D3C8957DBDB401CB797F
       3D03000000140000263582B2C64230F644546E3A023CB53D9A711D7A62858783AF404AA0FEFB7E04 < 00 2E5A056165131A72
       6C04 < 00 481B0D39C2B5BB193901F483988556D4`,
    );
    const keys = sam("00000000000000000000000000000000", "000102030405060708090A0B0C0D0E0F");
    const desfire = openDesfire(card, { keys });
    expect(await desfire.authenticate({ keyNumber: 0, slot: 1 })).toMatchObject({
      ok: true,
      value: { protocol: "ev1" },
    });
    const data = bytes("A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3");
    expect(await desfire.readData(3, { lengthBytes: 20, mode: "full" })).toEqual({
      ok: true,
      value: { data, isAuthentic: true },
    });
    expect(await desfire.writeData(3, data, { mode: "full" })).toEqual({ ok: true, value: undefined });
    expect(await desfire.getValue(4, { mode: "full" })).toEqual({ ok: true, value: { value: 120, isAuthentic: true } });
    expect(card.isOver()).toBe(true);
  });

  it("reads the settings of AN12343 for files of a DESFire Light", async () => {
    const card = createRecording(
      "04112233445566",
      "F500 < 00 0003301F000100\nF503 < 00 0203301200000000FFFFFF7F0000000003",
    );
    const desfire = openDesfire(card);
    expect(await desfire.getFileSettings(0)).toEqual({
      ok: true,
      value: {
        type: "standard",
        mode: "full",
        rights: { read: 1, write: "never", readWrite: 3, change: 0 },
        sizeBytes: 256,
        value: undefined,
        isSdmEnabled: false,
      },
    });
    expect(await desfire.getFileSettings(3)).toMatchObject({
      value: {
        type: "value",
        rights: { read: 1, write: 2, readWrite: 3, change: 0 },
        value: { lowerLimit: 0, upperLimit: 0x7fffffff, limitedCredit: 0, isLimitedCreditEnabled: true },
      },
    });
  });
});

describe("openNtag424", () => {
  it("selects by name and proves the key of AN12196 6.6", async () => {
    const card = createRecording(
      "04DE5F1EACC040",
      `00A4040C07D276000085010100 < 9000
       9071000002000000 < A04C124213C186F22399D33AC2A30215 91AF
       90AF00002035C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D00 < 3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663 9100`,
    );
    const keys = sam("00000000000000000000000000000000", "13C5DB8A5930439FC3DEF9A4C675360F");
    const ntag = openNtag424(card, { keys });
    expect(await ntag.selectApplication()).toEqual({ ok: true, value: undefined });
    expect((await ntag.authenticate({ keyNumber: 0, slot: 1 })).ok).toBe(true);
    expect(toHex(ntag.uid)).toBe("04DE5F1EACC040");
  });
});
