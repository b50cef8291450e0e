import { WHAT_IF_STYLE } from './whatif/style.ts';

const LIGHT = '--paper:#fffdf8;--ink:#1c1b18;--mute:#5d5a52;--line:#d8d3c6;--soft:#f5f2ea;--band:#b9b3a3';

/** Classes of drawings. */
const DRAWING = `svg text{font:12px Arial,Helvetica,"Liberation Sans",sans-serif;fill:var(--ink)}
svg text.mu{fill:var(--mute)}
svg text.b{font-weight:700}
svg text.hl{paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}
svg text.on-dark{fill:#fff;font-size:10px}
svg text.on-light{fill:#000;font-size:10px}
.gr,.ax,.ink,.dash,.dot,.halo,.edge,.cross,.partial,.broken,.l0,.l1,.gap,.h1,.h2{fill:none}
.gr{stroke:var(--line)}.ax{stroke:var(--mute);stroke-width:1.5}.ink{stroke:var(--ink)}
.dash{stroke:var(--mute);stroke-dasharray:5 3}.dot{stroke:var(--mute);stroke-dasharray:1.5 3}
.fill{fill:var(--ink)}.shade{fill:var(--soft)}.band{fill:var(--band)}.open{fill:var(--paper);stroke:var(--ink)}
.mark{stroke:var(--ink);stroke-width:.7}
.cell{stroke:#fff;stroke-opacity:.25;stroke-width:.5}
.missing{fill:#fff;stroke:#777;stroke-width:.5}.cross{stroke:#555}
.halo{stroke:#fff;stroke-width:3.2}.edge{stroke:#000;stroke-width:1.5}
.partial{stroke:#000;stroke-width:1.2;stroke-dasharray:1.5 2}
.h1{stroke:#fff;stroke-width:.9}.h2{stroke:#000;stroke-width:.7}
.full{fill:#7f7c75}.half{fill:#c6b76c}.broken{stroke:#000;stroke-width:2.5}
.l0,.l1{stroke-width:2.2}.gap{stroke:#8C2D04;stroke-width:.9}
.bar{stroke:var(--paper);stroke-width:.8}
.cursor{fill:none;stroke:#fff;stroke-width:2.5;paint-order:stroke;outline:1.5px solid #000}`;

