/** The page's one style sheet. Colours have 4.5:1 of contrast on their ground in both themes. */
export const style = `
:root {
  --ground: #f6f7f9; --panel: #fff; --line: #dfe3e8; --text: #1b2430; --soft: #5a6675; --accent: #0b62c4; --code: #f1f3f6; --shade: 0 1px 2px #1b243014;
  --error: #c02626; --error-soft: #fdecec; --warn: #8f5a00; --warn-soft: #fdf3df; --info: #35618e; --info-soft: #e8f1fa; --ok: #1d7440; --ok-soft: #e5f5eb; --mark: #ffe08a;
  --gone: #fdeaea; --fresh: #e6f6ea; --purple: #6b3fc0; --purple-soft: #f0eafc;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
  --ground: #12161c; --panel: #1a2029; --line: #2e3744; --text: #e4e9f0; --soft: #9aa7b8; --accent: #6cb0ff; --code: #11161d; --shade: none;
  --error: #ff8a85; --error-soft: #3b1d1f; --warn: #f0bd5b; --warn-soft: #38290f; --info: #8fbdec; --info-soft: #1b2c40; --ok: #6fd394; --ok-soft: #14321f; --mark: #6a5312;
  --gone: #3a1e22; --fresh: #15311f; --purple: #c0a5ff; --purple-soft: #2b2344;
} }
:root[data-theme=dark] {
  --ground: #12161c; --panel: #1a2029; --line: #2e3744; --text: #e4e9f0; --soft: #9aa7b8; --accent: #6cb0ff; --code: #11161d; --shade: none;
  --error: #ff8a85; --error-soft: #3b1d1f; --warn: #f0bd5b; --warn-soft: #38290f; --info: #8fbdec; --info-soft: #1b2c40; --ok: #6fd394; --ok-soft: #14321f; --mark: #6a5312;
  --gone: #3a1e22; --fresh: #15311f; --purple: #c0a5ff; --purple-soft: #2b2344; color-scheme: dark;
}
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
html { scrollbar-gutter: stable; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
#app { max-width: 1280px; margin: 0 auto; padding: 20px 24px 40px; }
.noscript { max-width: 1280px; margin: 20px auto; padding: 0 24px; }
code, pre, .where, .frame, .sides, .image, .version { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: 13px; }
button, select, input { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1, h2, h3, p { margin: 0; }
.top { display: flex; gap: 16px; align-items: flex-start; justify-content: space-between; padding: 4px 0 4px 16px; border-left: 5px solid var(--ok); margin-bottom: 18px; }
.top.error { border-color: var(--error); } .top.warn { border-color: var(--warn); }
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
.facts, .told, .empty, .card-sub, footer, .hint { color: var(--soft); font-size: 13.5px; }
.theme { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; width: 38px; height: 38px; flex: none; font-size: 17px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px; margin-bottom: 16px; }
.card { display: flex; flex-direction: column; gap: 5px; align-items: stretch; text-align: left; padding: 12px 14px; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shade); }
.card:hover { border-color: var(--accent); }
.card[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.card-name { font-weight: 650; font-size: 16px; }
.card-found { display: flex; flex-wrap: wrap; gap: 5px; margin-top: 2px; }
.bar { width: 100%; height: 5px; border-radius: 3px; background: var(--line); margin: 3px 0 1px; }
.bar .rendered { fill: var(--ok); } .bar .failed { fill: var(--error); } .bar .blocked, .bar .skipped { fill: var(--warn); } .bar .suspended { fill: var(--soft); }
.notes { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 8px 14px; margin-bottom: 16px; font-size: 14px; }
.notes summary { cursor: pointer; color: var(--soft); } .stopped { border-left: 4px solid var(--error); } .stopped summary { color: var(--error); font-weight: 600; } .notes ul { margin: 8px 0 4px; padding-left: 20px; }
.tabs { display: flex; gap: 4px; border-bottom: 1px solid var(--line); margin-bottom: 14px; overflow-x: auto; position: sticky; top: 0; background: var(--ground); z-index: 3; }
.tabs button { background: none; border: 0; border-bottom: 2px solid transparent; padding: 10px 14px; color: var(--soft); white-space: nowrap; }
.tabs button[aria-selected=true] { color: var(--text); border-color: var(--accent); font-weight: 600; }
.n { margin-left: 7px; padding: 1px 7px; border-radius: 10px; background: var(--line); color: var(--text); font-size: 12px; font-weight: 500; }
#panel { outline: none; min-height: 50vh; }
.bar-row { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 8px; align-items: center; }
.search { flex: 1 1 260px; min-width: 0; padding: 8px 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
::placeholder { color: var(--soft); opacity: 1; }
select { padding: 8px 10px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; max-width: 100%; }
.chip { padding: 6px 12px; border-radius: 18px; border: 1px solid var(--line); background: var(--panel); color: var(--soft); white-space: nowrap; font-size: 14px; }
.chip[aria-pressed=true] { color: var(--text); border-color: currentColor; }
.chip.error[aria-pressed=true], .chip.failed[aria-pressed=true], .chip.removed[aria-pressed=true] { color: var(--error); background: var(--error-soft); }
.chip.warn[aria-pressed=true], .chip.blocked[aria-pressed=true], .chip.skipped[aria-pressed=true], .chip.changed[aria-pressed=true] { color: var(--warn); background: var(--warn-soft); }
.chip.info[aria-pressed=true], .chip.moved[aria-pressed=true] { color: var(--info); background: var(--info-soft); }
.chip.fresh[aria-pressed=true] { color: var(--purple); background: var(--purple-soft); }
.chip.rendered[aria-pressed=true], .chip.added[aria-pressed=true] { color: var(--ok); background: var(--ok-soft); }
.told:empty { display: none; } .told { margin: 0 0 8px; }
.tag { display: inline-block; padding: 1px 8px; border-radius: 5px; font-size: 12.5px; font-weight: 600; background: var(--line); white-space: nowrap; }
.tag.error, .tag.failed, .tag.removed, .tag.step-downgrade, .tag.step-major { color: var(--error); background: var(--error-soft); }
.tag.warn, .tag.blocked, .tag.skipped, .tag.changed, .tag.step-minor { color: var(--warn); background: var(--warn-soft); }
.tag.info, .tag.moved, .tag.step-digest, .tag.step-other { color: var(--info); background: var(--info-soft); }
.tag.ok, .tag.rendered, .tag.added, .tag.step-patch { color: var(--ok); background: var(--ok-soft); }
.tag.fresh { color: var(--purple); background: var(--purple-soft); }
.pill { display: inline-block; padding: 0 8px; border: 1px solid var(--line); border-radius: 10px; font-size: 12px; color: var(--soft); white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
.finding { background: var(--panel); border: 1px solid var(--line); border-left: 4px solid var(--info); border-radius: 8px; padding: 12px 16px; margin-bottom: 10px; box-shadow: var(--shade); content-visibility: auto; contain-intrinsic-size: auto 210px; }
.finding.error { border-left-color: var(--error); } .finding.warn { border-left-color: var(--warn); }
.finding-head { display: flex; flex-wrap: wrap; gap: 7px; align-items: center; }
.rule { font-weight: 600; }
.message { margin: 6px 0 2px; font-size: 15.5px; white-space: pre-line; }
.where { background: none; border: 0; padding: 0; color: var(--accent); text-align: left; }
.where:hover { text-decoration: underline; } .where.copied::after { content: " copied"; color: var(--ok); }
.frame { margin: 8px 0; padding: 8px 0; background: var(--code); border: 1px solid var(--line); border-radius: 6px; line-height: 1.55; }
.frame .row { display: flex; padding-right: 12px; color: var(--soft); } .frame .text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
.frame .here { color: var(--text); background: color-mix(in srgb, var(--mark) 18%, transparent); }
.no { flex: none; width: 52px; padding-right: 12px; text-align: right; color: var(--soft); user-select: none; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
.help { margin: 4px 0; } .help::before { content: "→ "; color: var(--accent); }
.way { list-style: none; margin: 6px 0 0; padding: 0; font-size: 13.5px; color: var(--soft); display: flex; flex-wrap: wrap; gap: 2px 8px; }
.way li:not(:last-child)::after { content: " ←"; }
.explain { margin-top: 6px; font-size: 13px; color: var(--soft); border-top: 1px solid var(--line); padding-top: 6px; }
.explain code { font-size: 12.5px; }
.empty { padding: 16px 0; }
.more { display: block; width: 100%; padding: 10px; margin: 8px 0; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; color: var(--accent); }
footer { margin-top: 26px; font-size: 13px; }
kbd { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--panel); }
.table { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--panel); }
.line { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) minmax(0, 3fr) minmax(0, 1.4fr); gap: 4px 16px; padding: 9px 14px; border-bottom: 1px solid var(--line); align-items: baseline; }
.line:last-child { border-bottom: 0; } .line.several { box-shadow: inset 4px 0 var(--warn); }
.version { display: flex; flex-wrap: wrap; gap: 0 8px; } .digest { color: var(--soft); } .used { font-size: 13.5px; color: var(--soft); } .where-runs { display: flex; flex-wrap: wrap; gap: 4px; }
.table .empty { padding: 12px 14px; }
.picture { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 12px; }
.stage-box { position: relative; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.stage { position: relative; overflow: hidden; width: 100%; height: max(440px, calc(100vh - 158px)); cursor: grab; touch-action: none; user-select: none; }
.stage.over { cursor: pointer; } .stage.dragging { cursor: grabbing; }
.stage:focus-visible { outline-offset: -3px; }
.tools { position: absolute; right: 10px; top: 10px; display: flex; flex-direction: column; gap: 6px; }
.tools button { width: 36px; height: 36px; border-radius: 8px; border: 1px solid var(--line); background: var(--panel); font-size: 17px; line-height: 1; }
.legend { position: absolute; left: 12px; bottom: 8px; font-size: 12px; color: var(--soft); display: flex; gap: 14px; pointer-events: none; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 3px 9px; }
.key::before { content: ""; display: inline-block; width: 18px; border-top: 2px solid var(--soft); margin-right: 5px; vertical-align: middle; }
.key.needs::before { border-top: 2px dashed var(--accent); } .key.refers::before { border-color: var(--purple); }
.stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.spot { position: absolute; left: 0; top: 0; pointer-events: none; border-radius: 7px; } .spot.chosen { outline: 2.5px solid var(--accent); outline-offset: 1px; }
.side { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; overflow-y: auto; max-height: max(440px, calc(100vh - 158px)); font-size: 14px; }
.side h2 { font-size: 17px; } .side h3 { font-size: 13px; color: var(--soft); margin-top: 12px; } .side-sub { color: var(--soft); margin: 3px 0 8px; }
.side dl { margin: 0; display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 3px 10px; } .side dt { color: var(--soft); } .side dd { margin: 0; white-space: pre-line; }
.side-acts { display: flex; gap: 8px; margin: 10px 0; } .side-acts:empty { display: none; } .side-acts button { padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--ground); }
.side-list { list-style: none; margin: 4px 0; padding: 0; } .side-list li { padding: 2px 0; } .side-list .pill { margin-left: 6px; }
.side-list .has-error .link { color: var(--error); } .side-list .has-warn .link { color: var(--warn); }
.link { background: none; border: 0; padding: 0; color: var(--accent); text-align: left; } .link:hover { text-decoration: underline; }
.searching { position: relative; flex: 1 1 260px; display: flex; }
.hits:not(:empty) { position: absolute; top: 100%; left: 0; right: 0; z-index: 4; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; margin-top: 4px; padding: 4px; box-shadow: 0 6px 24px #0003; }
.hits button { display: flex; justify-content: space-between; gap: 8px; width: 100%; padding: 6px 10px; background: none; border: 0; text-align: left; border-radius: 6px; min-width: 0; } .hits .pill { flex: none; max-width: 40%; } .hits button:hover, .hits button:focus-visible { background: var(--code); } .hits .empty { padding: 6px 10px; }
.digest-list { margin-bottom: 12px; } .cluster-change { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; margin-bottom: 8px; }
.cluster-change summary { cursor: pointer; } .cluster-change ul { margin: 8px 0 2px; padding: 0; list-style: none; } .cluster-change li { padding: 3px 0 3px 66px; font-size: 14px; } .cluster-change .tag { margin-left: 8px; }
.what { display: inline-block; width: 62px; margin-left: -66px; color: var(--soft); font-size: 13px; } .alike { font-size: 13px; color: var(--accent); } .others { grid-column: 1 / -1; padding: 2px 14px 6px; color: var(--soft); font-size: 13px; } .line-withheld { color: var(--warn); }
.change { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 8px; overflow: hidden; }
.change summary { cursor: pointer; padding: 9px 14px; display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; list-style-position: inside; } .change .object { font-weight: 600; } .change .unit, .change .place, .change .note { color: var(--soft); font-size: 13px; } .change .place { font-family: ui-monospace, "DejaVu Sans Mono", monospace; } .change .note { color: var(--warn); } .change .commit { flex-basis: 100%; color: var(--soft); font-size: 13px; } .commit code { margin-right: 8px; color: var(--purple); }
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); border-top: 1px solid var(--line); background: var(--code); line-height: 1.5; padding: 6px 0; }
.cell { display: flex; min-width: 0; } .cell .text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; padding-right: 8px; } .cell.gone { background: var(--gone); } .cell.fresh { background: var(--fresh); } .cell.none { background: repeating-linear-gradient(135deg, transparent 0 6px, color-mix(in srgb, var(--line) 45%, transparent) 6px 7px); }
.gap { grid-column: 1 / -1; color: var(--soft); text-align: center; line-height: 1.2; border-block: 1px dashed var(--line); margin: 3px 0; }
@media (max-width: 900px) { .picture { grid-template-columns: minmax(0, 1fr); } .stage { height: 62vh; } .side { max-height: none; } }
@media (max-width: 640px) {
  body { font-size: 14.5px; } #app { padding: 12px 12px 32px; }
  .top { padding-left: 12px; } h1 { font-size: 21px; }
  .cards { display: flex; overflow-x: auto; scroll-snap-type: x proximity; margin-inline: -12px; padding: 2px 12px; } .card { flex: 0 0 78%; scroll-snap-align: center; } .card:only-child { flex-basis: 100%; }
  .tabs { margin-inline: -12px; padding-inline: 4px; gap: 0; } .tabs button { padding: 10px 5px; font-size: 13.5px; } .tabs .n { margin-left: 3px; padding-inline: 4px; } .search, .searching, select { flex: 1 1 100%; }
  .finding { padding: 10px 12px; } .no { width: 38px; padding-right: 8px; }
  .line { grid-template-columns: minmax(0, 1fr); }
  .sides { grid-template-columns: minmax(0, 1fr); } .cell.none { display: none; } .same.gone-side { display: none; }
  .legend { position: static; border-width: 1px 0 0; border-radius: 0; justify-content: center; gap: 8px; } footer { display: none; }
}
@media (prefers-reduced-motion: no-preference) { .card, .chip, .tabs button { transition: border-color .12s, background-color .12s; } }
@media print {
  :root { --ground: #fff; } * { print-color-adjust: exact; }
  .tabs, .bar-row, .theme, .more, .tools, footer { display: none; } #app { padding: 0; max-width: none; }
  .finding { break-inside: avoid; content-visibility: visible; box-shadow: none; } .card { break-inside: avoid; }
}
`;
