/** The panel's look, for a page of its own: Figma's colours in light and dark, taken to a contrast of 4.5:1. */
export const PAGE_STYLE = `
:root {
  --bg: #fff; --text: #1a1a1a; --muted: #5c5c5c; --line: #d9d9d9; --field: #f5f5f5; --primary: #0a74c2;
  --focus: #0b83da; --danger: #c22f14;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #2c2c2c; --text: #fff; --muted: #c4c4c4; --line: #555; --field: #383838; --primary: #0969af;
    --focus: #4dabf0; --danger: #ff9c85;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--field);
  color: var(--text); font: 14px / 21px Inter, system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  width: 100%; max-width: 400px; display: grid; gap: 16px; padding: 32px; border: 1px solid var(--line);
  border-radius: 13px; background: var(--bg);
}
h1, p { margin: 0; }
h1 { font-size: 18px; line-height: 26px; font-weight: 600; }
.muted { color: var(--muted); }
.danger { color: var(--danger); }
.code {
  padding: 16px 8px; border-radius: 8px; background: var(--field); text-align: center; letter-spacing: 0.08em;
  font: 600 28px / 36px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: nowrap;
}
form { display: grid; gap: 8px; }
label { font-weight: 500; }
input, button, .button {
  min-height: 40px; padding: 8px 16px; border: 1px solid var(--line); border-radius: 6px; font: inherit;
}
input { background: var(--field); color: inherit; letter-spacing: 0.08em; text-transform: uppercase; }
button, .button { background: none; color: inherit; font-weight: 500; text-align: center; text-decoration: none; }
button { cursor: pointer; }
.button { display: block; }
.primary { border-color: transparent; background: var(--primary); color: #fff; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
@media (forced-colors: active) {
  .primary { border-color: ButtonBorder; }
}
`