/** The page's one style element. Sizes in rem and em; colours of data stand in the drawings themselves. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT};--link:#004f7c}
@media(prefers-color-scheme:dark){:root{--paper:#151513;--ink:#edebe4;--mute:#aca89d;--line:#3b3a35;--soft:#201f1c;--band:#5a574e;--link:#8cc4ea}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:auto}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 Charter,"Bitstream Charter","Iowan Old Style",Georgia,"Liberation Serif",serif}
main,header,.foot{max-width:74rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:1.6rem}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem;top:0;padding:.8rem 1rem;background:var(--paper);z-index:2}
.skip:focus{left:0}
h1{font-size:2rem;line-height:1.15;font-weight:600;margin:0 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.4rem;font-weight:600;line-height:1.25;margin:0 0 .6rem;padding-top:.7rem;border-top:2px solid var(--ink)}
h3{font-size:1.1rem;margin:1.6rem 0 .4rem}
.no{color:var(--mute);font-weight:400;margin-right:.35em}
section{margin:2.6rem 0 0}
.lead{font-size:1.12rem;max-width:52rem;margin:.2rem 0 1rem}
p{max-width:52rem}
.sub,.note,.how,.facts,table,.kicker,.live,.guide,summary,.missing-first{font-family:Arial,Helvetica,"Liberation Sans",sans-serif}
.kicker,.facts-line,.note,.how,.sub,.live{color:var(--mute);font-size:.8rem;line-height:1.45}
.kicker{margin:0 0 .5rem;letter-spacing:.02em}
.facts-line{font-family:Arial,Helvetica,"Liberation Sans",sans-serif;margin:.2rem 0 0;max-width:none}
.missing-first{border:2px solid var(--ink);padding:.6rem 1rem;margin:0 0 1.4rem;font-size:.95rem}
.missing-first ul{margin:.3rem 0;padding-left:1.2rem}
.strip{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.6rem,100%),1fr));gap:.4rem 1.6rem;margin:.9rem 0 .2rem;max-width:none;font-family:Arial,Helvetica,"Liberation Sans",sans-serif;font-size:.82rem;line-height:1.4}
.strip dt{color:var(--mute);font-size:.78rem;margin:0}.strip dd{margin:0}
.grid{display:grid;grid-template-columns:minmax(0,11rem) minmax(0,1fr);gap:.15rem 1rem;font-size:.92rem;max-width:60rem}
.grid dt,.grid dd{margin:0}
.guide{display:grid;grid-template-columns:repeat(5,1fr);gap:0 1.2rem;margin:1.3rem 0 0;padding:0;list-style:none;font-size:.82rem;line-height:1.4;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.guide li{padding:.55rem 0 0;display:flex;flex-direction:column;justify-content:space-between}
.guide b{margin-right:.4em}
.go{display:flex;flex-wrap:wrap;gap:0 .9rem}
.go a{display:inline-flex;align-items:center;min-height:44px}
.banner{display:grid;grid-template-columns:minmax(13rem,max-content) 1fr;gap:1rem 2.4rem;align-items:start;margin:1rem 0 1.4rem}
.word{display:flex;align-items:center;gap:.9rem;margin:.1rem 0;font-size:1.05rem;line-height:1.1}
.word strong{display:block;font-size:2.3rem;font-weight:600;letter-spacing:-.01em}
.vm{width:3.4rem;height:3.4rem;flex:none;stroke:var(--ink);stroke-width:1.5}
.why{max-width:50rem}
.because{margin:0 0 .5rem;font-size:1.12rem;overflow-wrap:anywhere}
.why ul{margin:0;padding:0;list-style:none}
.why li{padding:.3rem 0;border-top:1px solid var(--line)}
.why li li{font-size:.9rem}
.pair,.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 2.2rem;align-items:start}
.pair>figure{display:grid;grid-template-columns:minmax(0,1fr);grid-template-rows:subgrid;grid-row:span 5;margin:0 0 1.5rem;row-gap:0;align-content:start}
.key{grid-template-columns:minmax(0,4.6fr) minmax(0,7.4fr)}
.pair>*,.key>*{min-width:0}
figure{margin:0 0 .6rem;min-width:0}
figcaption{font-weight:600;line-height:1.3;margin:0 0 .5rem;max-width:36rem;overflow-wrap:anywhere}
.how{margin:.4rem 0 0;max-width:36rem;overflow-wrap:anywhere}
.live{margin:.3rem 0 0;color:var(--ink);min-height:1.5em}
.draw svg{display:block;width:100%;max-width:35rem;height:auto}
details{margin:.1rem 0}
summary{cursor:pointer;min-height:44px;padding:.75rem 0 .3rem;font-size:.82rem;color:var(--link)}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.8rem;line-height:1.35;font-variant-numeric:tabular-nums;margin:.3rem 0 .6rem}
caption{text-align:left;color:var(--mute);padding:.3rem 0;font-size:.78rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--mute);border-bottom:1px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:600;position:sticky;left:0;background:var(--paper)}
.n{text-align:right}
td.n{white-space:nowrap}
.matrix td,.matrix th{white-space:nowrap;font-size:.74rem}
.tiers td,.tiers tbody th{white-space:nowrap}
.tb{width:64px;height:12px;vertical-align:-1px}
.rise{fill:#8C2D04;stroke:var(--ink);stroke-width:.6}.sink{fill:#0072B2;stroke:var(--ink);stroke-width:.6}
.sm{width:12px;height:12px;vertical-align:-1px}
.numbers summary{min-height:44px;padding:.1rem 0;font-size:.85rem;font-weight:600;color:var(--ink)}
.numbers summary::marker{color:var(--link)}
.numbers .def{font-weight:400;color:var(--mute);max-width:15rem;white-space:normal;margin:.2rem 0}
.numbers td{white-space:normal;min-width:8.5rem}
th button{all:unset;cursor:pointer;min-height:44px;display:inline-flex;align-items:end;text-decoration:underline dotted;text-underline-offset:.2em}
th button:focus-visible{outline:3px solid var(--link)}
th[aria-sort] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
dl{margin:.2rem 0;max-width:60rem}
dt{font-size:.85rem;margin-top:.5rem}
dd{margin:0 0 0 1.2rem;overflow-wrap:anywhere}
code,pre{font:.78rem/1.5 ui-monospace,"Liberation Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--soft);padding:.7rem 1rem;margin:.3rem 0;overflow-wrap:normal}
.foot{padding-bottom:3rem}
${DRAWING}
@media(prefers-color-scheme:dark){.gap{stroke:#e08a66}.rise{fill:#e08a66}.sink{fill:#6bb6e8}}
nav.side{display:none}
@media(min-width:84rem){body{padding-left:11.5rem}nav.side{display:block;position:fixed;left:0;top:0;bottom:0;width:11.5rem;overflow-y:auto;padding:1rem .6rem 1rem 1.2rem;border-right:1px solid var(--line);font:.82rem/1.3 Arial,Helvetica,"Liberation Sans",sans-serif}nav.side ul{list-style:none;margin:0;padding:0}nav.side a{display:flex;align-items:center;gap:.2em;min-height:44px;color:var(--ink);text-decoration:none}nav.side .no{min-width:1.4em}nav.side a:hover{text-decoration:underline}nav.side [aria-current]{font-weight:700;box-shadow:inset 3px 0 var(--link);padding-left:.6rem}}
@media(max-width:68rem){.key{grid-template-columns:minmax(0,1fr)}}
@media(max-width:48rem){body{font-size:16px}svg text:not(.b){font-size:13px}main,header,.foot{padding-left:1rem;padding-right:1rem}h1{font-size:1.55rem}.guide{grid-template-columns:1fr;gap:0}.guide li{border-top:1px solid var(--line);flex-direction:row;flex-wrap:wrap;align-items:center;justify-content:flex-start;gap:0 .8rem;padding:0}.strip{gap:.4rem 1rem}.grid{grid-template-columns:1fr}.grid dd{margin-bottom:.4rem}.guide li:first-child{border-top:0}.banner{grid-template-columns:1fr;gap:.4rem}.word strong{font-size:1.9rem}.lead,.because{font-size:1.05rem}}
@media screen and (max-width:48rem){table.cards,.cards caption,.cards tbody,.cards tr,.cards th,.cards td{display:block}.cards thead{display:none}.cards tr{border:1px solid var(--line);padding:.3rem .8rem;margin:.5rem 0}.cards tbody th{position:static;border-bottom:1px solid var(--ink)}.cards td{display:flow-root;border:0;text-align:left;white-space:normal;padding:.2rem 0 .2rem 42%}.cards td::before{content:attr(data-l);color:var(--mute);float:left;width:69%;margin-left:-72.4%}.cards td:empty{display:none}}
@media(forced-colors:active){svg.vm,.map,.draw svg{forced-color-adjust:none}.draw svg{background:#fff;--ink:#000;--mute:#444;--line:#bbb;--paper:#fff;--soft:#eee;--band:#999}}
@media print{
@page{size:A4;margin:9mm 10mm}
:root{--paper:#fff;--ink:#000;--mute:#444;--line:#bbb;--soft:#f2f2f2;--band:#aaa;--link:#000}
html{font-size:7.6pt}
.missing-first{padding:.5mm 2mm;margin:0 0 1mm;border-width:1px}
body{font-size:8pt;line-height:1.25}
main,header,.foot{max-width:none;padding:0}
header{padding-top:0}
.skip,.live,.def,summary,.matrix,nav.side,#glossary{display:none}
body{padding-left:0}
.numbers summary{display:list-item;list-style:none;min-height:0;padding:0;font-size:7pt}
.numbers summary::marker{content:""}
h1{font-size:13pt;margin:0}h2{font-size:10pt;margin:0 0 1mm;padding-top:.6mm;border-top-width:1px}
section{margin:1.5mm 0 0}
figure,.banner,tr{break-inside:avoid}
h2,h3,figcaption,.lead{break-after:avoid}
.kicker,.facts-line{margin:0}
.strip{grid-template-columns:repeat(5,auto);margin:.6mm 0 0;gap:0 4mm}
.guide{grid-template-columns:repeat(5,auto);margin:.8mm 0 0;gap:0 4mm}.guide li{padding:.4mm 0}.go a{min-height:0}
.banner{grid-template-columns:max-content 1fr;gap:0 5mm;margin:.6mm 0}
.banner details{display:none}.why li:has(details){border:0}
.why{max-width:none}.why li{padding:.3mm 0}
.word strong{font-size:15pt}.vm{width:9mm;height:9mm}
.lead,.because{font-size:8.4pt;margin:0 0 .6mm;max-width:none}
p{max-width:none;margin:.6mm 0}
.key{grid-template-columns:34% 1fr;gap:0 4mm}
.pair{grid-template-columns:1fr 1fr;gap:.6mm 5mm}
.pair>figure{display:grid;grid-template:none/49mm 1fr;grid-row:auto;gap:0 2mm;align-items:start;margin:0}
.pair figcaption,.pair details{grid-column:1/-1}
figcaption{margin:0 0 .3mm;max-width:none;font-size:8pt}
.how,.note,.sub,table,caption,.facts-line,.kicker{font-size:6.3pt;line-height:1.18}
.how{margin:0}
caption{padding:.2mm 0}
th,td{padding:.05mm 2mm .05mm 0}
tbody th{position:static}
table{margin:0}
.tb{width:30px;height:6px;vertical-align:0}.sm{width:7px;height:7px;vertical-align:0}
.numbers td{min-width:0}
.scroll{overflow:visible}
th button{min-height:0;text-decoration:none}
#fund{break-before:page}
#maps .pair:nth-of-type(n+3){display:none}
}
${WHAT_IF_STYLE}`;

/** Of a drawing in a file of its own: on paper, whatever the reader's screen is set to. */
export const FILE_STYLE = `:root{${LIGHT};background:var(--paper)}\n${DRAWING}`;
