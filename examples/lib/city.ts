/**
 * Tirtasari: a city that does not exist, with residents, shops and hospitals for the examples. Names are put together from
 * lists, numbers begin with a region code that is not in use: nobody is meant.
 */

/** A district of the city and its neighbourhoods. */
export interface District {
  readonly id: string;
  readonly name: string;
  readonly neighbourhoods: readonly string[];
}

/** The city's parts. */
export const DISTRICTS: readonly District[] = [
  { id: "utara", name: "Tirtasari Utara", neighbourhoods: ["Kebon Jambu", "Sumber Rejo", "Pasir Kidul"] },
  { id: "tengah", name: "Tirtasari Tengah", neighbourhoods: ["Alun-Alun Lama", "Kauman Baru", "Tegal Sari"] },
  { id: "selatan", name: "Tirtasari Selatan", neighbourhoods: ["Bukit Cempaka", "Muara Asri", "Randu Agung"] },
];

/** What a resident may be entitled to: the categories of the aid programme. */
export const CATEGORIES = ["none", "low-income", "job-seeker", "farmer", "home-industry", "civil-servant"] as const;
/** See {@link CATEGORIES}. */
export type Category = (typeof CATEGORIES)[number];

/** A resident. */
export interface Resident {
  /** 1 and up. */
  readonly number: number;
  /** 16 digits, the first two are 99. */
  readonly nik: string;
  readonly name: string;
  /** YYYY-MM-DD */
  readonly born: string;
  readonly address: string;
  readonly neighbourhood: string;
  readonly district: string;
  readonly category: Category;
  /** UID of their card, 7 bytes, upper-case hexadecimal. */
  readonly uid: string;
  /** What the card's credential file says. */
  readonly credential: string;
}

const FIRST =
  "Adi Bagus Citra Dewi Eka Fajar Gita Hadi Indah Joko Kartika Lestari Made Nia Oki Putri Rahmat Sari Tono Utami Wulan Yanto Zahra Rizal".split(
    " ",
  );
const LAST =
  "Anggraini Baskoro Cahyono Darmawan Firmansyah Gunawan Hidayati Iskandar Kurniawan Lesmana Maharani Nugroho Permata Rahayu Saputra Susanti Wibowo Yuliani".split(
    " ",
  );
const STREETS = "Melati Kenanga Anggrek Dahlia Flamboyan Cendana Mawar Teratai".split(" ");

/** A number that looks like chance and is always the same for the same two. */
function scatter(number: number, salt: number): number {
  let mixed = Math.imul(number ^ (salt << 24), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** The same number always gives the same resident. */
export function residentOf(number: number): Resident {
  const pick = <T>(list: readonly T[], salt: number) => list[scatter(number, salt) % list.length] as T;
  const district = pick(DISTRICTS, 1);
  const year = 1950 + ((number * 37) % 56);
  const month = 1 + ((number * 7) % 12);
  const date = 1 + ((number * 11) % 28);
  const two = (n: number) => String(n).padStart(2, "0");
  const uid = [0x04, 0x7a, 0x51, number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
  return {
    number,
    nik: `99${two(1 + DISTRICTS.indexOf(district))}01${two(date)}${two(month)}${two(year % 100)}${String(number % 10000).padStart(4, "0")}`,
    name: `${pick(FIRST, 2)} ${pick(LAST, 3)}`,
    born: `${year}-${two(month)}-${two(date)}`,
    address: `Jl. ${pick(STREETS, 4)} No. ${1 + (number % 120)}`,
    neighbourhood: pick(district.neighbourhoods, 5),
    district: district.id,
    category: CATEGORIES[number % CATEGORIES.length] as Category,
    uid: uid
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase(),
    credential: `TIRTASARI ${String(number).padStart(8, "0")}`,
  };
}

/** A shop of the aid programme. */
export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly district: string;
}

/** Two shops in each district. */
export const SHOPS: readonly Shop[] = [
  { id: "warung-01", name: "Warung Bu Tini", owner: "Tini Lesmana", district: "utara" },
  { id: "warung-02", name: "Toko Berkah Jaya", owner: "Hadi Nugroho", district: "utara" },
  { id: "warung-03", name: "Warung Kauman", owner: "Sari Gunawan", district: "tengah" },
  { id: "warung-04", name: "Sumber Pangan", owner: "Made Wibowo", district: "tengah" },
  { id: "warung-05", name: "Warung Pak Oki", owner: "Oki Baskoro", district: "selatan" },
  { id: "warung-06", name: "Toko Cempaka", owner: "Nia Permata", district: "selatan" },
];

/** A hospital or neighbourhood health centre, with its beds. */
export interface Hospital {
  readonly id: string;
  readonly name: string;
  readonly kind: "hospital" | "centre";
  readonly district: string;
  readonly beds: number;
  readonly isolation: number;
}

/** Where residents are treated. */
export const HOSPITALS: readonly Hospital[] = [
  { id: "rsud", name: "RSUD Tirtasari", kind: "hospital", district: "tengah", beds: 180, isolation: 24 },
  { id: "rs-kasih", name: "RS Kasih Bunda", kind: "hospital", district: "utara", beds: 75, isolation: 8 },
  { id: "pkm-cempaka", name: "Puskesmas Bukit Cempaka", kind: "centre", district: "selatan", beds: 12, isolation: 3 },
  { id: "pkm-jambu", name: "Puskesmas Kebon Jambu", kind: "centre", district: "utara", beds: 10, isolation: 2 },
  { id: "pkm-kauman", name: "Puskesmas Kauman Baru", kind: "centre", district: "tengah", beds: 8, isolation: 2 },
];
