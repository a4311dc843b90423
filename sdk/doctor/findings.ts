/** From facts to findings: every part that was looked at is in order, or it is said what is not. Pure. */
import { AREAS, type Area, type Finding } from "./catalog.js";
import type { Facts } from "./facts.js";
import { hex, judgeChip } from "./judge-chip.js";
import { judgeLine, judgePort } from "./judge-line.js";
import { judgeAccess, judgeCard, judgeClock, judgeJournal, judgeMemory, judgeReader } from "./judge-reader.js";

/** Judges facts. Findings come in the order of looking; parts that were looked at and are in order are named, too. */
export function findings(facts: Facts): Finding[] {
  const chip = judgeChip(facts);
  // With a chip that fails there is nothing to say about antenna and card.
  const card = chip.some(({ grade }) => grade === "failure") ? [] : judgeCard(facts);
  const found = [
    ...judgePort(facts),
    ...judgeLine(facts),
    ...judgeReader(facts),
    ...chip,
    ...card,
    ...judgeMemory(facts),
    ...judgeJournal(facts),
    ...judgeClock(facts),
    ...judgeAccess(facts),
  ];
  const failed = new Set(found.filter(({ grade }) => grade === "failure").map(({ area }) => area));
  return AREAS.flatMap((area) => {
    const here = found.filter((one) => one.area === area);
    const words = here.length || (area === "chip" && failed.has("spi")) ? undefined : inOrder(area, facts);
    return words === undefined ? here : [good(area, words)];
  });
}

function good(area: Area, words: string): Finding {
  return { code: `${area}-ok`, grade: "ok", area, words, detail: undefined, advice: undefined };
}

/** What is good about a part; undefined when it was not looked at. */
function inOrder(area: Area, facts: Facts): string | undefined {
  const { info, parts, status, clock, card } = facts;
  const usable = parts && !parts.busy && chipAnswers(facts);
  switch (area) {
    case "port":
      return facts.line && `${facts.path} opens`;
    case "line":
      return facts.line && "frames pass both ways";
    case "reader":
      return info && `${info.id}, firmware ${info.firmwareVersion}, Espruino ${info.interpreter}, boot ${info.boot}`;
    case "chip":
      return usable && parts.selfTest ? `MFRC522 ${hex(parts.selfTest.version)}, self-test passed` : undefined;
    case "spi":
      return usable && parts.spi ? "no error at any clock" : undefined;
    case "field":
      return card?.seen ? "the card answers every call" : undefined;
    case "memory":
      return (
        parts?.memory && `${parts.memory.freeCount} JsVars, ${parts.memory.storageFreeBytes} bytes of Storage free`
      );
    case "journal":
      return (
        status && `${status.pending} records wait, ${status.journalFreeBytes} of ${status.journalBytes} bytes free`
      );
    case "clock":
      return clock && "right, and keeps time";
    case "access":
      return parts?.open && "no console, no Bluetooth, no Wi-Fi";
  }
}

function chipAnswers({ status, info }: Facts): boolean {
  const version = status?.chipVersion ?? info?.chipVersion ?? 0;
  return version !== 0 && version !== 0xff;
}
