/** How the reference page looks, by day and by night. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h2 { text-transform: capitalize; border-bottom: 1px solid #8884; }
h3 { margin: 1rem 0 .25rem; font-size: .9rem; }
small { font-weight: normal; opacity: .7; }
nav { display: flex; flex-wrap: wrap; gap: .75rem; }
details { margin: .25rem 0; padding: .25rem .5rem; border: 1px solid #8884; border-radius: .4rem; }
details[open] { padding-bottom: .75rem; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.2rem; }
.get { color: light-dark(#0a6b3d, #6fd8a4); }
.post, .put { color: light-dark(#0b5394, #8ec5ff); }
.delete { color: light-dark(#a61b1b, #ff9d9d); }
pre { overflow-x: auto; padding: .5rem; border-radius: .4rem; background: #8882; }
table { border-collapse: collapse; width: 100%; }
td { padding: .2rem .75rem .2rem 0; vertical-align: top; overflow-wrap: anywhere; }
`;
