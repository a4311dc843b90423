/** `ketuk update --fleet`: firmware for many readers, in waves, stopped when it goes wrong and gone on with later. */
import { createHash } from "node:crypto";
import { readBrokerOptions } from "../bridge/broker-options.js";
import { KetukError } from "../errors.js";
import type { FirmwareImage } from "../firmware/image.js";
import { openBridgeTargets } from "../fleet/bridges.js";
import { driveRollout } from "../fleet/drive.js";
import { parseFleet } from "../fleet/fleet-file.js";
import { createPortTargets } from "../fleet/ports.js";
import {
  countStandings,
  createRollout,
  type Rollout,
  type RolloutPolicy,
  resumed,
  retried,
  withNewcomers,
} from "../fleet/rollout.js";
import { createRolloutWriter, readRollout } from "../fleet/rollout-file.js";
import type { FleetReader, FleetTargets } from "../fleet/targets.js";
import { parseSize, parseWaves, planWaves } from "../fleet/waves.js";
import { readKeys } from "../keys/role-keys.js";
import { type FleetSay, sayAll } from "./fleet-report.js";
import { EXIT, type Io } from "./io.js";
import { readJson } from "./json-file.js";
import { type PassphraseOptions, passphraseOf } from "./passphrase.js";

/** What the command line says. */
export interface FleetOptions extends PassphraseOptions {
  /** A file, or true: the readers of the bridges. */
  readonly fleet: string | true;
  readonly mqtt?: string;
  readonly keys?: string;
  readonly prefix: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly waves: string;
  readonly watch: number;
  readonly atOnce: number;
  readonly maxFailed: string;
  readonly maxSilent: string;
  readonly minTaps: number;
  readonly readerTimeout: number;
  readonly state?: string;
  readonly retry?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const LOOK_MS = 5000;
/** A wave that is watched for a short time is looked at more often. */
const LOOKS_PER_WATCH = 4;
const LOOK_MIN_MS = 100;

/** Runs it; resolves with the exit code. */
export async function updateFleet(options: FleetOptions, image: FirmwareImage, io: Io): Promise<number> {
  const policy: RolloutPolicy = {
    atOnceCount: options.atOnce,
    watchMs: options.watch,
    maxFailed: parseSize(options.maxFailed, "--max-failed"),
    maxSilent: parseSize(options.maxSilent, "--max-silent"),
    minTapCount: options.minTaps,
  };
  const sizes = parseWaves(options.waves);
  const path = options.state ?? `ketuk-update-${image.number}.json`;
  const digest = createHash("sha256").update(image.manifest).digest("hex");
  const saved = await readRollout(path);
  if (saved && saved.image !== digest) {
    throw new KetukError("bad-argument", `${path} is the state of another firmware`, { hint: "name another --state" });
  }
  const before = saved && (options.retry ? retried(resumed(saved.rollout)) : resumed(saved.rollout));
  const targets = await openTargets(options, image, io);
  const say = sayAll(io, options.json === true);
  try {
    const readers = await targets.list(io.signal);
    if (io.signal.aborted) return EXIT.interrupted;
    const { rollout, absent } = planOf(readers, image.number, before, (open) => planWaves(open, sizes));
    const plan = { rollout, absent, present: readers.length - absent.length, path, isResumed: saved !== undefined };
    say.plan(image, plan);
    if (options.dryRun) {
      say.members(rollout);
      return EXIT.ok;
    }
    const end = await carryOut(rollout, policy, { targets, path, digest, options, io, say });
    say.end(end, absent, path, io.signal.aborted);
    if (end.phase === "done") return isWhole(end) && absent.length === 0 ? EXIT.ok : EXIT.failed;
    return end.phase === "stopped" ? EXIT.failed : EXIT.interrupted;
  } finally {
    await targets.close();
  }
}

async function openTargets(options: FleetOptions, image: FirmwareImage, io: Io): Promise<FleetTargets> {
  if (options.fleet === true) {
    if (!options.mqtt) {
      throw new KetukError("bad-argument", "--fleet expected a file of readers, or --mqtt for those of the bridges");
    }
    if (image.signature.length === 0) {
      throw new KetukError("image-forged", "bridges take signed firmware only, and nobody has signed this one", {
        hint: "give the maker's file with --image",
      });
    }
    const broker = await readBrokerOptions(options.mqtt, options, io.env);
    return openBridgeTargets({ broker, prefix: options.prefix, image });
  }
  if (!options.keys) {
    throw new KetukError("bad-argument", "--keys expected the key ring, or a file of role keys of a maintainer");
  }
  const entries = parseFleet(await readJson(options.fleet, "--fleet"));
  const keys = await readKeys(options.keys, { passphrase: passphraseOf(io, options) });
  return createPortTargets({ entries, keys, image });
}

/** Who is where, and who is not there. */
export interface FleetPlan {
  readonly rollout: Rollout;
  readonly absent: readonly string[];
}

/** The waves of those who are there and run something older; after an interruption, those of before and newcomers. */
export function planOf(
  readers: readonly FleetReader[],
  number: number,
  before: Rollout | undefined,
  plan: (open: readonly FleetReader[]) => string[][],
): FleetPlan {
  const open = readers.filter(({ sight }) => sight?.isThere && sight.number < number);
  const rollout = before
    ? withNewcomers(
        before,
        open.map(({ id }) => id),
      )
    : createRollout(number, plan(open));
  const known = new Set(rollout.readers.map(({ id }) => id));
  // One that is away and has the firmware has been updated already.
  const isAbsent = ({ id, sight }: FleetReader) =>
    !known.has(id) && !sight?.isThere && (sight === undefined || sight.number < number);
  return { rollout, absent: readers.filter(isAbsent).map(({ id }) => id) };
}

interface Work {
  readonly targets: FleetTargets;
  readonly path: string;
  readonly digest: string;
  readonly options: FleetOptions;
  readonly io: Io;
  readonly say: FleetSay;
}

async function carryOut(rollout: Rollout, policy: RolloutPolicy, work: Work): Promise<Rollout> {
  const { targets, path, digest, options, io, say } = work;
  if (rollout.phase === "done" || rollout.phase === "stopped") return rollout;
  const writer = createRolloutWriter(path, digest);
  writer.save(rollout);
  io.takeTime?.();
  const onStop = () => say.stopping();
  io.signal.addEventListener("abort", onStop, { once: true });
  try {
    let shown = rollout;
    say.wave(rollout);
    return await driveRollout({
      rollout,
      policy,
      targets,
      signal: io.signal,
      readerTimeoutMs: options.readerTimeout,
      lookMs: Math.max(LOOK_MIN_MS, Math.min(LOOK_MS, policy.watchMs / LOOKS_PER_WATCH)),
      now: Date.now,
      changed(next) {
        if (next.phase !== shown.phase || next.wave !== shown.wave) say.wave(next);
        shown = next;
        writer.save(next);
      },
      told: (reader) => say.reader(reader),
      progress: (shares) => say.progress(shown, shares),
    });
  } finally {
    io.signal.removeEventListener("abort", onStop);
    say.clear();
    await writer.close();
  }
}

function isWhole(rollout: Rollout): boolean {
  return (countStandings(rollout).proved ?? 0) === rollout.readers.length;
}
