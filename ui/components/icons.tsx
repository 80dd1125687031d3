/** Line icons on a 16 px grid, drawn in the colour of the text; always beside or inside a name. */
const PATHS = {
  plus: 'M8 3.5v9M3.5 8h9',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  show: 'M2.5 6V3.5h3M10.5 3.5h3V6M13.5 10v2.5h-3M5.5 12.5h-3V10M6.5 8h3M8 6.5v3',
  settings: 'M2.5 5h5M11.5 5h2M9.5 3v4M2.5 11h2M8.5 11h5M6.5 9v4',
  upload: 'M8 10.5v-7M5 6l3-3 3 3M3 10.5v2h10v-2',
  copy: 'M6 6h7v7H6zM10 6V3H3v7h3',
  star: 'M8 2.5l1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.2 4.6 13l.7-3.8L2.5 6.5 6.3 6z',
  retry: 'M12.5 8a4.5 4.5 0 1 1-1.5-3.35M11.3 2.2v2.7H8.6',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
