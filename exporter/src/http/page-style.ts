/** The one style of the landing page: inline, allowed by its hash. Light and dark follow the reader's system. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --back: light-dark(#f6f7f9, #101216);
  --card: light-dark(#ffffff, #181b21);
  --line: light-dark(#e3e6eb, #2a2f38);
  --text: light-dark(#1b2028, #e4e7ec);
  --soft: light-dark(#5c6675, #98a2b3);
  --link: light-dark(#1f5fbf, #7db0ff);
  --healthy: light-dark(#1a7f43, #4cc38a);
  --degraded: light-dark(#9a6200, #f0b429);
  --down: light-dark(#c62828, #ff7b72);
  --unknown: light-dark(#5c6675, #98a2b3);
  --not_configured: light-dark(#6b5fa8, #b3a6f0);
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.5rem 3rem; max-width: 82rem; background: var(--back); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem 1.5rem; margin-bottom: 1.5rem }
h1 { margin: 0; font-size: 1.35rem; letter-spacing: -.01em }
h1 small { margin-left: .4rem; color: var(--soft); font-size: .85rem; font-weight: 400 }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-left: auto }
a { color: var(--link); text-decoration: none }
a:hover, a:focus-visible { text-decoration: underline }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 1.5rem; padding: 0; list-style: none }
.counts li { padding: .6rem 1.1rem .6rem .9rem; background: var(--card); border: 1px solid var(--line);
  border-left: 4px solid var(--tone); border-radius: 8px; color: var(--soft) }
.counts b { display: block; color: var(--tone); font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
table { width: 100%; border-collapse: collapse }
th, td { padding: .55rem .9rem; text-align: left; vertical-align: top }
thead th { color: var(--soft); font-size: .8rem; font-weight: 600; white-space: nowrap }
tbody tr { border-top: 1px solid var(--line) }
tbody th { min-width: 11rem; font-weight: 600 }
tr.group th { padding: .35rem .9rem; background: var(--back); color: var(--soft); font-size: .8rem; font-weight: 600 }
.id { display: block; white-space: nowrap; color: var(--soft); font-size: .82rem; font-weight: 400 }
.upkeep { display: block; color: var(--soft); font-size: .82rem; font-weight: 400 }
.upkeep time { white-space: nowrap }
.upkeep.now { color: var(--text); font-weight: 600 }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.why { min-width: 18rem; overflow-wrap: anywhere }
.status { color: var(--tone); font-weight: 600; white-space: nowrap }
.status::before { content: ""; display: inline-block; width: .6em; height: .6em; margin-right: .5em;
  border-radius: 50%; background: var(--tone) }
.sick { color: var(--degraded); font-weight: 600 }
.healthy { --tone: var(--healthy) } .degraded { --tone: var(--degraded) } .down { --tone: var(--down) }
.unknown { --tone: var(--unknown) } .not_configured { --tone: var(--not_configured) }
.empty { padding: 2.5rem; text-align: center; color: var(--soft) }
footer { margin-top: 1.5rem; color: var(--soft); font-size: .87rem }
footer ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .3rem 0 0; padding: 0; list-style: none }
`;
