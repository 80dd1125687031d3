/** Address of the relay without a trailing slash, put in by the build. */
declare const __RELAY_URL__: string

declare module '*.css'

/** A script's bundle, minified, put in by the build. */
declare module '*.ts?text' {
  const text: string
  export default text
}
