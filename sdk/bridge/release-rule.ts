/**
 * What lets readers forget records at present. With "auto" nothing does while the bridge looks for workers, after every
 * connection; then the broker's word, and from the first worker on a worker's receipt, for ever.
 */
import type { AcknowledgeWhen } from "./record-way.js";

/** What it needs. */
export interface ReleaseRuleOptions {
  readonly acknowledge: AcknowledgeWhen;
  /** A broker that knows of workers says so within this time after a connection, in milliseconds. */
  readonly lookMs: number;
  /** Asks the broker for what workers say of themselves. */
  hearWorkers(refused: (error: Error) => void): void;
  /** Asks it for their receipts instead. */
  hearReceipts(refused: (error: Error) => void): void;
  /** It is another rule now. */
  changed(): void;
  /** The broker does not let the bridge hear workers, or receipts. */
  refused(what: "worker" | "stored", error: Error): void;
}

/** The rule. */
export interface ReleaseRule {
  readonly when: "looking" | "published" | "stored";
  connected(): void;
  /** A worker has announced itself, or its announcement is retained. */
  sawWorker(): void;
  close(): void;
}

/** Creates it. */
export function createReleaseRule(options: ReleaseRuleOptions): ReleaseRule {
  const { acknowledge, lookMs, hearWorkers, hearReceipts, changed } = options;
  let when: ReleaseRule["when"] = acknowledge === "auto" ? "looking" : acknowledge;
  /** Nothing changes it any more. */
  let isDecided = acknowledge !== "auto";
  let timer: NodeJS.Timeout | undefined;

  function become(next: "published" | "stored"): void {
    clearTimeout(timer);
    when = next;
    changed();
  }

  const refuse = (what: "worker" | "stored") => (error: Error) => {
    isDecided = true;
    options.refused(what, error);
    become("published");
  };

  return {
    get when() {
      return when;
    },
    connected() {
      if (isDecided) return;
      when = "looking";
      clearTimeout(timer);
      timer = setTimeout(become, lookMs, "published");
      hearWorkers(refuse("worker"));
    },
    sawWorker() {
      if (isDecided) return;
      isDecided = true;
      become("stored");
      hearReceipts(refuse("stored"));
    },
    close: () => clearTimeout(timer),
  };
}
