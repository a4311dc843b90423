/** What the pages say, in both languages. */

import type { Text } from "../lib/language.js";
import type { Pay } from "./posting.js";
import type { SaleState } from "./till-sales.js";
import type { Notice } from "./till-tap.js";

/** Why something was refused, for customer and shopkeeper alike. */
export const REASONS: Readonly<Record<(Notice & { kind: "refused" })["reason"], Text>> = {
  card: {
    id: "Kartu ini tidak dapat diterima. Silakan gunakan Kartu Warga atau Kartu Saku.",
    en: "This card cannot be accepted. Please use a resident's card or a purse card.",
  },
  "bad-tap": { id: "Bukti tempelan kartu tidak sah.", en: "The proof of the tap is not genuine." },
  "unknown-reader": { id: "Pembaca kartu ini belum terdaftar.", en: "This card reader is not registered." },
  "too-old": { id: "Tempelan kartu sudah terlalu lama.", en: "The tap is too old." },
  altered: { id: "Data penjualan tidak sesuai dengan catatan pusat.", en: "The sale differs from the city's record." },
  "unknown-card": {
    id: "Kartu belum terdaftar. Silakan hubungi kantor kelurahan.",
    en: "This card is not registered. Please ask at the neighbourhood office.",
  },
  blocked: {
    id: "Kartu ini diblokir. Silakan hubungi kantor kelurahan.",
    en: "This card is blocked. Please ask at the neighbourhood office.",
  },
  "list-too-old": {
    id: "Daftar kartu diblokir di toko ini sudah lama. Sampai jaringan kembali, belanja paling banyak Rp 50.000 sekali bayar.",
    en: "This shop's list of blocked cards is too old. Until the network is back, Rp 50,000 at a time at most.",
  },
  "wrong-price": { id: "Harga tidak sesuai dengan daftar harga.", en: "The price is not that of the list." },
  quota: {
    id: "Jatah bantuan bulan ini tidak mencukupi.",
    en: "This month's aid is not enough.",
  },
  balance: { id: "Saldo tidak mencukupi. Kartu tidak dipotong.", en: "The balance is too low. Nothing was taken." },
  purse: { id: "Pembayaran dibatalkan. Kartu tidak dipotong.", en: "The payment was cancelled. Nothing was taken." },
  "offline-limit": {
    id: "Jaringan sedang terputus dan batas belanja tanpa jaringan sudah tercapai.",
    en: "The network is down, and the limit for purchases without it is reached.",
  },
  "risk-fund": { id: "Dana penjamin kota sudah habis.", en: "The city's guarantee fund is used up." },
  network: { id: "Jaringan sedang terputus.", en: "The network is down." },
  "not-posted": { id: "Penjualan ini tidak dapat dibatalkan lagi.", en: "This sale can no longer be cancelled." },
  "not-yours": {
    id: "Tempelkan kartu yang dipakai saat membayar, atau kartu pengawas.",
    en: "Please tap the card that paid, or a supervisor's card.",
  },
  already: { id: "Barang ini sudah pernah dikembalikan.", en: "These goods were already returned." },
  "servant-district": {
    id: "Belanja pegawai hanya berlaku di toko pada kecamatan tempat tinggal.",
    en: "Civil servants may buy in the district where they live only.",
  },
  "servant-person": {
    id: "Batas belanja pegawai sudah tercapai.",
    en: "The civil servant's spending limit is reached.",
  },
  "servant-shop": {
    id: "Batas belanja pegawai untuk toko ini sudah tercapai.",
    en: "This shop's limit for civil servants is reached.",
  },
  torn: {
    id: "Kartu terlalu cepat diangkat. Tempelkan kartu yang sama sekali lagi, dan tahan sebentar.",
    en: "The card was taken away too soon. Please hold the same card to the reader once more.",
  },
  "other-card": {
    id: "Kartu sebelumnya mungkin sudah membayar. Tempelkan kartu itu lagi, atau layani pelanggan berikutnya.",
    en: "The card before may have paid. Please tap that card again, or serve the next customer.",
  },
  unclear: {
    id: "Isi Kartu Saku tidak cocok dengan catatan. Silakan bawa ke kantor kelurahan.",
    en: "The purse differs from our record. Please take it to the neighbourhood office.",
  },
  refund: {
    id: "Kartu Saku hanya menerima kembali pembayaran terakhirnya. Silakan ke kantor kelurahan.",
    en: "A purse takes back its last payment only. Please go to the neighbourhood office.",
  },
};

