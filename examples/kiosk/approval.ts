/** The rule of approvals: first the neighbourhood, then the district, never oneself, never the same person twice. */
import type { Office } from "./residents.js";

/** One decision that was made. */
export interface Decision {
  readonly step: 1 | 2;
  readonly resident: number;
  readonly answer: "approve" | "refuse";
}

/** How far a request is. */
export type Stage = "neighbourhood" | "district" | "issued" | "refused";

/** What a tap at the desk comes to; only "decided" changes anything. */
export type Ruling = "decided" | "finished" | "own-request" | "decided-before" | "not-your-office";

/** How far a request with these decisions is. */
export function stageOf(decisions: readonly Decision[]): Stage {
  if (decisions.some(({ answer }) => answer === "refuse")) return "refused";
  return (["neighbourhood", "district", "issued"] as const)[decisions.length] ?? "issued";
}

/** The step of a request in a stage; undefined when there is none left. */
export function stepOf(stage: Stage): 1 | 2 | undefined {
  if (stage === "neighbourhood") return 1;
  return stage === "district" ? 2 : undefined;
}

/**
 * Whether this person may decide now.
 *
 * @param offices the offices that the person holds for the applicant's own area
 */
export function rule(
  applicant: number,
  decisions: readonly Decision[],
  person: number,
  offices: readonly Office[],
): Ruling {
  const stage = stageOf(decisions);
  if (stage === "issued" || stage === "refused") return "finished";
  if (person === applicant) return "own-request";
  if (decisions.some(({ resident }) => resident === person)) return "decided-before";
  return offices.includes(stage) ? "decided" : "not-your-office";
}
