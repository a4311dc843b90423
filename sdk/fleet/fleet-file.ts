/** A fleet as a file: readers by id and port. */
import { assertReaderId, assertText } from "../assert.js";
import { KetukError } from "../errors.js";

/** A reader of the file. */
export interface FleetEntry {
  /** Its id. */
  readonly id: string;
  /** Its port, or tcp://host:port. */
  readonly path: string;
  /** Readers of one group are neighbours; waves are spread over groups. */
  readonly group: string | undefined;
}

/**
 * Reads `{"readers": [{"id": "gate-1", "path": "tcp://10.0.0.7:7000", "group": "north"}, ...]}`.
 *
 * @param content parsed JSON
 * @throws KetukError `bad-argument`
 */
export function parseFleet(content: unknown): FleetEntry[] {
  const readers = (content as { readers?: unknown } | null)?.readers;
  if (!Array.isArray(readers) || readers.length === 0) throw wrong('expected {"readers": [{"id", "path"}, ...]}');
  const entries = readers.map((reader: Partial<FleetEntry> | null, i): FleetEntry => {
    const { id, path, group } = reader ?? {};
    assertReaderId(id as string, `readers[${i}].id`);
    assertText(path, `readers[${i}].path`);
    if (group !== undefined) assertText(group, `readers[${i}].group`);
    return { id: id as string, path: path as string, group };
  });
  for (const name of ["id", "path"] as const) {
    const seen = new Set<string>();
    for (const entry of entries) {
      if (seen.has(entry[name])) throw wrong(`${entry[name]} is there twice`);
      seen.add(entry[name]);
    }
  }
  return entries;
}

function wrong(message: string): KetukError {
  return new KetukError("bad-argument", `the fleet file: ${message}`, {
    hint: 'such as {"readers": [{"id": "gate-1", "path": "/dev/ttyUSB0"}, {"id": "gate-2", "path": "tcp://10.0.0.7:7000"}]}',
  });
}
