/** How the report looks: on a screen, on a phone, on paper. */
export const STYLE = `
:root{color-scheme:light;--ink:#10222b;--quiet:#4d606b;--paper:#f4f6f3;--panel:#fff;--line:#d5ddd9;--brand:#0b5d5b;
--brand-soft:#dcefec;--good:#0f6b3a;--bad:#a3231a;--tapped:#7a4b00;--posted:#0b5d5b;--p50:#0f6b3a;--p95:#b36b00;--p99:#a3231a;
--journal:#3a4f9e}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:400 17px/1.5 "Noto Sans","Segoe UI",system-ui,sans-serif}
header{background:var(--brand);color:#fff;padding:2.4rem max(1.5rem,calc((100vw - 78rem)/2)) 4.6rem}
header p{margin:.3rem 0 0;max-width:62rem}
.kicker{font-weight:650;letter-spacing:.04em;opacity:.9}
h1{margin:.2rem 0;font-size:clamp(1.8rem,4.4vw,3rem);line-height:1.15;letter-spacing:-.01em}
h1 em{font-style:normal;white-space:nowrap;border-bottom:.12em solid #9fe3c0}
h1 em.bad{border-color:#ff9c92}
main{max-width:78rem;margin:-3.2rem auto 3rem;padding:0 clamp(.6rem,2.5vw,1.5rem);display:grid;gap:1.2rem}
main>*,.two>*{min-width:0}
section,.tiles li{background:var(--panel);border:1px solid var(--line);border-radius:16px}
section{padding:1.4rem clamp(1rem,3vw,1.6rem)}
h2{margin:0;font-size:1.45rem}
h3{margin:1.4rem 0 .2rem}
section>p{margin:.2rem 0 .8rem;color:var(--quiet);max-width:62rem}
.tiles{list-style:none;margin:0;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(9.4rem,1fr))}
.tiles li{padding:.9rem 1rem}
.tiles strong{display:block;font-size:1.75rem;line-height:1.2;font-variant-numeric:tabular-nums;white-space:nowrap}
.tiles span{color:var(--quiet);font-size:.92rem;line-height:1.35;display:block}
svg{display:block;width:100%;min-width:44rem;height:auto}
.grid{stroke:var(--line);stroke-width:1}
.tick{font-size:14px;fill:var(--quiet)}
.mark{fill:#e0a33a;opacity:.28}
.badge{fill:#10222b}
.badge-text{font-size:13px;font-weight:700;fill:#fff}
.keys{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:0 0 .4rem;font-weight:650}
section>p.keys{color:var(--ink);margin:0 0 .4rem}
.keys i{display:inline-block;width:1.5em;height:.3em;margin:0 .5em .2em 0;border-radius:9px}
.happened{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.3rem 1.4rem;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}
.happened b{display:inline-block;min-width:1.75em;text-align:center;background:var(--ink);color:#fff;border-radius:1em;margin-right:.3em}
.two{display:grid;gap:1.2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.5rem .6rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td{text-align:right;font-weight:650}
table:not(.sizing) th{white-space:nowrap}
td.words{overflow-wrap:anywhere;text-align:left;padding-left:1rem;font-weight:400;color:var(--quiet)}
tfoot th,tfoot td{border-bottom:0;border-top:2px solid var(--ink)}
.small{font-size:.94rem}
.bars{list-style:none;margin:0;padding:0;display:grid;gap:.6rem}
.bars div{display:flex;justify-content:space-between;gap:1rem}
.bars span{font-variant-numeric:tabular-nums;font-weight:650}
.bars i{display:block;height:.5rem;border-radius:9px;background:var(--brand)}
.bars small,.sizing small{color:var(--quiet);font-size:.86rem}
.measures{list-style:none;margin:0 0 1rem;padding:0;display:grid;gap:.8rem;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr))}
.measures li{background:var(--brand-soft);border-radius:12px;padding:.7rem .9rem}
.measures span,.measures strong{display:block}
.measures strong{font-size:1.3rem}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:3px solid var(--brand)}
.sizing{min-width:46rem}
.sizing thead th{font-size:1.15rem;text-align:right;border-bottom:2px solid var(--ink)}
.sizing thead th:first-child{text-align:left}
.sizing th[scope=row]{font-weight:500;width:24%}
.sizing small{display:block;font-weight:400}
.sizing tbody tr:nth-child(even){background:#f8faf8}
.assumed{margin:0;padding-left:1.2rem;color:var(--quiet)}
@media print{body{background:#fff;font-size:11pt}section{break-inside:avoid}header{print-color-adjust:exact}}
`;
