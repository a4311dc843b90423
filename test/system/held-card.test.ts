/** One presentation is one tap, however long it lasts and however shaky the hand. */
import { expect, test } from "vitest";
import { createUidCard, demoCards } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";

test("a card that lies on the reader for a minute is one tap, and its removal is told once", async () => {
  const rig = await createRig();
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(60_000);
  expect(rig.taps()).toHaveLength(1);
  rig.removeAll();
  rig.advance(1000);
  expect(rig.notices()).toEqual(["CARD_ARRIVED", "CARD_REMOVED"]);
  expect(rig.taps()).toHaveLength(1);
});

test("a card missed in two looks out of three stays the same presentation", async () => {
  const rig = await createRig();
  const card = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });
  rig.board.field.place(card);
  rig.advance(300);
  for (let i = 0; i < 20; i++) {
    rig.board.field.remove(card);
    rig.advance(100);
    rig.board.field.place(card);
    rig.advance(200);
  }
  expect(rig.taps()).toHaveLength(1);
  expect(rig.notices()).toEqual(["CARD_ARRIVED"]);
});

test("the same card shown twice with a pause is two taps", async () => {
  const rig = await createRig();
  const card = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });
  for (let i = 0; i < 2; i++) {
    rig.board.field.place(card);
    rig.advance(300);
    rig.board.field.remove(card);
    rig.advance(400);
  }
  expect(rig.taps()).toHaveLength(2);
});

test("two cards at once are refused, without a tap, until both are gone", async () => {
  const rig = await createRig();
  const cards = demoCards(rig.keys);
  rig.board.field.place(cards.genuine);
  rig.board.field.place(cards.plain);
  rig.advance(1000);
  rig.board.field.remove(cards.plain);
  rig.advance(1000);
  expect(rig.taps()).toHaveLength(0);
  expect(rig.notices()).toEqual(["CARD_ARRIVED", "SEVERAL_CARDS"]);
  rig.removeAll();
  rig.advance(600);
  rig.board.field.place(cards.genuine);
  rig.advance(400);
  expect(rig.taps()).toHaveLength(1);
});

test("one card exchanged for another within a look is told apart", async () => {
  const rig = await createRig();
  const first = createUidCard({ uid: Uint8Array.of(1, 1, 1, 1) });
  const second = createUidCard({ uid: Uint8Array.of(2, 2, 2, 2) });
  rig.board.field.place(first);
  rig.advance(300);
  rig.board.field.remove(first);
  rig.board.field.place(second);
  rig.advance(600);
  expect(rig.taps().map((tap) => Buffer.from(tap.uid).toString("hex"))).toEqual(["01010101", "02020202"]);
});
