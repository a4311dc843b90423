/** The serial ports of a computer that exists in memory: fake ports come, go and change their paths. */
import type { BindingInterface, PortInfo } from "../../sdk/transport/binding.js";
import type { FakePort } from "./fake-port.js";
import { settle } from "./time.js";

/** What the computer knows of an adapter. */
export type Usb = Partial<Pick<PortInfo, "vendorId" | "productId" | "serialNumber">>;

export interface FakeBus {
  readonly binding: BindingInterface;
  /** Paths in the order in which they were opened, failed openings included. */
  readonly opened: string[];
  /** Times that the ports were listed. */
  lists: number;
  /** Does this instead of listing. */
  listing: (() => Promise<PortInfo[]>) | undefined;
  /** Comes before every opening. */
  beforeOpen: (path: string) => Promise<void>;
  plug(path: string, port: FakePort, usb?: Usb): void;
  unplug(path: string): Promise<void>;
}

export function createFakeBus(): FakeBus {
  const plugged = new Map<string, { port: FakePort; usb: Usb }>();

  async function list(): Promise<PortInfo[]> {
    bus.lists++;
    if (bus.listing) return bus.listing();
    const none = { manufacturer: undefined, pnpId: undefined, locationId: undefined };
    return [...plugged].map(([path, { usb }]) => ({
      path,
      ...none,
      vendorId: usb.vendorId,
      productId: usb.productId,
      serialNumber: usb.serialNumber,
    }));
  }

  const bus: FakeBus = {
    opened: [],
    lists: 0,
    listing: undefined,
    beforeOpen: async () => {},
    binding: {
      list,
      async open(options) {
        bus.opened.push(options.path);
        await bus.beforeOpen(options.path);
        const entry = plugged.get(options.path);
        if (!entry) throw new Error(`No such file or directory, cannot open ${options.path}`);
        if (entry.port.open) throw new Error(`Error Resource temporarily unavailable Cannot lock port ${options.path}`);
        return entry.port.binding.open(options);
      },
    },
    plug(path, port, usb = { vendorId: "10c4", productId: "ea60", serialNumber: "0001" }) {
      plugged.set(path, { port, usb });
    },
    async unplug(path) {
      plugged.get(path)?.port.unplug();
      plugged.delete(path);
      await settle();
    },
  };
  return bus;
}
