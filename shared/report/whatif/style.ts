/** Of the what-if panel; part of the page's one style element. */
export const WHAT_IF_STYLE = `
.wi-dials{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:.2rem 1.6rem;border:1px solid var(--line);padding:.4rem 1rem .8rem;margin:.6rem 0;font:.82rem/1.4 Arial,Helvetica,"Liberation Sans",sans-serif}
.wi-dials details{grid-column:1/-1}
.wi-dials label,.wi-tick{display:grid;grid-template-columns:1fr auto;align-items:center}
.wi-dials input,.wi-tick input{grid-column:1/-1;width:100%;height:44px;margin:0;accent-color:var(--link)}
.wi-dials select{min-height:44px;max-width:100%}
.wi-buttons{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;font:.82rem/1.4 Arial,Helvetica,"Liberation Sans",sans-serif}
.wi-buttons label span,.wi-paste span{display:block}
.wi-buttons input{width:8rem}
.wi-body button,.wi-buttons input{min-height:44px;padding:.3rem .9rem;font:inherit}
.wi-body>div>button{font:.82rem/1.4 Arial,Helvetica,"Liberation Sans",sans-serif}
.wi-paste,.wi-tick{font:.82rem/1.4 Arial,Helvetica,"Liberation Sans",sans-serif;max-width:35rem}
.wi-paste{display:block;margin:.3rem 0 .6rem}
.wi-paste textarea{width:100%;font:.82rem/1.5 ui-monospace,"Liberation Mono",Menlo,Consolas,monospace}
.wi-body button,.wi-body input,.wi-body select,.wi-body textarea{color:var(--ink);background:var(--paper);border:1px solid var(--mute)}
.wi-body svg path,.wi-cursor{fill:none}.wi-cursor{stroke:var(--link);stroke-width:2}
.wi-numbers .n{min-width:10rem}
@media(max-width:48rem){.wi-numbers .n{min-width:6.5rem;white-space:normal;padding-right:.4rem}}
.compare input{display:block;min-height:44px;padding:.5rem;max-width:100%}
details.compare[data-over=yes]{outline:3px dashed var(--link);outline-offset:6px}
@media print{details.what-if,#compare{display:none}}
`;
