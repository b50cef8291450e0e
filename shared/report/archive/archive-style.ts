/** What the archive needs besides the style of a report. */
export const ARCHIVE_STYLE = `
.months{display:flex;flex-wrap:wrap;gap:.4rem 2rem}
table.month{table-layout:fixed;margin:0 0 .8rem}
table.month td,table.month th{width:4.3rem;height:3.2rem;padding:.15rem .25rem;border:1px solid var(--line)}
table.month th{height:auto}
table.month a{display:inline-flex;flex-wrap:wrap;gap:0 .3rem;align-items:center;min-height:44px;text-decoration:none}
table.month .vm{width:1.1rem;height:1.1rem}
.day{font-weight:600}
td.gone{border-style:dashed;background:var(--soft)}
td .sub{display:block;width:100%}
.lines{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:0 2rem}
.line svg{display:block;width:100%;max-width:20rem;height:auto}
.line summary{padding:.2rem 0}
.search label{font-family:Arial,Helvetica,"Liberation Sans",sans-serif;font-size:.85rem}
.search input{font:inherit;min-height:44px;padding:0 .6rem;border:1px solid var(--mute);background:var(--paper);color:var(--ink)}
table.nights a{display:inline-flex;align-items:center;min-height:44px}
nav ul{columns:14rem;padding-left:1.2rem}
[hidden]{display:none}
@media print{.search,.line details{display:none}table.month td,table.month th{height:auto}table.month a,table.nights a{min-height:0}}
`;