/** States of a sale. */
export const STATES: Readonly<Record<SaleState, Text & { readonly tone: string }>> = {
  asked: { id: "Menunggu pusat", en: "Waiting", tone: "warn" },
  done: { id: "Selesai", en: "Done", tone: "good" },
  covered: { id: "Dijamin kota", en: "Covered", tone: "good" },
  refused: { id: "Ditolak", en: "Refused", tone: "bad" },
  offline: { id: "Menunggu jaringan", en: "Queued", tone: "warn" },
  lost: { id: "Tidak diganti", en: "Not paid", tone: "bad" },
  torn: { id: "Belum jelas", en: "Unclear", tone: "warn" },
};

/** Who pays. */
export const PAYS: Readonly<Record<Pay, Text>> = {
  aid: { id: "Bantuan pangan", en: "Food aid" },
  account: { id: "Saldo Kartu Warga", en: "Account" },
  purse: { id: "Kartu Saku", en: "Purse card" },
};

/** Everything else. */
export const WORDS = {
  till: { id: "Kasir", en: "Till" },
  sales: { id: "Penjualan", en: "Sales" },
  report: { id: "Laporan hari ini", en: "Today's report" },
  customer: { id: "Layar pelanggan", en: "Customer display" },
  receipt: { id: "Struk", en: "Receipt" },
  online: { id: "Terhubung ke pusat", en: "Connected" },
  offline: { id: "Tanpa jaringan", en: "No network" },
  queued: { id: "menunggu dikirim", en: "to be sent" },
  goods: { id: "Barang", en: "Goods" },
  basket: { id: "Keranjang", en: "Basket" },
  empty: { id: "Sentuh barang untuk memasukkannya ke keranjang.", en: "Touch the goods to put them into the basket." },
  total: { id: "Total", en: "Total" },
  discount: { id: "Hemat", en: "You save" },
  pay: { id: "Bayar dengan kartu", en: "Pay by card" },
  payNoAid: { id: "Bayar tanpa bantuan", en: "Pay without aid" },
  tapNow: { id: "Silakan tempelkan kartu", en: "Please tap the card" },
  tapHint: {
    id: "Kartu Warga: jatah bantuan dipakai dulu, sisanya dari saldo. Kartu Saku: dibayar penuh.",
    en: "Resident's card: aid first, the rest from the account. Purse card: pays everything.",
  },
  tapCancel: { id: "Tempelkan kartu yang sama, atau kartu pengawas", en: "Tap the same card, or a supervisor's" },
  wait: { id: "Mohon tunggu, pusat sedang memeriksa", en: "One moment, the city is checking" },
  stop: { id: "Kembali", en: "Back" },
  next: { id: "Pelanggan berikutnya", en: "Next customer" },
  paid: { id: "Terima kasih, sudah dibayar", en: "Thank you, paid" },
  paidOffline: { id: "Terima kasih, tercatat", en: "Thank you, recorded" },
  sentLater: { id: "Dikirim saat jaringan kembali.", en: "Sent when the network is back." },
  refusedTitle: { id: "Belum dibayar", en: "Not paid" },
  returned: { id: "Barang dikembalikan", en: "Goods returned" },
  returnedHint: { id: "Uang dan jatah bantuan dikembalikan ke kartu.", en: "Money and aid go back to the card." },
  balance: { id: "Sisa saldo", en: "Balance left" },
  purseValue: { id: "Isi Kartu Saku", en: "In the purse" },
  quota: { id: "Sisa jatah bantuan bulan ini", en: "Aid left this month" },
  noQuota: { id: "Tidak ada jatah bantuan.", en: "No aid entitlement." },
  showReceipt: { id: "Lihat struk", en: "Receipt" },
  less: { id: "Kurangi", en: "Less" },
  more: { id: "Tambah", en: "More" },
  local: { id: "UMKM", en: "Local" },
  perKg: { id: "/ kg", en: "/ kg" },
  welcome: { id: "Selamat datang", en: "Welcome" },
  welcomeHint: {
    id: "Tempelkan kartu untuk melihat saldo dan jatah bantuan Anda.",
    en: "Tap your card to see your balance and aid.",
  },
  time: { id: "Waktu", en: "Time" },
  buyer: { id: "Pembeli", en: "Customer" },
  amount: { id: "Jumlah", en: "Amount" },
  state: { id: "Status", en: "Status" },
  kind: { id: "Jenis", en: "Kind" },
  noSales: { id: "Belum ada penjualan hari ini.", en: "No sales today." },
  print: { id: "Cetak struk", en: "Print" },
  cancelSale: { id: "Kembalikan barang terpilih", en: "Return selected goods" },
  cancelHint: { id: "Pilih barang yang dikembalikan", en: "Choose the goods to return" },
  cancelled: { id: "dikembalikan", en: "returned" },
  proof: { id: "Bukti tempel", en: "Proof of tap" },
  purseOwner: { id: "Pemegang Kartu Saku", en: "Purse holder" },
  good: { id: "Barang", en: "Goods" },
  quantity: { id: "Banyaknya", en: "Quantity" },
  payment: { id: "Pembayaran", en: "Payment" },
  count: { id: "Transaksi", en: "Sales" },
  revenue: { id: "Penjualan bersih", en: "Net sales" },
  aidPaid: { id: "Dari bantuan pangan", en: "From food aid" },
  promotions: { id: "Potongan harga", en: "Discounts given" },
  due: { id: "Tagihan ke kota", en: "Owed by the city" },
  loss: { id: "Tidak diganti", en: "Not paid" },
  hourly: { id: "Penjualan per jam (ribu rupiah)", en: "Sales by hour (thousand rupiah)" },
  byGood: { id: "Menurut barang", en: "By goods" },
  balanced: { id: "Buku kas seimbang: debit sama dengan kredit.", en: "The books balance." },
  unbalanced: { id: "Buku kas tidak seimbang!", en: "The books do not balance!" },
  cut: { id: "Putuskan jaringan", en: "Cut the network" },
  restore: { id: "Sambungkan jaringan", en: "Restore the network" },
  purse: { id: "Kartu Saku", en: "Purse card" },
  pursePulled: { id: "Kartu Saku, terlalu cepat diangkat", en: "Purse card, pulled away" },
  backEnd: { id: "Pusat Program Pangan Kota", en: "City food programme" },
  backEndLead: {
    id: "Setiap pembukuan diperiksa dari bukti tempel yang disegel pembaca kartu.",
    en: "Every posting is judged by the tap that the reader has sealed.",
  },
  shops: { id: "Toko", en: "Shops" },
  shopDue: { id: "Hak toko", en: "Due to the shop" },
  latest: { id: "Pembukuan terakhir", en: "Latest postings" },
  riskFund: { id: "Dana penjamin terpakai", en: "Guarantee fund used" },
  suspects: { id: "Bukti tidak sah", en: "False proofs" },
  nothing: { id: "Belum ada pembukuan.", en: "Nothing posted yet." },
  notes: { id: "Catatan", en: "Note" },
  district: { id: "Kecamatan", en: "District" },
  posted: { id: "Dibukukan", en: "Posted" },
  kindSale: { id: "Penjualan", en: "Sale" },
  kindCancel: { id: "Pengembalian", en: "Return" },
  kindVoid: { id: "Pembatalan", en: "Void" },
} satisfies Record<string, Text>;
